"""A unique word in every field that is not for everybody; then everybody looks everywhere, and it must not turn up."""

import io
import logging
import re
import zipfile
from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.conf import settings as site
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import OperationalError, connection, models
from django.http import HttpResponseBase

from drakentemmers.accounts.models import Notification, OutgoingMail, User
from drakentemmers.kernel.fields import EncryptedTextField
from drakentemmers.kernel.ids import new_id
from drakentemmers.kernel.log_lines import ImpersonalFormatter
from tests.house.contract import ASKERS, EVERYBODY, NOBODY, PASS, contract
from tests.house.filled_forms import Filled, filled_forms
from tests.house.routes import all_routes
from tests.house.secrets_of_models import CODE, NOT_PLANTED, WHO_MAY_READ
from tests.house.stage import Stage, build_stage
from tests.house.test_headers import failing
from tests.house.walk import BRIEF, FULL, Walker

CANARY = re.compile(r"zq[0-9a-z]{5}")
STAY_EMPTY = {"accounts.OutgoingMail"}  # a mail that went out is wiped, and the database holds it to that
MAILED = ("/uitnodiging/", "/aanmelden/bevestigen/")  # links of mails: who holds one sees to whom it went
# Who asks, answers or invites is named in a mail to whom it concerns; a mail says to whom it goes.
SAID_IN_MAILS = frozenset({"accounts.User.name", "accounts.User.email"})
SENDERS = ("stranger", "owner of the asker", "asked therapist")  # everybody with CONTRACT_WALK=full
TOLD = {
    "account",
    "invitation",
    "joining",
    "matching.accepted",
}  # kinds of mail and of lines the forms bring about
FILES = ("organisaties.xlsx", "organisaties.csv", "behandelaars.xlsx", "behandelaars.csv")
# Everybody with CONTRACT_WALK=full; otherwise one for every way the site looks different.
LOOKERS = [
    "stranger",
    "closed account",
    "no role",
    "asker",
    "owner of the asker",
    "former owner of the asker",
    "asked therapist",
    "other therapist",
    "former therapist",
    "owner of the practice",
    "member elsewhere",
    "region lead of the asker",
    "project_lead elsewhere",
    "policy_reader elsewhere",
    "editor elsewhere",
    "log_manager elsewhere",
    "administrator elsewhere",
]


def our_models() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models()
        if model.__module__.startswith("drakentemmers.") and model._meta.app_label not in NOT_PLANTED
    ]


def text_fields(model: type[models.Model]) -> list[models.Field]:
    kinds = (models.CharField, models.TextField, models.JSONField, models.BinaryField)
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, kinds) and not field.choices and not field.primary_key and not field.is_relation
    ]


def test_every_text_field_says_who_may_read_it():
    told = {name: set(fields) for name, fields in WHO_MAY_READ.items()}
    found = {model._meta.label: {field.name for field in text_fields(model)} for model in our_models()}
    keys = {"code", "pc4", "key", "cache_key", "name"}  # a key that is a word is told too
    missing = {label: fields - told.get(label, set()) for label, fields in found.items()}
    gone = {label: fields - found.get(label, set()) - keys for label, fields in told.items()}
    assert {label: fields for label, fields in missing.items() if fields} == {}
    assert {label: fields for label, fields in gone.items() if fields} == {}


class Planted(dict[str, str]):
    """Where each canary sits, by its word; and whose own it is, by the number of the account."""

    def __init__(self) -> None:
        super().__init__()
        self.own: dict[str, int] = {}

    def found_in(self, text: str) -> set[str]:
        return set(CANARY.findall(text)) & set(self)


def plant() -> Planted:
    """Put a canary in every field that is not for everybody, and return where each sits."""
    planted = Planted()
    for model in our_models():
        fields = [
            field
            for field in text_fields(model)
            if WHO_MAY_READ[model._meta.label][field.name] not in (CODE, EVERYBODY)
        ]
        for row in model._default_manager.all() if fields else []:
            own = [f for f in fields if getattr(row, f.name) or model._meta.label not in STAY_EMPTY]
            for field in own:
                word = f"zq{new_id()[:5]}"
                planted[word] = f"{model._meta.label}.{field.name}"
                if isinstance(row, User | Notification | OutgoingMail):
                    planted.own[word] = row.pk if isinstance(row, User) else row.user_id
                is_mail = isinstance(field, models.EmailField)
                setattr(row, field.name, f"{word}@voorbeeld.example" if is_mail else word)
            row.save(update_fields=[field.name for field in own])
    return planted


