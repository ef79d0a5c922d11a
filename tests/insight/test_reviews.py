"""The sample of a week: drawn once, signed off once, never by oneself; what waits too long nudges."""

from datetime import date, datetime, timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from drakentemmers.accounts.models import Notification
from drakentemmers.accounts.rules import Role
from drakentemmers.audit.actions import record_read
from drakentemmers.audit.models import Event
from drakentemmers.insight.actions.reviews import AlreadySignedOff, draw_reviews, sign_off, tend_reviews
from drakentemmers.insight.models import Review
from drakentemmers.insight.rules import Unusual, Verdict
from tests.factories.accounts import person_with
from tests.factories.directory import OrganisationProfileFactory, RegionFactory
from tests.insight.logbook import a_request, log_manager, looks_at

pytestmark = pytest.mark.django_db
WEEK = date(2026, 11, 9)  # the week before the Wednesday of the tests
TUESDAY = datetime.fromisoformat("2026-11-10T11:00:00+01:00")


def drawn(now: datetime) -> list[Review]:
    draw_reviews(week=WEEK, now=now, seed="zaad")
    return list(Review.objects.order_by("event_id"))


@pytest.fixture
def review(now: datetime) -> Review:
    looks_at(a_request(now), person_with(Role.MEMBER), TUESDAY)
    (found,) = drawn(now)
    return found


class TestDrawing:
    def test_only_looks_at_sensitive_records_by_people_in_that_week(self, now: datetime):
        request, member = a_request(now), person_with(Role.MEMBER)
        inside = looks_at(request, member, TUESDAY)
        looks_at(request, member, TUESDAY - timedelta(weeks=1))
        looks_at(request, member, now)
        record_read(member, by=member, now=TUESDAY)
        record_read(request, by=None, now=TUESDAY)
        exported = record_read([member], by=member, now=TUESDAY, action="directory.exported")
        assert [review.event_id for review in drawn(now)] == [inside.pk, exported.pk]

    def test_once_a_week_and_never_before_it_is_over(self, now: datetime, settings):
        settings.LOG_REVIEW_PER_WEEK = 3
        member = person_with(Role.MEMBER)
        for minute in range(8):
            looks_at(a_request(now), member, TUESDAY + timedelta(minutes=minute))
        first = drawn(now)
        assert len(first) == 3
        assert drawn(now) == first
        Review.objects.all().delete()
        assert [review.event_id for review in drawn(now)] == [review.event_id for review in first]
        with pytest.raises(ValueError, match="not over"):
            draw_reviews(week=WEEK + timedelta(weeks=1), now=now)

    def test_nobody_drowns_a_look_in_repetitions_of_another(self, now: datetime):
        own, member = a_request(now), person_with(Role.MEMBER)
        for minute in range(30):
            looks_at(own, member, TUESDAY + timedelta(minutes=minute))
            record_read([own], by=member, now=TUESDAY, action="request.listed")
        snooped = looks_at(a_request(now), member, TUESDAY)
        assert len(drawn(now)) == 3
        assert Review.objects.filter(event_id=snooped.pk).exists()

    def test_a_look_from_another_region_says_so(self, now: datetime):
        request, neighbour, far = a_request(now), person_with(Role.MEMBER), person_with(Role.MEMBER)
        here, there = RegionFactory(), RegionFactory()
        OrganisationProfileFactory(organisation=request.organisation, region=here)
        for person, region in ((neighbour, here), (far, there)):
            OrganisationProfileFactory(organisation=person.memberships.get().organisation, region=region)
        near = looks_at(request, neighbour, TUESDAY)
        distant = looks_at(request, far, TUESDAY)
        reasons = {review.event_id: review.reasons for review in drawn(now)}
        assert reasons == {near.pk: "", distant.pk: Unusual.OTHER_REGION}


