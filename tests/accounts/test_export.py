"""The copy of my data: all that is mine, nothing of anybody else, and every table that knows people accounted for."""

import base64
import hashlib
import io
import json
import re
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from drakentemmers.accounts.actions.notifications import notify
from drakentemmers.accounts.models import Opening, QuietHours, User
from drakentemmers.accounts.rules import Role
from drakentemmers.audit.models import Event
from drakentemmers.directory.joining import ApplicationKind, ApplicationState, JoiningStep
from drakentemmers.directory.models import (
    Application,
    ApplicationNumber,
    ApplicationStep,
    Professional,
    RegisterAnswer,
)
from drakentemmers.directory.rules import Register
from drakentemmers.home.read.my_data import PARTS, copy_of
from drakentemmers.matching.actions.questions import decline
from drakentemmers.matching.course import DeclineReason
from drakentemmers.matching.models import RequestDraft
from tests.factories.accounts import UserFactory, person_with
from tests.factories.directory import (
    QualificationFactory,
    RegionFactory,
    RegistrationFactory,
    WorkLocationFactory,
)
from tests.factories.matching import asked, therapist

pytestmark = pytest.mark.django_db

# Tables that point at a person, by the part of the copy that tells of them; "" for what is not about that person.
TOLD_IN = {
    "account.emailaddress": "account",
    "accounts.accountremoval": "log",
    "accounts.block": "",  # who set it may not be known to the person it is about
    "accounts.caseguest": "guest",
    "accounts.consent": "consents",
    "accounts.daybudget": "openings",
    "accounts.decoy": "log",
    "accounts.emergencyaccess": "log",
    "accounts.factorreset": "log_about_you",
    "accounts.freeze": "log_about_you",
    "accounts.invitation": "log",
    "accounts.knowndevice": "devices",
    "accounts.mailchoice": "mail_choices",
    "accounts.membership": "roles",
    "accounts.notification": "notifications",
    "accounts.opening": "openings",
    "accounts.outgoingmail": "mails",
    "accounts.quiethours": "quiet_hours",
    "accounts.roleproposal": "log_about_you",
    "accounts.rolereview": "log",
    "directory.application": "applications",
    "directory.applicationnumber": "application_numbers",
    "directory.applicationstep": "application_steps",
    "directory.importdraft": "",  # a file of the network's, gone after a day
    "directory.numberlook": "log",
    "directory.professional": "profile",
    "directory.qualification": "qualifications",
    "directory.registration": "registrations",
    "knowledge.mailing": "",  # which newsletter an editor sent: a deed for the network, told in the log
    "knowledge.savedpage": "reading_list",
    "knowledge.seenuntil": "followed_themes",
    "knowledge.themefollow": "followed_themes",
    "directory.worklocation": "work_locations",
    "matching.knownfit": "searches",  # what a saved search told
    "matching.nearbydemand": "nearby",
    "matching.offer": "offers",
    "matching.offerlink": "mails",  # the link of the weekly mail
    "matching.placement": "questions",  # a question that became a place
    "matching.privatenote": "",  # about a client
    "matching.question": "questions",
    "matching.requestdraft": "drafts",
    "matching.requeststep": "steps",
    "matching.round": "round_steps",
    "matching.roundchoice": "round_choices",
    "matching.roundstep": "round_steps",
    "matching.savedsearch": "searches",
    "matching.suggestion": "",  # what a round proposed for a client; who was asked stands with the questions
    "matching.treatmentrequest": "requests",
    "mfa.authenticator": "sign_in",
    "socialaccount.socialaccount": "sign_in",
    "usersessions.usersession": "sessions",
}
PEOPLE = {User, Professional, Application}  # a row of these is a person
OF_THE_ADMIN = ("wagtail", "admin")  # pages and pictures are the network's, not the editor's