@pytest.fixture
def watched(settings, tmp_path, db) -> Iterator[tuple[Stage, dict[str, str], io.StringIO]]:
    """The stage with canaries, and every line of the log as it would be written."""
    settings.FILES_ROOT, settings.TURNS = tmp_path, {}
    cache.clear()
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(ImpersonalFormatter(site.LOGGING["formatters"]["line"]["format"]))
    root, before = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    stage = build_stage()
    planted = plant()
    for user in filter(None, stage.people.values()):
        user.refresh_from_db()  # a session belongs to the password that stands there now
    yield stage, planted, lines
    root.removeHandler(handler)
    root.setLevel(before)


def text_of(response: HttpResponseBase) -> str:
    """Return everything an answer carries, what is packed in a spreadsheet included."""
    content = response.walked if response.streaming else response.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            content = b"".join(packed.read(name) for name in packed.namelist())
    headers = " ".join(f"{name}: {value}" for name, value in response.headers.items())
    cookies = " ".join(morsel.OutputString() for morsel in response.cookies.values())
    return f"{headers} {cookies} {content.decode('utf-8', errors='replace')}"


def places(stage: Stage) -> list[str]:
    """Every address of the site with the records of the stage in it, and every file that goes out."""
    ours = [route.path for route in all_routes(stage.fill) if FULL or not route.path.startswith("/beheer")]
    return [
        *dict.fromkeys(ours),
        *(f"/organisaties/export/{name}" for name in FILES),
        "/beheer/",
        "/beheer/reports/site-history/",
        "/behandelaars?plaats=Almere&naam=zq",
        "/behandelaars?groep=child_6_12",
        "/api/v1/matches?group=child_6_12&place=Almere",
        "/zomaar?naam=zq",
        "/behandelaars?plaats=%00",
    ]


def links(path: str, response: HttpResponseBase) -> Iterator[str]:
    if response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming:
        soup = BeautifulSoup(response.content, "html.parser")
        for tag in soup.select("a[href], form[method=get][action], form:not([method])[action], [hx-get]"):
            target = urldefrag(
                urljoin(path, tag.get("href") or tag.get("action") or tag.get("hx-get") or "")
            ).url
            if target.startswith("/") and not urlsplit(target).netloc and not target.startswith("/beheer"):
                yield target


def looked_at(walker: Walker, actor: str, starts: list[str]) -> Iterator[tuple[str, str]]:
    """Yield every address one person can look at and what came: all of the site, and one link further."""
    queue, seen = list(starts), set(starts)
    for path in starts:
        response = walker.look(path, actor)
        yield path, text_of(response)
        for target in links(path, response):
            if target not in seen:
                seen.add(target)
                queue.append(target)
    for path in queue[len(starts) :]:
        yield path, text_of(walker.look(path, actor))


class Net:
    """Looks through what somebody gets, and keeps what was not for this person."""

    def __init__(self, stage: Stage, planted: Planted) -> None:
        self.planted = planted
        self.numbers = {name: user.pk for name, user in stage.people.items() if user is not None}
        self.leaks: set[str] = set()
        self.met: set[str] = set()

    def look(self, actor: str, path: str, text: str) -> None:
        for word in self.planted.found_in(text):
            place = self.planted[word]
            self.met.add(place)
            label, _, name = place.rpartition(".")
            if (name == "email" and path.startswith(MAILED)) or self.is_own(word, actor):
                continue
            if label == "directory.Location" and path.endswith("/adres#POST") and actor in ASKERS:
                continue  # asked for, and written in the log
            if actor not in (WHO_MAY_READ[label][name] or NOBODY):
                self.leaks.add(f"{place} is read by {actor} at {urlsplit(path).path}")

    def is_own(self, word: str, actor: str) -> bool:
        return word in self.planted.own and self.planted.own[word] == self.numbers.get(actor)

    def check(self) -> None:
        if self.leaks:
            pytest.fail("\n".join(sorted(self.leaks)), pytrace=False)


def test_nobody_reads_what_is_not_for_them(watched):
    stage, planted, lines = watched
    walker, net = Walker(stage), Net(stage, planted)
    for actor in stage.people if FULL else LOOKERS[:: 2 if BRIEF else 1]:
        for path, text in looked_at(walker, actor, places(stage)):
            net.look(actor, path, text)
    net.check()
    assert {
        "matching.TreatmentRequest.note",
        "directory.Professional.phone",
        "accounts.User.email",
        "accounts.User.name",
        "accounts.Notification.text",
    } <= net.met  # the net does catch
    assert told_in_the_log(lines, planted) == []


