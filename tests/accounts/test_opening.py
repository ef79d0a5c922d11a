"""The one door before a sensitive record: reasons, the budget of a day, and what the log keeps."""

import re
from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from drakentemmers.accounts.actions.opening import (
    BudgetSpent,
    Frozen,
    NotForYou,
    ReasonNeeded,
    ReasonUnclear,
    count_profile,
    give_reason,
    open_record,
)
from drakentemmers.accounts.actions.outbox_sending import send_due
from drakentemmers.accounts.actions.preferences import choose_mail
from drakentemmers.accounts.digest import QuietTimes
from drakentemmers.accounts.models import DayBudget, Freeze, Opening
from drakentemmers.accounts.rules import Role
from drakentemmers.accounts.topics import CHOOSABLE, How
from drakentemmers.audit.models import Event
from tests.conftest import ROOT
from tests.factories.accounts import person_with
from tests.factories.directory import ProfessionalFactory
from tests.factories.matching import asked, open_request_by
from tests.matching.requesting import signed_in

pytestmark = pytest.mark.django_db
TIMER = (r"OnCalendar=\*:0/", "RandomizedDelaySec=")
WHY = "help: De opvang vroeg om mee te kijken"


@pytest.fixture
def small_budget(settings):
    """Ten records a day for everybody, all within the hour."""
    settings.VIEW_BUDGETS, settings.VIEW_BUDGET_OTHERWISE = {}, 10
    settings.VIEW_BUDGET_HOUR_PERCENT = 200


def reads(**facts):
    return Event.objects.filter(action="request.read", **facts)


def test_own_work_opens_without_a_reason_and_every_reading_is_logged(now: datetime):
    (question,) = asked(now)
    for user in (question.request.made_by, question.professional.user):
        open_record(question.request, by=user, now=now)
        open_record(question.request, by=user, now=now + timedelta(minutes=2))
        assert reads(actor_id=user.pk, outcome="done", purpose="").count() == 2
        assert DayBudget.objects.get(user=user).spent == 1


def test_the_office_says_why_and_that_holds_for_this_record_today(now: datetime):
    request = open_request_by(person_with(Role.MEMBER), now=now)
    other = open_request_by(person_with(Role.MEMBER), now=now)
    lead = person_with(Role.PROJECT_LEAD)
    with pytest.raises(ReasonNeeded):
        open_record(request, by=lead, now=now)
    assert not reads().exists()
    give_reason(request, by=lead, now=now, reason=WHY)
    open_record(request, by=lead, now=now + timedelta(hours=2))
    assert reads().get().purpose == WHY
    with pytest.raises(ReasonNeeded):
        open_record(other, by=lead, now=now)
    with pytest.raises(ReasonNeeded):
        open_record(request, by=lead, now=now + timedelta(days=1))


@pytest.mark.parametrize(
    "reason",
    [
        "help",
        "help: kort",
        "zomaar: De opvang vroeg erom",
        ": De opvang vroeg erom",
        "help: Bel 06 12345678 even terug",
    ],
)
def test_a_reason_that_says_too_little_or_points_to_a_person_is_not_kept(reason: str, now: datetime):
    request = open_request_by(person_with(Role.MEMBER), now=now)
    with pytest.raises(ReasonUnclear):
        give_reason(request, by=person_with(Role.PROJECT_LEAD), now=now, reason=reason)
    assert not Opening.objects.exists()


def test_a_reason_opens_nothing_that_was_not_to_be_seen(now: datetime):
    request, stranger = open_request_by(person_with(Role.MEMBER), now=now), person_with(Role.MEMBER)
    with pytest.raises(NotForYou):
        give_reason(request, by=stranger, now=now, reason=WHY)
    with pytest.raises(NotForYou):
        open_record(request, by=stranger, now=now)
    assert reads(outcome="refused", actor_id=stranger.pk).count() == 1


def test_the_levels_of_a_day(now: datetime, small_budget, mailoutbox, django_capture_on_commit_callbacks):
    asker = person_with(Role.MEMBER)
    guardian, administrator = person_with(Role.LOG_MANAGER), person_with(Role.ADMINISTRATOR)
    requests = [open_request_by(asker, now=now) for _ in range(15)]
    heard = []
    with django_capture_on_commit_callbacks(execute=True):
        for request in requests[:14]:
            open_record(request, by=asker, now=now)
            heard.append((asker.notifications.count(), guardian.notifications.count()))
    assert heard == [(0, 0)] * 7 + [(1, 0)] * 2 + [(1, 1)] * 5
    with pytest.raises(Frozen):
        open_record(requests[14], by=asker, now=now)
    assert Freeze.objects.holding().get().user == asker
    assert administrator.notifications.count() == guardian.notifications.count() == 2
    with pytest.raises(Frozen):
        open_record(requests[0], by=asker, now=now)
    assert {mail.to[0] for mail in mailoutbox} >= {guardian.email, administrator.email}
    assert not [mail for mail in mailoutbox if "geweld" in (mail.subject + mail.body).lower()]