def read_copy(content: bytes) -> tuple[dict, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return json.loads(file.read("mijn-gegevens.json")), file.read("mijn-gegevens.html").decode()


@pytest.fixture
def somebody(now) -> User:
    """A therapist with something in nearly every table."""
    professional = therapist(now=now, name="Eigen Naam", phone="0612340000")
    WorkLocationFactory(professional=professional, street="Eigenweg 1")
    QualificationFactory(professional=professional)
    RegistrationFactory(professional=professional)
    (question,) = asked(now, professional)
    decline(
        question=question,
        reason=DeclineReason.FULL,
        explanation="Geheimzinnig",
        by=professional.user,
        now=now,
    )
    user = professional.user
    RequestDraft.objects.create(user=user, data="note=Kersenpit", saved_at=now)
    notify(user=user, topic="x", text="Een melding", path="/", now=now)
    return user


def test_what_is_mine_is_in_it_for_people_and_for_machines(somebody, now):
    name, content = copy_of(somebody, now=now)
    assert name == "mijn-gegevens-2026-11-18.zip"
    data, page = read_copy(content)
    assert list(data) == ["made_at", "about", *(part.key for part in PARTS)]
    assert data["account"][0]["email"] == somebody.email
    assert {line["street"] for line in data["work_locations"]} >= {"Eigenweg 1"}
    assert data["questions"][0]["decline_reason"] == "full"
    assert data["profile"][0]["groups"] == ["adult", "child_6_12"]
    assert len(data["registrations"]) == len(data["qualifications"]) == 1
    assert "Een melding" in [line["text"] for line in data["notifications"]]
    for text in (somebody.email, "Eigenweg 1", "Een melding", "0612340000"):
        assert text in page
    assert "<script" not in page and "http" not in page.replace("http-equiv", "")


def test_nothing_of_anybody_else_is_in_it(somebody, now):
    other = therapist(now=now, name="Andere Naam", email="ander@voorbeeld.example")
    WorkLocationFactory(professional=other, street="Andereweg 9")
    notify(user=other.user, topic="x", text="Voor een ander", path="/", now=now)
    colleague = person_with(Role.MEMBER, name="Collega Naam")
    questions = asked(now, other)
    content = "".join(map(str, read_copy(copy_of(somebody, now=now)[1])))
    of_others = [
        *("Andere Naam", "ander@voorbeeld.example", "Andereweg 9", "Voor een ander", "Collega Naam"),
        *(
            colleague.email,
            other.pk,
            questions[0].pk,
            questions[0].request.pseudonym,
            questions[0].request_id,
        ),
        *("Kersenpit", "Geheimzinnig"),  # mine, but about a client
    ]
    assert [text for text in of_others if text in content] == []


@pytest.fixture
def applied(now) -> User:
    """Somebody who applied to join, gave two numbers and was asked something."""
    user = UserFactory(name="Aukje Invuller")
    application = Application.objects.create(
        kind=ApplicationKind.THERAPIST,
        state=ApplicationState.ASKED,
        state_since=now,
        made_at=now,
        confirmed_at=now,
        form_key="f",
        name=user.name,
        email=user.email,
        user=user,
        region=RegionFactory(name="Regio Zandpad"),
    )
    for register, number in ((Register.BIG, "19012345625"), (Register.SKJ, "100200300")):
        ApplicationNumber.objects.create(application=application, register=register, number=number)
    for step, text in ((JoiningStep.ASKED, "Waar werk je?"), (JoiningStep.NUMBER_LOOKED_UP, "Achterkamer")):
        ApplicationStep.objects.create(application=application, step=step, at=now, text=text)
    for number, name, agrees in (("19012345625", "A. Invuller", True), ("100200300", "Andere Naam", False)):
        RegisterAnswer.objects.create(
            register=Register.BIG if agrees else Register.SKJ,
            number=number,
            at=now,
            outcome="found",
            name=name,
            name_agrees=agrees,
            profession="Psycholoog" if agrees else "Loodgieter",
        )
    return user


def test_what_somebody_filled_in_to_join_is_in_it(applied, now):
    data, page = read_copy(copy_of(applied, now=now)[1])
    assert [line["region"] for line in data["applications"]] == ["Regio Zandpad"]
    assert data["application_numbers"] == [
        {"register": "big", "number": "19012345625"},
        {"register": "skj", "number": "100200300"},
    ]
    assert [line["text"] for line in data["application_steps"]] == ["Waar werk je?"]
    assert [line["profession"] for line in data["register_answers"]] == ["Psycholoog"]
    for text in ("Regio Zandpad", "BIG-register", "100200300", "Meer gevraagd", "Waar werk je?"):
        assert text in page, text
    assert [text for text in ("Achterkamer", "Loodgieter", "Andere Naam") if text in page + str(data)] == []


def on_paper(page: str) -> dict[str, list[dict[str, str]]]:
    """Return every line of the page that people read, by the heading of its part."""
    lines = {}
    for section in BeautifulSoup(page, "html.parser").select("main > section"):
        rows = [
            {cell["data-head"]: cell.get_text() for cell in row.select("td")}
            for row in section.select("tbody tr")
        ]
        rows += [
            dict(zip(*([e.get_text() for e in one.select(kind)] for kind in ("dt", "dd")), strict=True))
            for one in section.select("dl")
        ]
        lines[section.h2.get_text()] = rows
    return lines


def test_people_read_words_and_the_time_on_the_wall_machines_codes_and_utc(somebody, now):
    moment = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)  # half past midnight, the next day, in the Netherlands
    somebody.notifications.update(at=moment, read_at=None)
    QuietHours.objects.create(user=somebody, weekends=True)
    Opening.objects.create(
        user=somebody,
        day=now.date(),
        subject_type="matching.treatmentrequest",
        subject_id="x",
        reason="safety",
        opened_at=now,
    )
    data, page = read_copy(copy_of(somebody, now=now)[1])
    lines = on_paper(page)
    assert data["made_at"] == now.astimezone(UTC).isoformat()
    assert data["notifications"][0]["at"] == "2026-07-01T22:30:00+00:00"
    assert lines["Je meldingen"][0]["Wanneer"] == "2 juli 2026, 00.30 uur"
    assert lines["Je profiel"][0]["Cliëntgroepen"] == "Kind 6 tot en met 12 jaar, Volwassene"
    assert lines["Je profiel"][0]["Soort"] == "Behandelaar"
    assert lines["Vragen die je kreeg"][0]["Reden die je gaf"] == "Ik zit vol"
    assert lines["Wanneer je geen mail krijgt"] == [
        {"Vanaf": "20.00 uur", "Tot en met": "07.00 uur", "Het hele weekend": "ja"}
    ]
    (opened,) = lines["Wat je de laatste 60 dagen opende"]
    assert (opened["Wat"], opened["Reden"]) == ("Aanvraag", "De veiligheid van iemand")
    assert data["openings"][0]["subject_type"] == "matching.treatmentrequest"