def sent_forms(walker: Walker, actor: str) -> Iterator[Filled]:
    """Yield every form this person finds, once filled in and once empty."""
    seen: set[tuple[str, str]] = set()
    for route in walker.routes():
        row = contract().get(route.name)
        if row is None or route.path.startswith("/api/") or row.expected("get", actor) != PASS:
            continue
        answer = walker.look(route.path, actor)
        if answer.streaming or not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        for filled in filled_forms(route.path, answer.content):
            if (filled.path, filled.button) not in seen and (FULL or not filled.path.startswith("/beheer")):
                seen.add((filled.path, filled.button))
                yield filled
                yield Filled(filled.path, b"")


def test_what_answers_a_form_and_what_it_mails_tell_nobody_else(watched):
    stage, planted, lines = watched
    walker, net = Walker(stage), Net(stage, planted)
    mails: set[tuple[str, str]] = set()
    kinds: set[str] = set()
    before = set(OutgoingMail.objects.values_list("pk", flat=True))
    lines_before = set(Notification.objects.values_list("pk", flat=True))

    def look_at_mails() -> None:
        for mail in OutgoingMail.objects.exclude(pk__in=before).exclude(subject__isnull=True):
            kinds.add(mail.kind)
            words = planted.found_in(f"{mail.subject} {mail.text} {mail.headers}")
            mails.update((planted[word], mail.kind) for word in words if planted[word] not in SAID_IN_MAILS)
        for line in Notification.objects.exclude(pk__in=lines_before):
            kinds.add(line.topic)
            mails.update((planted[word], line.topic) for word in planted.found_in(line.mail_text or ""))

    for actor in stage.people if FULL else SENDERS:
        for filled in sent_forms(walker, actor):
            answer = walker.send(filled.path, filled.body, actor, before_undone=look_at_mails)
            net.look(actor, f"{filled.path}#POST", text_of(answer))
    net.check()
    assert sorted(mails) == []
    assert kinds >= TOLD
    assert told_in_the_log(lines, planted) == []


def test_a_failure_tells_nothing_of_what_went_wrong(watched):
    stage, planted, lines = watched
    walker, told = Walker(stage), " ".join(planted)
    for actor in stage.people if FULL else LOOKERS:
        with failing(RuntimeError(told)) as path:
            answer = walker.look(f"{path}?naam={next(iter(planted))}", actor)
        with failing(OperationalError(told)):
            away = walker.look(path, actor)
        assert (answer.status_code, away.status_code) == (500, 503)
        assert planted.found_in(text_of(answer)) == planted.found_in(text_of(away)) == set()
    assert told_in_the_log(lines, planted) == []


def told_in_the_log(lines: io.StringIO, planted: dict[str, str]) -> list[str]:
    return sorted({planted[word] for word in CANARY.findall(lines.getvalue()) if word in planted})


def test_mails_sessions_and_cache_hold_nothing(watched, mailoutbox):
    stage, planted, lines = watched
    walker = Walker(stage)
    for actor in LOOKERS:
        for path in ("/mijn", "/aanvragen", f"/aanvragen/{stage.parts['request_id']}", "/account"):
            walker.look(path, actor, keep=True)
    kept = [str(session.get_decoded()) for session in Session.objects.all()]
    kept += [str(value) for value in getattr(cache, "_cache", {}).values()]
    kept += [f"{mail.subject} {mail.body}" for mail in mailoutbox]
    kept += [lines.getvalue()]
    found = {planted[word] for text in kept for word in CANARY.findall(text) if word in planted}
    assert found == set()


def test_mails_about_a_case_tell_nothing_of_it(watched):
    from django.utils import timezone

    from drakentemmers.matching.actions.questions import accept, decline, hold
    from drakentemmers.matching.course import DeclineReason
    from drakentemmers.matching.models import Question

    stage, planted, _ = watched
    before = set(OutgoingMail.objects.values_list("pk", flat=True))
    question = Question.objects.get(pk=stage.parts["question_id"])
    therapist, now = stage.people["asked therapist"], timezone.now()
    hold(question=question, by=therapist, now=now)
    accept(question=Question.objects.get(pk=question.pk), by=therapist, now=now)
    other = Question.objects.filter(state="asked").exclude(pk=question.pk).first()
    if other is not None:
        decline(question=other, reason=DeclineReason.FULL, by=None, now=now)
    written = OutgoingMail.objects.exclude(pk__in=before)
    words = {word for mail in written for word in CANARY.findall(f"{mail.subject} {mail.text}")}
    assert {planted[word] for word in words if word in planted} == set()


def test_in_the_database_itself_a_secret_field_is_not_to_be_read(watched):
    _, planted, _ = watched
    sealed = {
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        for field in text_fields(model)
        if isinstance(field, EncryptedTextField)
    }
    secret = {word for word, place in planted.items() if place in sealed}
    assert secret
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - names from the database
            for row in cursor.fetchall():
                found |= {word for word in CANARY.findall(str(row)) if word in secret}
    assert {planted[word] for word in found} == set()
