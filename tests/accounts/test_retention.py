"""What has been kept long enough goes, what has not stays, and each batch leaves a line of proof."""

import hashlib
import re
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from drakentemmers.accounts.models import (
    Invitation,
    KnownDevice,
    Notification,
    OutgoingMail,
    RoleProposal,
    RoleReview,
    Tally,
)
from drakentemmers.accounts.rules import Role
from drakentemmers.audit.models import Event
from drakentemmers.directory.models import Application, ImportDraft
from drakentemmers.home.actions import purging
from drakentemmers.home.actions.purging import fingerprint, purge
from drakentemmers.home.processing import ACTIVITIES
from drakentemmers.home.retention import BY_KIND, KEPT
from drakentemmers.home.risks import RISKS
from drakentemmers.insight.models import Review
from drakentemmers.matching.actions.questions import decline
from drakentemmers.matching.course import DeclineReason, RequestState
from drakentemmers.matching.models import Placement, Question, RequestDraft, RequestStep, TreatmentRequest
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory
from tests.factories.matching import asked, placed, therapist

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def untold(_: int) -> None:
    """Somebody who does not watch the progress."""


def notifications(count: int, at: datetime) -> list[str]:
    user = UserFactory()
    lines = [Notification(user=user, at=at, topic="x", text="x", path="/") for _ in range(count)]
    return [str(row.pk) for row in Notification.objects.bulk_create(lines)]


@pytest.mark.parametrize("kind", BY_KIND)
def test_every_kind_can_be_asked_and_finds_nothing_in_an_empty_database(kind, now):
    assert purge(BY_KIND[kind], now=now, tell=untold) == 0


def test_kinds_are_named_once_and_all_is_said_in_words():
    assert len(BY_KIND) == len(KEPT)
    assert all(all(map(str, (keep.what, keep.how_long, keep.why, keep.then))) for keep in KEPT)


def made(kind: str, long_ago: datetime) -> list[str]:
    """Make one row of a kind whose clock began at `long_ago`; return the ids."""
    user = UserFactory()
    if kind == "notifications":
        return notifications(1, long_ago)
    rows = {
        "tries": lambda: Tally(key="k", gate="x", since=long_ago),
        "known_devices": lambda: KnownDevice(user=user, last_seen_at=long_ago),
        "request_drafts": lambda: RequestDraft(user=user, data="a=b", saved_at=long_ago),
        "imports": lambda: ImportDraft(owner=user, file_name="x", encoded="", created_at=long_ago),
        "mails": lambda: OutgoingMail(
            to="a@voorbeeld.example",
            state="dropped",
            next_try_at=long_ago,
            message_id="m",
            created_at=long_ago,
            ended_at=long_ago,
        ),
        "invitations": lambda: Invitation(
            organisation=OrganisationFactory(),
            email="a@voorbeeld.example",
            roles={Role.MEMBER},
            token_hash="h",
            made_at=long_ago,
            expires_at=long_ago,
        ),
        "memberships": lambda: MembershipFactory.build(
            user=user, organisation=OrganisationFactory(), ended_at=long_ago
        ),
        "role_reviews": lambda: RoleReview(
            membership=MembershipFactory(user=user), round="2021", verdict="keep", at=long_ago
        ),
        "role_proposals": lambda: RoleProposal(
            user=user,
            organisation=OrganisationFactory(),
            role=Role.EDITOR,
            ends_on=long_ago,
            proposed_by=UserFactory(),
            state="confirmed",
            proposed_at=long_ago,
        ),
        "log_reviews": lambda: Review(
            event_id=1, week=long_ago, actor_id="1", drawn_at=long_ago, due_at=long_ago
        ),
        "applications_unproven": lambda: Application(
            kind="therapist",
            state="expired",
            state_since=long_ago,
            made_at=long_ago,
            form_key="f",
            name="x",
            email="a@voorbeeld.example",
        ),
    }
    row = rows[kind]()
    row.save()
    return [str(row.pk)]


@pytest.mark.parametrize(
    ("kind", "days"),
    [
        ("notifications", 365),
        ("tries", 30),
        ("known_devices", 365),
        ("request_drafts", 90),
        ("imports", 1),
        ("mails", 90),
        ("invitations", 90),
        ("applications_unproven", 30),
        ("memberships", 5 * 365),
        ("role_reviews", 5 * 365),
        ("role_proposals", 5 * 365),
        ("log_reviews", 5 * 365),
    ],
)
def test_it_goes_the_moment_its_time_is_over_and_not_before(kind, days, now):
    ids = made(kind, now)
    keep = BY_KIND[kind]
    over = now + timedelta(days=days)
    assert purge(keep, now=over, tell=untold) == 0
    assert purge(keep, now=over + timedelta(seconds=1), tell=untold) == 1
    assert not keep.model._base_manager.exists()
    (event,) = Event.objects.filter(action="retention.done")
    assert event.details == {"kind": kind, "count": 1, "ids_sha256": fingerprint(ids)}
    assert (event.subject_type, event.subject_id) == (keep.model._meta.label_lower, "")