CODE = re.compile(r"[a-z]+_[a-z_]+|[a-z]+\.[a-z_.]+|\d{4}-\d\d.*|(?!ja$|nee$)[a-z]+|True|False|None")


def test_no_code_stands_on_the_page_for_people(somebody, applied, now):
    for user in (somebody, applied):
        _, page = read_copy(copy_of(user, now=now)[1])
        cells = {text for rows in on_paper(page).values() for line in rows for text in line.values()}
        assert sorted(text for text in cells if CODE.fullmatch(text)) == []


def test_the_file_for_machines_tells_what_every_list_and_column_is(somebody, now):
    data, _ = read_copy(copy_of(somebody, now=now)[1])
    assert "UTC" in data["about"]["text"]
    for part in PARTS:
        told = data["about"]["parts"][part.key]["columns"]
        assert [set(line) - set(told) for line in data[part.key] if set(line) - set(told)] == []


def test_the_page_for_people_holds_its_own_style_and_nothing_may_act_in_it(somebody, now):
    _, page = read_copy(copy_of(somebody, now=now)[1])
    soup = BeautifulSoup(page, "html.parser")
    digest = base64.b64encode(hashlib.sha256(soup.style.string.encode()).digest()).decode()
    policy = soup.select_one("meta[http-equiv=Content-Security-Policy]")["content"]
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'"
    assert soup.select("[style], script, img, link, iframe, form") == []
    assert soup.select_one("meta[name=viewport]") is not None


def test_a_hostile_name_stays_text_in_the_page(now):
    user = UserFactory(name="<script>alert(1)</script>")
    _, page = read_copy(copy_of(user, now=now)[1])
    assert "&lt;script&gt;" in page and "<script>" not in page


def test_every_table_that_points_at_people_is_accounted_for():
    found = {
        model._meta.label_lower
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model in PEOPLE and not field.model._meta.app_label.startswith(OF_THE_ADMIN)
    }
    assert sorted(found - set(TOLD_IN)) == []
    assert sorted(part for part in set(TOLD_IN.values()) - {""} if part not in {p.key for p in PARTS}) == []


def test_the_page_hands_it_over_and_the_log_says_so(somebody):
    client = Client()
    client.force_login(somebody)
    answer = client.post(reverse("my_data_copy"))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    assert answer["Content-Disposition"].startswith('attachment; filename="mijn-gegevens-')
    assert "no-store" in answer["Cache-Control"]
    assert read_copy(answer.content)[0]["account"][0]["email"] == somebody.email
    (event,) = Event.objects.filter(action="person.exported")
    assert (event.actor_id, event.subject_id) == (str(somebody.pk), str(somebody.pk))
    assert client.get(reverse("my_data_copy")).status_code == 405


def test_who_signed_in_long_ago_confirms_first(somebody):
    client = Client()
    client.force_login(somebody)
    session = client.session
    session["fresh_at"] = (timezone.now() - timedelta(hours=5)).timestamp()
    session.save()
    answer = client.post(reverse("my_data_copy"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    assert not Event.objects.filter(action="person.exported").exists()
