"""Whoever a record belongs to reports a look, a log manager goes through it first, and the reporter hears of it."""

from datetime import date, datetime, timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from drakentemmers.accounts.models import Notification, OutgoingMail, User
from drakentemmers.accounts.rules import Role
from drakentemmers.audit.actions import Rows, record_read
from drakentemmers.audit.models import Event
from drakentemmers.insight.actions.reports import AlreadyReported, report_look
from drakentemmers.insight.actions.reviews import draw_reviews, sign_off
from drakentemmers.insight.models import Review
from drakentemmers.insight.read.subjects import Found, subject_for
from drakentemmers.insight.retention import KEPT
from drakentemmers.insight.rules import Verdict
from drakentemmers.matching.models import TreatmentRequest
from tests.conftest import NEVER_OVER
from tests.factories.accounts import UserFactory, person_with
from tests.insight.logbook import a_request, log_manager, looks_at

pytestmark = pytest.mark.django_db
QUESTION = "Waarom keek deze persoon hier in de nacht?"


@pytest.fixture
def request_(now: datetime) -> TreatmentRequest:
    return a_request(now)


@pytest.fixture
def look(request_: TreatmentRequest, now: datetime) -> Event:
    return looks_at(request_, person_with(Role.PROJECT_LEAD, name="Lies Voorbeeld"), now)


def found_by(user: User, request: TreatmentRequest) -> Found:
    found = subject_for(user, "aanvraag", request.pk)
    assert found is not None
    return found


def reported(request: TreatmentRequest, look: Event, now: datetime, question: str = "") -> Review:
    by = request.made_by
    return report_look(found=found_by(by, request), event_id=look.pk, question=question, by=by, now=now)


def news(user: User) -> list[tuple[str, str]]:
    return list(Notification.objects.filter(user=user).values_list("topic", "path"))


def test_a_report_stands_first_in_the_queue_with_its_line_and_its_question(
    client: Client, request_: TreatmentRequest, look: Event, now: datetime
):
    looks_at(request_, person_with(Role.PROJECT_LEAD), now - timedelta(weeks=1))
    draw_reviews(week=date(2026, 11, 9), now=now - timedelta(days=20) + timedelta(days=19))
    manager = log_manager()
    review = reported(request_, look, now, QUESTION)
    assert (review.actor_id, review.due_at) == (look.actor_id, now + timedelta(days=3))
    event = Event.objects.get(action="review.reported")
    assert (event.actor_id, event.details) == (str(request_.made_by.pk), {"event": look.pk})
    assert news(manager) == [("log.look_reported", "/logboek/controle")]
    assert "Lies" not in OutgoingMail.objects.get(user=manager).text
    client.force_login(manager)
    answer = client.get("/logboek/controle")
    waiting = [(entry.line.pk, entry.reporter, entry.question) for entry, _ in answer.context["forms"]]
    assert waiting[0] == (look.pk, request_.made_by.name, QUESTION)
    assert [reporter for _, reporter, _ in waiting[1:]] == [""]
    assert f"?wat=aanvraag%3A{request_.pk}" in answer.content.decode()
    assert client.get("/logboek", {"wat": f"aanvraag:{request_.pk}"}).status_code == 200


def test_the_reporter_hears_what_came_of_it_and_nobody_else_sees_that_it_was_reported(
    client: Client, request_: TreatmentRequest, look: Event, now: datetime
):
    review, page = reported(request_, look, now), f"/logboek/wie/aanvraag/{request_.pk}"
    client.force_login(request_.made_by)
    assert "Jij meldde dit. De logbeheerder kijkt ernaar." in client.get(page).content.decode()
    sign_off(review=review, verdict=Verdict.WRONG, remark="Niet in de haak.", by=log_manager(), now=now)
    assert ("log.report_answered", page) in news(request_.made_by)
    said = client.get(page).content.decode()
    assert "De logbeheerder keek ernaar: niet in orde." in said and "Niet in de haak" not in said
    client.force_login(person_with(Role.MEMBER, request_.organisation))
    assert "meldde dit" not in client.get(page).content.decode()


def test_on_the_site(client: Client, request_: TreatmentRequest, look: Event, now: datetime):
    client.force_login(request_.made_by)
    page = f"/logboek/wie/aanvraag/{request_.pk}"
    form = f"{page}/melden/{look.pk}"
    assert f'href="{form}"' in client.get(page).content.decode()
    assert "Lies Voorbeeld" in client.get(form).content.decode()
    wrong = client.post(form, {"question": "Was dit Fatima de Vries?"})
    assert wrong.status_code == 400 and "Fatima de Vries" in wrong.content.decode()
    assert not Review.objects.exists()
    done = client.post(form, {"question": ""}, follow=True)
    assert done.redirect_chain == [(page, 302)] and "Gemeld." in done.content.decode()
    again = client.post(form, {"question": ""}, follow=True)
    assert "Je hebt dit al gemeld" in again.content.decode()
    assert Review.objects.get().question == ""