def test_the_alarm_is_mailed_within_five_minutes_whatever_happened_and_the_account_is_shut(
    small_budget, mailoutbox
):
    """At night, to a guardian who wants mail once a week, and by a process that died right after the commit."""
    night, asker = datetime.fromisoformat("2026-11-18T03:00:00+01:00"), person_with(Role.MEMBER)
    guardian = person_with(Role.LOG_MANAGER)
    always = QuietTimes(time(21), time(8))
    choose_mail(user=guardian, how=dict.fromkeys(CHOOSABLE, How.WEEKLY), quiet=always, by=guardian, now=night)
    requests = [open_request_by(asker, now=night) for _ in range(15)]
    for request in requests[:14]:  # what is done after a commit is not done in this test
        open_record(request, by=asker, now=night)
    with pytest.raises(Frozen):
        open_record(requests[14], by=asker, now=night)
    assert not mailoutbox
    timer = (ROOT / "deploy" / "drakentemmers-tend.timer").read_text()
    minutes, seconds = (int(re.search(rf"^{name}(\d+)$", timer, re.MULTILINE)[1]) for name in TIMER)
    latest = timedelta(minutes=minutes, seconds=seconds)
    assert latest <= timedelta(minutes=5)
    send_due(now=night + latest)
    assert [mail.to for mail in mailoutbox] == [[guardian.email]] * 2  # much was opened; frozen
    for path in (f"/aanvragen/{requests[0].pk}", "/mijn", f"/api/v1/requests/{requests[0].pk}"):
        assert signed_in(asker).get(path).status_code == 403


def test_too_many_within_an_hour_wait_and_what_was_open_stays_open(now: datetime, settings):
    settings.VIEW_BUDGETS, settings.VIEW_BUDGET_OTHERWISE = {}, 10
    settings.VIEW_BUDGET_HOUR_PERCENT = 30
    asker = person_with(Role.MEMBER)
    requests = [open_request_by(asker, now=now) for _ in range(4)]
    for request in requests[:3]:
        open_record(request, by=asker, now=now)
    with pytest.raises(BudgetSpent):
        open_record(requests[3], by=asker, now=now + timedelta(minutes=59))
    open_record(requests[0], by=asker, now=now)
    open_record(requests[3], by=asker, now=now + timedelta(minutes=61))


def test_walking_through_profiles_has_a_budget_of_its_own(now: datetime, settings):
    settings.PROFILE_BUDGET, settings.VIEW_BUDGET_HOUR_PERCENT = 2, 1000
    user, profiles = person_with(Role.MEMBER), [ProfessionalFactory() for _ in range(3)]
    for profile in [*profiles[:2], profiles[0]]:
        count_profile(profile, by=user, now=now)
    with pytest.raises(Frozen):
        count_profile(profiles[2], by=user, now=now)
    assert not Event.objects.filter(action="professional.read").exists()


def test_a_page_of_the_office_asks_why_first_and_shows_nothing_of_the_record():
    now = timezone.now()
    request = open_request_by(person_with(Role.MEMBER), now=now)
    browser = signed_in(person_with(Role.PROJECT_LEAD))
    page = browser.get(f"/aanvragen/{request.pk}")
    assert page.status_code == 200
    assert request.pseudonym not in page.content.decode() and request.place_name not in page.content.decode()
    sent = {"kind": "request", "pk": request.pk, "reason": "help", "line": "kort"}
    wrong = browser.post("/inzage/reden", sent)
    assert wrong.status_code == 400 and 'value="kort"' in wrong.content.decode()
    right = browser.post("/inzage/reden", sent | {"line": "De opvang vroeg om mee te kijken"})
    assert right.status_code == 302 and right.headers["Location"] == f"/aanvragen/{request.pk}"
    assert request.pseudonym in browser.get(right.headers["Location"]).content.decode()


@pytest.mark.parametrize(
    ("kind", "pk"), [("request", "0123456789ab"), ("user", "1"), ("", ""), ("request", "")]
)
def test_a_reason_for_what_does_not_exist_is_not_found(kind: str, pk: str):
    sent = {"kind": kind, "pk": pk, "reason": "help", "line": "De opvang vroeg om mee te kijken"}
    assert signed_in(person_with(Role.PROJECT_LEAD)).post("/inzage/reden", sent).status_code == 404


def test_the_api_goes_through_the_same_door():
    now = timezone.now()
    request = open_request_by(person_with(Role.MEMBER), now=now)
    browser = signed_in(person_with(Role.PROJECT_LEAD))
    path = f"/api/v1/requests/{request.pk}"
    refused = browser.get(path)
    assert refused.status_code == 403 and refused.json()["title"] == "A reason is needed"
    assert request.pseudonym not in refused.content.decode()
    opened = browser.get(path, headers={"Access-Reason": WHY})
    assert opened.status_code == 200
    assert reads().get().details["through"] == "api" and reads().get().purpose == WHY
    assert browser.get(path, headers={"Access-Reason": "zomaar"}).status_code == 400
