"""A need as whole numbers: the fixed side of every comparison in `decisions`."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from drakentemmers.directory.rules import (
    ClientGroup,
    ClientRole,
    Funding,
    Gender,
    Language,
    Method,
    Problem,
    Setting,
)
from drakentemmers.kernel.clock import monday
from drakentemmers.kernel.geography import Point
from drakentemmers.matching.rules.draw import Coefficients, coefficients
from drakentemmers.matching.rules.facts import Need
from drakentemmers.matching.rules.reach import asked_bound, asks_distance, comes_to_client, sight_bound
from drakentemmers.matching.rules.vocabulary import BIT, STALE_AFTER_DAYS, NeedName

FIRST_MONDAY = date(1970, 1, 5)
FIRST_DAY = date(1970, 1, 1)
NEVER = 2**15 - 1  # the week in which who has no place begins
NO_MAXIMUM = 2**31 - 1  # sessions of who has no maximum
_PLACES: dict[type[StrEnum], dict[str, int]] = {
    kind: {member: 1 << place for place, member in enumerate(kind)}
    for kind in (ClientGroup, ClientRole, Problem, Setting, Method, Language, Gender, Funding)
}


def bit(member: StrEnum | None) -> int:
    """Return the bit of one member of its enum; 0 for none."""
    return 0 if member is None else _PLACES[type(member)][member]


def bits(members: frozenset[StrEnum]) -> int:
    """Return the bits of members of one enum."""
    return sum(bit(member) for member in members)


def week_number(day: date) -> int:
    """Return the number of the week of `day`, counted from the first one of 1970."""
    return (monday(day) - FIRST_MONDAY).days // 7


def week_begins(number: int) -> date:
    """Return the Monday of a week by its number."""
    return FIRST_MONDAY + timedelta(weeks=number)


def day_number(day: date) -> int:
    """Return the number of a day, counted from the first one of 1970."""
    return (day - FIRST_DAY).days


@dataclass(frozen=True, slots=True)
class Asked:
    """A need in bits, days, weeks and squared chords, seen from one day."""

    group: int
    client_role: int
    problems: int
    setting: int
    methods: int
    language: int
    interpreter_is_fine: bool
    gender: int
    sessions: int
    funding: int
    quality_mark: bool
    places_per_month: int
    point: Point | None
    within: int | None  # the squared chord of the asked distance; None: no distance is asked
    comes: bool  # the therapist travels to the client, as far as his or her own radius
    sight: int | None  # the squared chord within which near misses are shown; None: anywhere
    is_online: bool
    latest_week: int  # in which a first place is in time
    wishes: int  # bits of the asked rules that are a wish
    hard: int  # bits of those that are not
    week: int  # of the day from which all this is seen
    stale_before: int  # confirmed before this day: stale
    cubic: Coefficients


def asked_of(need: Need, on: date, stale_after_days: int = STALE_AFTER_DAYS) -> Asked:
    """Return `need` as numbers, seen from `on`."""
    rules = sum(BIT[name] for name in asked_rules(need))
    wishes = rules & sum(BIT[name] for name in need.wishes) & ~BIT[NeedName.GROUP]
    return Asked(
        group=bit(need.group),
        client_role=bit(need.client_role),
        problems=bits(need.problems),
        setting=bit(need.setting),
        methods=bits(need.methods),
        language=bit(need.language),
        interpreter_is_fine=need.interpreter_is_fine,
        gender=bit(need.gender),
        sessions=need.sessions or 0,
        funding=bit(need.funding),
        quality_mark=need.quality_mark,
        places_per_month=need.places_per_month or 0,
        point=need.point,
        within=asked_bound(need) if asks_distance(need) else None,
        comes=comes_to_client(need) and need.point is not None,
        sight=sight_bound(need),
        is_online=need.setting == Setting.ONLINE,
        latest_week=NEVER - 1 if need.start_by is None else week_number(need.start_by),
        wishes=wishes,
        hard=rules & ~wishes,
        week=week_number(on),
        stale_before=day_number(on) - stale_after_days,
        cubic=coefficients(monday(on)),
    )


def asked_rules(need: Need) -> list[NeedName]:
    """Return the rules that `need` asks for. A free place is always asked."""
    asked = {
        NeedName.GROUP: need.group,
        NeedName.CLIENT_ROLE: need.client_role,
        NeedName.PROBLEM: need.problems,
        NeedName.SETTING: need.setting,
        NeedName.METHOD: need.methods,
        NeedName.LANGUAGE: need.language,
        NeedName.GENDER: need.gender,
        NeedName.SESSIONS: need.sessions,
        NeedName.FUNDING: need.funding,
        NeedName.QUALITY_MARK: need.quality_mark,
        NeedName.DISTANCE: asks_distance(need),
        NeedName.START: True,
        NeedName.CAPACITY: need.places_per_month,
    }
    return [name for name, value in asked.items() if value]