def test_words_come_to_a_report_until_it_is_answered(
    client: Client, request_: TreatmentRequest, look: Event, now: datetime
):
    manager, by = log_manager(), request_.made_by
    review = reported(request_, look, now)
    page = f"/logboek/wie/aanvraag/{request_.pk}"
    form = f"{page}/melden/{look.pk}"
    client.force_login(by)
    assert f'href="{form}"' in client.get(page).content.decode()
    assert "Wat je hier schrijft, komt erbij." in client.get(form).content.decode()
    added = client.post(form, {"question": QUESTION}, follow=True)
    assert added.redirect_chain == [(page, 302)]
    assert "Toegevoegd aan je melding." in added.content.decode()
    client.post(form, {"question": QUESTION})  # pressed twice
    client.post(form, {"question": "Het was ook zondag."})
    review.refresh_from_db()
    assert review.question == f"{QUESTION}\n\nHet was ook zondag."
    assert QUESTION in client.get(form).content.decode()
    events = Event.objects.filter(action="review.completed")
    assert (
        list(events.values_list("actor_id", "subject_id", "details"))
        == [(str(by.pk), review.pk, {"event": look.pk})] * 2
    )
    assert news(manager) == [("log.look_reported", "/logboek/controle")] * 3
    client.force_login(manager)
    assert "Het was ook zondag." in client.get("/logboek/controle").content.decode()


def test_words_that_come_too_late_or_are_too_many_are_not_added_and_not_lost(
    client: Client, request_: TreatmentRequest, look: Event, now: datetime
):
    review = reported(request_, look, now, QUESTION)
    form = f"/logboek/wie/aanvraag/{request_.pk}/melden/{look.pk}"
    client.force_login(request_.made_by)
    long = "x" * (1000 - len(QUESTION))
    much = client.post(form, {"question": long})
    assert much.status_code == 400 and long in much.content.decode()
    assert "2 tekens te lang" in much.content.decode()
    sign_off(review=review, verdict=Verdict.IN_ORDER, by=log_manager(), now=now)
    late = client.post(form, {"question": "Het was ook zondag."})
    assert late.status_code == 409 and "Het was ook zondag.</textarea>" in late.content.decode()
    assert "al geantwoord" in late.content.decode()
    assert "<textarea" not in client.get(form).content.decode()
    review.refresh_from_db()
    assert review.question == QUESTION


def test_who_looked_again_the_same_day_leaves_the_report_where_it_was(
    client: Client, request_: TreatmentRequest, look: Event, now: datetime
):
    reported(request_, look, now)
    looks_at(request_, User.objects.get(pk=look.actor_id), now)
    client.force_login(request_.made_by)
    page = client.get(f"/logboek/wie/aanvraag/{request_.pk}").content.decode()
    assert f'href="/logboek/wie/aanvraag/{request_.pk}/melden/{look.pk}"' in page


def test_a_list_and_a_location_can_be_reported_too(request_: TreatmentRequest, now: datetime):
    listed = record_read(
        Rows(TreatmentRequest, [request_.pk]), by=UserFactory(), now=now, action="request.listed"
    )
    assert reported(request_, listed, now).event_id == listed.pk


def test_not_twice_not_of_oneself_not_of_another_record_and_not_by_a_stranger(
    client: Client, request_: TreatmentRequest, look: Event, now: datetime
):
    by = request_.made_by
    own, elsewhere = looks_at(request_, by, now), looks_at(a_request(now), UserFactory(), now)
    deed = partial(report_look, found=found_by(by, request_), by=by, now=now)
    for other in (own, elsewhere):
        with pytest.raises(PermissionDenied):
            deed(event_id=other.pk)
    with pytest.raises(PermissionDenied):
        deed(event_id=look.pk, by=person_with(Role.MEMBER))
    with pytest.raises(ValidationError):
        deed(event_id=look.pk, question="Bel Fatima de Vries op 06-12345678.")
    deed(event_id=look.pk)
    with pytest.raises(AlreadyReported):
        deed(event_id=look.pk)
    colleague = person_with(Role.MEMBER, request_.organisation)
    report_look(found=found_by(colleague, request_), event_id=look.pk, by=colleague, now=now)
    assert Review.objects.count() == 2
    client.force_login(by)
    for other in (own.pk, elsewhere.pk, 10**30):
        assert client.get(f"/logboek/wie/aanvraag/{request_.pk}/melden/{other}").status_code == 404


def test_a_report_does_not_keep_the_sample_of_its_week_from_being_drawn(
    request_: TreatmentRequest, now: datetime
):
    look = looks_at(request_, person_with(Role.PROJECT_LEAD), now - timedelta(weeks=1))
    reported(request_, look, now)
    assert draw_reviews(week=date(2026, 11, 9), now=now) == 1
    assert sorted(Review.objects.values_list("event_id", "reporter_id")) == [
        (look.pk, ""),
        (look.pk, str(request_.made_by.pk)),
    ]


def test_a_log_manager_who_looked_hears_nothing_and_without_another_the_office_does(
    request_: TreatmentRequest, now: datetime
):
    looker, lead = log_manager(), person_with(Role.PROJECT_LEAD)
    reported(request_, looks_at(request_, looker, now), now)
    assert news(looker) == []
    assert news(lead) == [("log.look_reported", "/kantoor/rechten")]


def test_who_asks_too_often_waits(client: Client, request_: TreatmentRequest, look: Event, settings):
    settings.TURNS = {"report": [(1, NEVER_OVER)]}
    settings.TURNS_OF_AN_ACCOUNT = 1
    client.force_login(request_.made_by)
    form = f"/logboek/wie/aanvraag/{request_.pk}/melden/{look.pk}"
    assert client.post(form).status_code == 302
    assert client.post(form).status_code == 429


def test_what_was_gone_through_is_kept_as_long_as_the_log(
    request_: TreatmentRequest, look: Event, now: datetime
):
    (keep,) = KEPT
    reported(request_, look, now)
    assert not keep.over(now + timedelta(days=5 * 365 - 1)).exists()
    assert keep.over(now + timedelta(days=5 * 365 + 1)).count() == 1
