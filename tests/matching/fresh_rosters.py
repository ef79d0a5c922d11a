"""Rosters beside the database: what a find says from the columns, and from the rows of this moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from django.db import connections

from drakentemmers.accounts.rules import OrganisationKind
from drakentemmers.directory.models import Professional
from drakentemmers.directory.rules import ClientGroup, Gender, Language, Setting
from drakentemmers.kernel.clock import local_date
from drakentemmers.kernel.geography import point
from drakentemmers.matching.course import QuestionState
from drakentemmers.matching.models import Seat
from drakentemmers.matching.read.supply import findable, supplies
from drakentemmers.matching.roster import roster
from drakentemmers.matching.roster.seeking import seek
from drakentemmers.matching.rules import Need, Order, assess, ranked
from drakentemmers.matching.rules.asked import NEVER, asked_of, week_begins
from drakentemmers.matching.rules.vocabulary import names_in
from tests.factories.accounts import OrganisationFactory
from tests.factories.directory import ALMERE
from tests.matching.test_shortlist import ask
from tests.matching.therapists import NOW, THIS_WEEK, therapist

CHILD = Need(group=ClientGroup.CHILD_6_12, point=point(*ALMERE), max_km=30)


def by_roster(need: Need = CHILD, now: datetime = NOW, order: Order = Order.FIRST_PLACE) -> list[tuple]:
    """What a find says, straight from the columns: id, missed needs, points, first week, questions lately."""
    on = local_date(now)
    with roster(on=on, now=now) as columns:
        found = seek(columns, asked_of(need, on), order)
    places = [*found.first(found.fits, len(found.fits)), *found.first(found.near_misses, len(found.rows))]
    return [
        (
            found.ids[at].decode(),
            names_in(int(found.missed[at])),
            int(found.points[at]),
            None if found.first_week[at] == NEVER else week_begins(int(found.first_week[at])),
            int(found.lately[at]),
        )
        for at in places
    ]


def by_database(need: Need = CHILD, now: datetime = NOW, order: Order = Order.FIRST_PLACE) -> list[tuple]:
    """The same from the rows of this moment, one pair at a time."""
    on = local_date(now)
    verdicts = [assess(need, supply, on=on) for supply in supplies(findable(on), on, now)]
    return [
        (v.supply.id, v.misses, v.points, v.supply.first_place, v.supply.asked_lately)
        for v in ranked(verdicts, order=order)
    ]


def elsewhere(deed: Callable[[], object]) -> None:
    """Do something by another connection, as another process would."""

    def run() -> None:
        try:
            deed()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(run).result(timeout=20)


def hold(professional: Professional, until: datetime | None) -> None:
    Seat.objects.create(
        offer=professional.offer,
        period_start=THIS_WEEK,
        number=1 + professional.offer.seats.count(),
        question=ask(professional, QuestionState.HELD),
        held_until=until,
    )


NEEDS = [
    CHILD,
    Need(group=None),
    Need(
        group=ClientGroup.CHILD_6_12,
        point=point(*ALMERE),
        setting=Setting.SHELTER,
        language=Language.ENGLISH,
        sessions=5,
        quality_mark=True,
    ),
]


def noor() -> Professional:
    """With a practice she shares, a held place and a question."""
    practice = OrganisationFactory(kind=OrganisationKind.PRACTICE)
    therapist("Sam", practice=practice)
    one = therapist("Noor", practice=practice, gender=Gender.FEMALE)
    hold(one, NOW + timedelta(hours=1))
    return one


def assert_fresh(what: str, now: datetime = NOW) -> None:
    for need in NEEDS:
        for order in Order:
            assert by_roster(need, now, order) == by_database(need, now, order), what