class TestSigningOff:
    def test_once(self, review: Review, now: datetime):
        manager = log_manager()
        sign_off(review=review, verdict=Verdict.IN_ORDER, by=manager, now=now)
        with pytest.raises(AlreadySignedOff):
            sign_off(review=review, verdict=Verdict.WRONG, remark="Toch niet.", by=log_manager(), now=now)
        row = Review.objects.get()
        assert (row.verdict, row.reviewer_id, row.reviewed_at) == (Verdict.IN_ORDER, str(manager.pk), now)
        event = Event.objects.get(action="review.signed_off")
        assert event.details == {"event": review.event_id, "verdict": "in_order"}

    def test_never_of_oneself(self, now: datetime):
        manager = log_manager()
        looks_at(a_request(now), manager, TUESDAY)
        (own,) = drawn(now)
        with pytest.raises(PermissionDenied):
            sign_off(review=own, verdict=Verdict.IN_ORDER, by=manager, now=now)
        with pytest.raises(IntegrityError), transaction.atomic():
            Review.objects.update(reviewed_at=now, reviewer_id=str(manager.pk), verdict=Verdict.IN_ORDER)

    def test_only_by_log_managers(self, review: Review, now: datetime):
        for role in set(Role) - {Role.LOG_MANAGER}:
            with pytest.raises(PermissionDenied):
                sign_off(review=review, verdict=Verdict.IN_ORDER, by=person_with(role), now=now)

    def test_what_is_not_in_order_needs_a_remark_without_personal_data(self, review: Review, now: datetime):
        deed = partial(sign_off, review=review, verdict=Verdict.ASKED, by=log_manager(), now=now)
        for remark in ("", "  ", "Gebeld met Fatima de Vries op 06-12345678."):
            with pytest.raises(ValidationError):
                deed(remark=remark)
        deed(remark="Gevraagd aan de organisatie; het hoorde bij het werk.")
        assert Review.objects.get().remark == "Gevraagd aan de organisatie; het hoorde bij het werk."


class TestPage:
    def test_who_comes_too_late_reads_by_whom_and_what_was_typed(
        self, client: Client, review: Review, now: datetime
    ):
        manager, other = log_manager(), log_manager()
        sign_off(review=review, verdict=Verdict.IN_ORDER, by=manager, now=now)
        said = {manager: "Je hebt dit zelf al afgehandeld", other: "Iemand anders"}
        typed = {f"{review.pk}-verdict": "wrong", f"{review.pk}-remark": "Navraag gedaan & opgelost."}
        for person, words in said.items():
            client.force_login(person)
            late = client.post(f"/logboek/controle/{review.pk}", typed)
            assert late.status_code == 409
            assert (
                words in late.content.decode() and "Navraag gedaan &amp; opgelost." in late.content.decode()
            )

    def test_a_manager_signs_off_and_sees_it_done(self, client: Client, review: Review):
        client.force_login(log_manager())
        assert review.pk in client.get("/logboek/controle").content.decode()
        sent = {f"{review.pk}-verdict": "wrong", f"{review.pk}-remark": ""}
        wrong = client.post(f"/logboek/controle/{review.pk}", sent)
        assert wrong.status_code == 400 and "wat je hebt gevonden" in wrong.content.decode()
        sent[f"{review.pk}-remark"] = "Gemeld bij de organisatie."
        done = client.post(f"/logboek/controle/{review.pk}", sent, follow=True)
        assert "Gemeld bij de organisatie." in done.content.decode()
        again = client.post(f"/logboek/controle/{review.pk}", sent, follow=True)
        assert "Je hebt dit zelf al afgehandeld" in again.content.decode()

    def test_a_look_of_oneself_is_not_there(self, client: Client, now: datetime):
        manager = log_manager()
        looks_at(a_request(now), manager, TUESDAY)
        (own,) = drawn(now)
        client.force_login(manager)
        page = client.get("/logboek/controle").content.decode()
        assert own.pk not in page and "van jezelf" in page
        assert (
            client.post(f"/logboek/controle/{own.pk}", {f"{own.pk}-verdict": "in_order"}).status_code == 404
        )

    def test_as_many_queries_for_a_long_queue(self, client: Client, review, now, assert_queries_constant):
        client.force_login(log_manager())
        with assert_queries_constant(lambda: client.get("/logboek/controle")):
            member = person_with(Role.MEMBER)
            for minute in range(5):
                looks_at(a_request(now), member, TUESDAY + timedelta(minutes=minute))
            Review.objects.all().delete()
            drawn(now)


def test_what_waits_too_long_nudges_once_a_week(now: datetime):
    manager = log_manager()
    looks_at(a_request(now), person_with(Role.MEMBER), TUESDAY)
    assert tend_reviews(now=now) == {"reviews_drawn": 1, "reviewers_reminded": 0}
    late = now + timedelta(days=15)
    assert tend_reviews(now=late)["reviewers_reminded"] == 1
    assert tend_reviews(now=late + timedelta(days=6))["reviewers_reminded"] == 0
    assert tend_reviews(now=late + timedelta(days=8))["reviewers_reminded"] == 1
    assert Notification.objects.filter(user=manager, topic="log.review_overdue").count() == 2
