"""A roster never answers what the database no longer says: every kind of change shows at the next find."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.utils import timezone

from drakentemmers.accounts.models import Membership, Organisation, User
from drakentemmers.accounts.rules import OrganisationKind
from drakentemmers.directory.models import Professional, WorkLocation
from drakentemmers.directory.rules import ClientGroup, Gender, Language, Method, Setting
from drakentemmers.kernel.geography import point
from drakentemmers.matching.actions.tending import tend
from drakentemmers.matching.capacity import OfferState
from drakentemmers.matching.models import Offer, Question, RosterChange, Seat
from drakentemmers.matching.read.shortlist import find
from drakentemmers.matching.roster.changes import lift, missing, put_up
from drakentemmers.matching.roster.keeping import forget_rosters
from drakentemmers.matching.rules import Need
from tests.factories.accounts import OrganisationFactory
from tests.factories.directory import GRONINGEN, WorkLocationFactory
from tests.matching.fresh_rosters import (
    CHILD,
    assert_fresh,
    by_database,
    by_roster,
    elsewhere,
    hold,
    noor,
)
from tests.matching.test_shortlist import ask
from tests.matching.therapists import NOW, ON, THIS_WEEK, therapist

committed = pytest.mark.django_db(transaction=True)


def move(professional: Professional) -> None:
    place = point(*GRONINGEN)
    WorkLocation.objects.filter(professional=professional).update(x=place.x, y=place.y, z=place.z)


def in_sql(statement: str, *parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


ARABIC = frozenset({Language.ARABIC, Language.DUTCH})
CHANGES: dict[str, Callable[[Professional], object]] = {
    "confirmed": lambda one: Offer.objects.filter(professional=one).update(confirmed_at=NOW),
    "not confirmed any more": lambda one: Offer.objects.filter(professional=one).update(
        confirmed_at=NOW - timedelta(days=50)
    ),
    "stale": lambda one: Offer.objects.filter(professional=one).update(confirmed_at=NOW - timedelta(days=20)),
    "lowered": lambda one: Offer.objects.filter(professional=one).update(places=0),
    "closed": lambda one: Offer.objects.filter(professional=one).update(state=OfferState.CLOSED),
    "parked": lambda one: Offer.objects.filter(professional=one).update(
        state=OfferState.PARKED, parked_until=THIS_WEEK + timedelta(weeks=5)
    ),
    "later": lambda one: Offer.objects.filter(professional=one).update(
        starts_on=THIS_WEEK + timedelta(weeks=3)
    ),
    "ended": lambda one: Offer.objects.filter(professional=one).update(ends_on=ON - timedelta(days=1)),
    "fewer sessions": lambda one: Offer.objects.filter(professional=one).update(max_sessions=3),
    "other settings": lambda one: Offer.objects.filter(professional=one).update(
        settings=frozenset({Setting.ONLINE})
    ),
    "offer withdrawn": lambda one: Offer.objects.filter(professional=one).delete(),
    "a place held": lambda one: hold(one, NOW + timedelta(days=3)),
    "a place taken": lambda one: hold(one, None),
    "a place free again": lambda one: Seat.objects.filter(offer__professional=one).delete(),
    "asked": ask,
    "asked long ago": lambda one: Question.objects.filter(professional=one).update(
        asked_at=NOW - timedelta(days=100)
    ),
    "other groups": lambda one: Professional.objects.filter(pk=one.pk).update(
        groups=frozenset({ClientGroup.ADULT})
    ),
    "other words": lambda one: Professional.objects.filter(pk=one.pk).update(
        languages=ARABIC, methods=frozenset({Method.NET}), gender=Gender.MALE, works_with_interpreter=True
    ),
    "quality mark": lambda one: Professional.objects.filter(pk=one.pk).update(quality_mark_until=ON),
    "inactive": lambda one: Professional.objects.filter(pk=one.pk).update(is_active=False),
    "another practice": lambda one: Professional.objects.filter(pk=one.pk).update(
        practice=OrganisationFactory(kind=OrganisationKind.PRACTICE)
    ),
    "moved": move,
    "a second place": lambda one: WorkLocationFactory(professional=one, radius_km=3),
    "no place": lambda one: WorkLocation.objects.filter(professional=one).delete(),
    "travels further": lambda one: WorkLocation.objects.filter(professional=one).update(radius_km=90),
    "role ended": lambda one: Membership.objects.filter(user=one.user).update(ended_at=NOW),
    "role ends by date": lambda one: Membership.objects.filter(user=one.user).update(
        starts_on=ON - timedelta(days=30), ends_on=ON - timedelta(days=1)
    ),
    "role gone": lambda one: Membership.objects.filter(user=one.user).delete(),
    "account asleep": lambda one: User.objects.filter(pk=one.user_id).update(is_active=False),
    "organisation stopped": lambda one: Organisation.objects.filter(memberships__user=one.user).update(
        is_active=False
    ),
    "account gone": lambda one: Professional.objects.filter(pk=one.pk).update(user=None),
    "gone": lambda one: one.delete(),
    "by hand": lambda one: in_sql(
        "UPDATE matching_offer SET places = places + 1, max_sessions = 7 WHERE professional_id = %s", one.pk
    ),
    "another key": lambda one: in_sql(
        "UPDATE matching_question SET professional_id = (SELECT MIN(id) FROM directory_professional)"
        " WHERE professional_id = %s",
        one.pk,
    ),
}


@committed
def test_every_change_elsewhere_shows_at_the_next_find():
    therapist("Yusuf", offer={"places": 2, "period_weeks": 1})
    for name, change in CHANGES.items():
        one = noor()
        assert_fresh(f"before {name}")
        elsewhere(lambda change=change, one=one: change(Professional.objects.get(pk=one.pk)))
        assert_fresh(name)


@pytest.mark.django_db
def test_every_change_of_a_transaction_shows_in_it_and_is_gone_with_it():
    therapist("Yusuf")
    before = by_roster()
    for name, change in CHANGES.items():
        with transaction.atomic():
            one = noor()
            change(Professional.objects.get(pk=one.pk))
            assert_fresh(name)
            transaction.set_rollback(True)
        assert by_roster() == before, name


@committed
def test_what_is_not_committed_stays_inside():
    one = noor()
    outside = by_roster()
    with transaction.atomic():
        Offer.objects.filter(professional=one).update(state=OfferState.CLOSED)
        assert by_roster() == by_database() != outside
        elsewhere(lambda: _same(by_roster(), outside))
        transaction.set_rollback(True)
    assert by_roster() == outside


def _same(found: object, expected: object) -> None:
    assert found == expected


@committed
def test_time_alone_changes_what_is_found():
    one = noor()
    Professional.objects.filter(pk=one.pk).update(quality_mark_until=ON + timedelta(days=1))
    Offer.objects.filter(professional=one).update(ends_on=ON + timedelta(days=20))
    other = therapist("Later", offer={"confirmed_at": NOW - timedelta(days=13)})
    hold(other, NOW + timedelta(days=9))
    role = Membership.objects.filter(user=other.user)
    role.update(starts_on=ON - timedelta(days=20), ends_on=ON + timedelta(days=2))
    again = role.get()
    Membership.objects.create(
        user=again.user,
        organisation=again.organisation,
        role=again.role,
        starts_on=ON + timedelta(days=5),
        ends_on=ON + timedelta(days=60),
    )
    moments = [timedelta(hours=2), *(timedelta(days=days) for days in (1, 2, 3, 4, 5, 8, 10, 21, 29, 40, 91))]
    for later in [*moments, *reversed(moments[:6]), timedelta(0)]:
        assert_fresh(f"after {later}", NOW + later)


@committed
def test_an_emptied_database_is_another_one():
    noor()
    assert len(by_roster()) == 2
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM matching_rosterlife")
        cursor.execute("DELETE FROM matching_rosterchange")
    Question.objects.all().delete()
    Professional.objects.all().delete()
    therapist("Nieuw")
    assert_fresh("after everybody went")
    assert [row[0] for row in by_roster()] == list(Professional.objects.values_list("pk", flat=True))


@committed
def test_without_its_triggers_nothing_is_kept():
    one = noor()
    by_roster()
    with connection.cursor() as cursor:
        on = " ON matching_offer" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER matching_offer_update_reaches_rosters{on}")
    try:
        forget_rosters()
        assert_fresh("built")
        Offer.objects.filter(professional=one).update(state=OfferState.CLOSED)
        assert_fresh("and built again")
        assert missing(connection) == {"matching_offer_update_reaches_rosters"}
    finally:
        put_up(connection)
    assert missing(connection) == set()


@committed
def test_tables_can_be_rebuilt_and_the_triggers_are_back_afterwards():
    one = noor()
    by_roster()
    call_command("migrate", "matching", verbosity=0)
    if connection.vendor == "sqlite":
        lift(connection)
        with connection.constraint_checks_disabled(), connection.schema_editor() as editor:
            editor._remake_table(Professional)
        call_command("migrate", "matching", verbosity=0)
    assert missing(connection) == set()
    Offer.objects.filter(professional=one).update(state=OfferState.CLOSED)
    assert_fresh("after a migration")


@committed
def test_many_ask_while_many_write():
    people = [noor() for _ in range(3)]

    def write(number: int) -> None:
        Offer.objects.filter(professional=people[number % 3]).update(places=1 + number % 4)

    def ask_and_compare(_: int) -> None:
        assert len(by_roster(Need(group=None))) == 6

    def run(deed: Callable[[int], None], number: int) -> None:
        try:
            deed(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        deeds = [pool.submit(run, (write, ask_and_compare)[number % 2], number) for number in range(48)]
        for deed in deeds:
            deed.result(timeout=60)
    assert_fresh("when all is quiet")


@committed
def test_old_changes_are_swept_up_and_nothing_is_missed():
    one = noor()
    by_roster()
    written = list(RosterChange.objects.values_list("pk", flat=True))
    tend(now=timezone.now() + timedelta(days=2))
    assert written and not RosterChange.objects.filter(pk__in=written).exists()
    Offer.objects.filter(professional=one).update(places=0)
    assert_fresh("after sweeping")


@committed
def test_what_a_transaction_changes_after_a_search_of_its_own_shows_in_it_and_after_it():
    one = noor()
    before = by_roster()
    with transaction.atomic():
        OrganisationFactory()  # from here on the transaction has a number
        assert by_roster() == before
        Offer.objects.filter(professional=one).update(places=0)
        assert by_roster() == by_database() != before
    assert by_roster() == by_database() != before


@committed
def test_a_bit_that_only_a_newer_release_knows_breaks_nothing():
    noor()
    before = by_roster()
    in_sql("UPDATE directory_professional SET groups = groups + %s", 1 << 40)
    assert before and by_roster() == before


@pytest.mark.django_db
def test_a_find_takes_as_many_queries_whatever_changed(assert_queries_constant):
    noor()
    with assert_queries_constant(lambda: list(find(CHILD, on=ON, now=NOW).fits)):
        for _ in range(5):
            noor()