def test_batches_each_leave_their_proof_and_a_run_that_broke_off_goes_on(now, monkeypatch):
    monkeypatch.setattr(purging, "BATCH", 3)
    ids = notifications(8, now - 400 * DAY)
    kept = notifications(2, now)

    def break_off(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        purge(BY_KIND["notifications"], now=now, tell=break_off)
    assert Notification.objects.count() == 7
    told: list[int] = []
    assert purge(BY_KIND["notifications"], now=now, tell=told.append) == 5
    assert told == [3, 2]
    assert {str(pk) for pk in Notification.objects.values_list("pk", flat=True)} == set(kept)
    proofs = [event.details for event in Event.objects.filter(action="retention.done").order_by("pk")]
    wanted = [ids[:3], ids[3:6], ids[6:]]
    assert [proof["ids_sha256"] for proof in proofs] == [
        hashlib.sha256("\n".join(sorted(part)).encode()).hexdigest() for part in wanted
    ]


def test_texts_of_a_request_are_wiped_a_year_after_its_end_and_the_figures_stay(now):
    (question,) = asked(now, therapist(now=now))
    decline(question=question, reason=DeclineReason.FULL, explanation="Vol tot de zomer.", by=None, now=now)
    request = question.request
    request.note, request.family = "Graag rust.", "familie1"
    request.state, request.state_since = RequestState.CLOSED, now
    request.save()
    assert purge(BY_KIND["request_texts"], now=now + 365 * DAY, tell=untold) == 0
    later = now + 366 * DAY
    assert purge(BY_KIND["request_texts"], now=later, tell=untold) == 1
    request.refresh_from_db()
    assert (request.note, request.family, request.texts_wiped_at) == ("", "", later)
    question = Question.objects.get(pk=question.pk)
    assert (question.explanation, question.decline_reason) == ("", DeclineReason.FULL)
    assert {step.text for step in RequestStep.objects.all()} == {""}
    assert request.group and request.state == RequestState.CLOSED
    assert purge(BY_KIND["request_texts"], now=later, tell=untold) == 0


def test_a_request_goes_five_years_after_its_end_with_all_that_hangs_on_it(now):
    placement = placed(now)
    other = placed(now)
    TreatmentRequest.objects.filter(pk=placement.request_id).update(state=RequestState.ENDED, state_since=now)
    later = now + (5 * 365 + 1) * DAY
    assert purge(BY_KIND["requests"], now=later, tell=untold) == 1
    assert list(TreatmentRequest.objects.values_list("pk", flat=True)) == [other.request_id]
    assert list(Placement.objects.values_list("pk", flat=True)) == [other.pk]
    assert set(RequestStep.objects.values_list("request_id", flat=True)) == {other.request_id}


def test_the_command_counts_first_then_removes_and_says_so():
    notifications(4, timezone.now() - 400 * DAY)

    def said(*arguments: str) -> str:
        out = StringIO()
        call_command("purge", *arguments, stdout=out)
        return out.getvalue()

    counted = said("--dry-run")
    assert "notifications: 4\n" in counted
    assert counted.endswith("log: 0\nOnly counted: nothing was removed.\n")
    assert Notification.objects.count() == 4
    assert said("--only", "imports") == "imports: 0\n"
    assert "notifications: 4\n" in said()
    assert said().endswith("log: 0\n")
    assert Notification.objects.count() == 0


def test_the_page_about_privacy_shows_the_very_table():
    page = Client().get(reverse("privacy")).content.decode()
    assert [keep.kind for keep in KEPT if str(keep.how_long) not in page or str(keep.why) not in page] == []
    assert all(name in page for name in ("sessionid", "csrftoken", "device", "theme"))


def test_the_register_says_the_same_on_the_site_and_in_the_document():
    text = (Path(__file__).parents[2] / "docs" / "privacy" / "register.md").read_text()
    assert re.findall(r"^## (\w+)$", text, re.MULTILINE) == [activity.key for activity in ACTIVITIES]
    page = Client().get(reverse("processing_register")).content.decode()
    assert [activity.key for activity in ACTIVITIES if escape(str(activity.purpose)) not in page] == []


def test_the_assessment_says_the_same_on_the_site_and_in_the_document():
    text = (Path(__file__).parents[2] / "docs" / "privacy" / "dpia.md").read_text()
    assert re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE) == [risk.key for risk in RISKS]
    page = Client().get(reverse("risks")).content.decode()
    assert [risk.key for risk in RISKS if escape(str(risk.done)) not in page] == []
    assert reverse("risks") in Client().get(reverse("privacy")).content.decode()


def test_the_page_about_privacy_names_who_is_responsible(settings):
    settings.DATA_CONTROLLER, settings.DATA_PROTECTION_OFFICER = "Stichting Voorbeeld", "fg@voorbeeld.example"
    page = Client().get(reverse("privacy")).content.decode()
    assert "Stichting Voorbeeld" in page and 'href="mailto:fg@voorbeeld.example"' in page
