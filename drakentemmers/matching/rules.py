"""Does this offer meet this need, how well, why, why not. The one definition; pure.

The shortlist, the terminal and the explanation use `assess` and `ranked`; the database only narrows who is looked at.

Order (docs/matching.md): fewest unmet hard needs; fresh offers before stale ones; then the chosen order (first free
place, nearest or points); then points in steps of `POINT_STEP`, so that small differences do not decide; then the
fair turn: who was asked least lately; then a draw that differs per week but is the same for everybody; then the id.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from hashlib import blake2b
from itertools import chain

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
from drakentemmers.kernel.clock import monday, weeks_between
from drakentemmers.kernel.geography import Point, drive_minutes

NEAR_MISS_AT_MOST = 2
POINT_STEP = 25
STALE_AFTER_DAYS = 14
COMES_TO_THE_CLIENT = frozenset({Setting.SHELTER, Setting.HOMELESS_SHELTER, Setting.MDA})


class Urgency(StrEnum):
    """How soon treatment should start."""

    ACUTE = "acute"
    WITHIN_4_WEEKS = "within_4_weeks"
    REGULAR = "regular"


class NeedName(StrEnum):
    """The rules, in the order in which they are explained. Stored as bits: only add at the end."""

    GROUP = "group"
    CLIENT_ROLE = "client_role"
    PROBLEM = "problem"
    SETTING = "setting"
    METHOD = "method"
    LANGUAGE = "language"
    GENDER = "gender"
    SESSIONS = "sessions"
    FUNDING = "funding"
    DISTANCE = "distance"
    START = "start"
    CAPACITY = "capacity"
    QUALITY_MARK = "quality_mark"


NEVER_A_WISH = frozenset({NeedName.GROUP})


class Measure(StrEnum):
    """In what the two values of the distance rule are given."""

    KM = "km"
    MINUTES = "minutes"
    TRAVEL_RADIUS = "travel_radius"  # asked: the distance in km; offered: how many km the therapist travels


class Order(StrEnum):
    """How a shortlist is sorted among equals in unmet needs and freshness."""

    FIRST_PLACE = "first_place"
    NEAREST = "nearest"
    POINTS = "points"


@dataclass(frozen=True, slots=True)
class Need:
    """What is asked for one client (or one structural cooperation). An empty value asks nothing."""

    group: ClientGroup | None
    point: Point | None = None
    client_role: ClientRole | None = None
    problems: frozenset[Problem] = frozenset()
    setting: Setting | None = None
    methods: frozenset[Method] = frozenset()  # one of these is enough
    language: Language | None = None
    interpreter_is_fine: bool = False
    gender: Gender | None = None
    sessions: int | None = None
    funding: Funding | None = None
    max_km: int | None = None
    max_minutes: int | None = None
    start_by: date | None = None
    places_per_month: int | None = None
    quality_mark: bool = False
    wishes: frozenset[NeedName] = frozenset()


@dataclass(frozen=True, slots=True)
class WorkPlace:
    """A place where a therapist treats and how far, in kilometres, he or she travels from it."""

    point: Point
    radius_km: int
    name: str


@dataclass(frozen=True, slots=True)
class Supply:
    """What one therapist offers at this moment."""

    id: str
    name: str
    groups: frozenset[ClientGroup]
    client_roles: frozenset[ClientRole] = frozenset()
    problems: frozenset[Problem] = frozenset()
    settings: frozenset[Setting] = frozenset()
    methods: frozenset[Method] = frozenset()
    languages: frozenset[Language] = frozenset({Language.DUTCH})
    works_with_interpreter: bool = False
    gender: Gender | None = None
    fundings: frozenset[Funding] = frozenset()
    places: tuple[WorkPlace, ...] = ()
    first_place: date | None = None  # Monday of the first period with a free place
    places_per_month: int = 0
    max_sessions: int | None = None
    confirmed_on: date | None = None  # None: there is no offer at all
    quality_mark: bool = False
    is_trainee: bool = False
    practice_id: str = ""
    asked_lately: int = 0  # questions in the last 90 days, per 100 therapists of the practice


Value = frozenset[StrEnum] | StrEnum | date | int | bool | None


@dataclass(frozen=True, slots=True)
class Result:
    """One rule applied: what was asked, what is offered, whether that meets it."""

    name: NeedName
    met: bool
    is_wish: bool
    asked: Value
    offered: Value
    measure: Measure | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one supply meets one need."""

    supply: Supply
    results: tuple[Result, ...]
    points: int
    distance_m: int | None
    nearest: WorkPlace | None
    is_stale: bool
    misses: tuple[NeedName, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "misses", tuple(r.name for r in self.results if not r.met and not r.is_wish))

    @property
    def fits(self) -> bool:
        """All hard needs are met."""
        return not self.misses

    @property
    def is_near_miss(self) -> bool:
        """At most two hard needs are unmet, and never the client group."""
        return 0 < len(self.misses) <= NEAR_MISS_AT_MOST and NeedName.GROUP not in self.misses

    @property
    def distance_km(self) -> int | None:
        """Kilometres to the work location, rounded up so that 30.2 km is never shown as within 30.

        None when no place was asked or none is known.
        """
        return None if self.distance_m is None else whole_km(self.distance_m)

    @property
    def minutes(self) -> int | None:
        """Estimated minutes by car to that work location."""
        return None if self.distance_m is None else drive_minutes(self.distance_m)


def whole_km(distance_m: int) -> int:
    """Return metres as whole kilometres, rounded up."""
    return -(-distance_m // 1000)


def nearest_place(need: Need, supply: Supply) -> tuple[WorkPlace | None, int | None]:
    """Return the work location that serves the asked place, and its distance in metres.

    That is the nearest one. When the therapist comes to the client, it is the nearest one from where the therapist
    travels that far, if there is one.
    """
    if need.point is None or not supply.places:
        return (supply.places[0] if supply.places else None), None
    asked = need.point
    measured = [(asked.distance_m(place.point), place.name, place) for place in supply.places]
    if need.setting in COMES_TO_THE_CLIENT:
        measured = [found for found in measured if found[0] <= found[2].radius_km * 1000] or measured
    distance_m, _, nearest = min(measured, key=lambda found: found[:2])
    return nearest, distance_m


def _bounds(
    need: Need, nearest: WorkPlace | None, distance_m: int | None
) -> Iterable[tuple[bool, int | None, int | None, Measure]]:
    """Yield what bounds the distance: whether it is kept, the value asked, the value offered, in what measure."""
    km = None if distance_m is None else whole_km(distance_m)
    if need.max_km is not None:
        yield km is not None and km <= need.max_km, need.max_km, km, Measure.KM
    if need.max_minutes is not None:
        minutes = None if distance_m is None else drive_minutes(distance_m)
        yield minutes is not None and minutes <= need.max_minutes, need.max_minutes, minutes, Measure.MINUTES
    if need.setting in COMES_TO_THE_CLIENT:
        radius = None if nearest is None else nearest.radius_km
        reached = km is not None and radius is not None and km <= radius
        yield reached, km, radius, Measure.TRAVEL_RADIUS


def _language_met(need: Need, supply: Supply) -> bool:
    spoken = need.language in supply.languages
    return spoken or (need.interpreter_is_fine and supply.works_with_interpreter)


def _asks_distance(need: Need) -> bool:
    if need.point is None:
        return False
    return need.max_km is not None or need.max_minutes is not None or need.setting in COMES_TO_THE_CLIENT


# The rule, whether it is met, what was asked, what is offered, and for a distance its measure.
Row = tuple[NeedName, bool, Value, Value] | tuple[NeedName, bool, Value, Value, Measure]


def _client_rules(need: Need, supply: Supply) -> Iterable[Row]:
    """Yield the rules about who is treated and for what."""
    if need.group:
        yield NeedName.GROUP, need.group in supply.groups, need.group, supply.groups
    if need.client_role:
        met = need.client_role in supply.client_roles
        yield NeedName.CLIENT_ROLE, met, need.client_role, supply.client_roles
    if need.problems:
        yield NeedName.PROBLEM, need.problems <= supply.problems, need.problems, supply.problems


def _treatment_rules(need: Need, supply: Supply) -> Iterable[Row]:
    """Yield the rules about how and by whom."""
    if need.setting:
        yield NeedName.SETTING, need.setting in supply.settings, need.setting, supply.settings
    if need.methods:
        yield NeedName.METHOD, bool(need.methods & supply.methods), need.methods, supply.methods
    if need.language:
        yield NeedName.LANGUAGE, _language_met(need, supply), need.language, supply.languages
    if need.gender:
        yield NeedName.GENDER, need.gender == supply.gender, need.gender, supply.gender
    if need.sessions:
        enough = supply.max_sessions is None or supply.max_sessions >= need.sessions
        yield NeedName.SESSIONS, enough, need.sessions, supply.max_sessions
    if need.funding:
        yield NeedName.FUNDING, need.funding in supply.fundings, need.funding, supply.fundings
    if need.quality_mark:
        yield NeedName.QUALITY_MARK, supply.quality_mark, True, supply.quality_mark


def _place_rules(
    need: Need, supply: Supply, nearest: WorkPlace | None, distance_m: int | None
) -> Iterable[Row]:
    """Yield the rules about where, when and how many."""
    if _asks_distance(need):
        bounds = list(_bounds(need, nearest, distance_m))
        passed = [bound for bound in bounds if not bound[0]]
        _, asked, offered, measure = (passed or bounds)[0]  # a miss is explained by the bound that was passed
        yield NeedName.DISTANCE, not passed or need.setting == Setting.ONLINE, asked, offered, measure
    in_time = supply.first_place is not None and (
        need.start_by is None or supply.first_place <= monday(need.start_by)
    )
    yield NeedName.START, in_time, need.start_by, supply.first_place
    if need.places_per_month:
        enough = supply.places_per_month >= need.places_per_month
        yield NeedName.CAPACITY, enough, need.places_per_month, supply.places_per_month


def _is_wish(need: Need, name: NeedName, offered: Value) -> bool:
    """Return whether missing this only costs points. Having no place at all is always a miss."""
    if name in NEVER_A_WISH or (name == NeedName.START and offered is None):
        return False
    return name in need.wishes


def is_stale(supply: Supply, on: date, after_days: int = STALE_AFTER_DAYS) -> bool:
    """Return whether the offer was last confirmed more than `after_days` days ago (or there is none)."""
    return supply.confirmed_on is None or (on - supply.confirmed_on).days > after_days


def _points(
    need: Need, supply: Supply, results: tuple[Result, ...], distance_m: int | None, *, stale: bool, on: date
) -> int:
    """Return 0 to 1000: an early place 400, nearness 200, wishes 200, quality mark 100, own language 100.

    A stale offer loses 300, but nothing goes below 0.
    """
    points = 0
    if supply.first_place is not None:
        points += max(0, 400 - 25 * max(0, weeks_between(on, supply.first_place)))
    if need.setting == Setting.ONLINE or distance_m is None:
        points += 200 if need.point is None or need.setting == Setting.ONLINE else 0
    else:
        points += max(0, 200 - 4 * whole_km(distance_m))
    wishes = [result for result in results if result.is_wish]
    points += 200 * sum(result.met for result in wishes) // len(wishes) if wishes else 200
    points += 100 if supply.quality_mark else 0
    points += 100 if need.language is None or need.language in supply.languages else 0
    return max(0, points - (300 if stale else 0))


def assess(need: Need, supply: Supply, *, on: date, stale_after_days: int = STALE_AFTER_DAYS) -> Verdict:
    """Return how `supply` meets `need` on a day: every rule with both values, points, distance."""
    nearest, distance_m = nearest_place(need, supply)
    results = tuple(
        Result(name, met, _is_wish(need, name, offered), asked, offered, *measure)
        for name, met, asked, offered, *measure in chain(
            _client_rules(need, supply),
            _treatment_rules(need, supply),
            _place_rules(need, supply, nearest, distance_m),
        )
    )
    stale = is_stale(supply, on, stale_after_days)
    points = _points(need, supply, results, distance_m, stale=stale, on=on)
    return Verdict(supply, results, points, distance_m, nearest, stale)


def fair_draw(supply_id: str, on: date) -> int:
    """Return a number that orders equals: another order every week, the same for everybody in that week.

    A real hash, because a checksum keeps the difference between two ids the same in every week, and then some
    therapists come first far more often than others.
    """
    drawn = blake2b(f"{monday(on).isoformat()}:{supply_id}".encode(), digest_size=8)
    return int.from_bytes(drawn.digest(), "big")


def order_key(verdict: Verdict, order: Order, *, on: date) -> tuple[object, ...]:
    """Return the sort key described at the top of this file."""
    never = date.max
    first = verdict.supply.first_place or never
    distance = verdict.distance_m if verdict.distance_m is not None else 10**9
    chosen: tuple[object, ...] = {
        Order.FIRST_PLACE: (monday(first) if first != never else never,),
        Order.NEAREST: (distance,),
        Order.POINTS: (),
    }[order]
    return (
        len(verdict.misses),
        verdict.is_stale,
        *chosen,
        -(verdict.points // POINT_STEP),
        verdict.supply.asked_lately,
        fair_draw(verdict.supply.id, on),
        verdict.supply.id,
    )


def ranked(verdicts: Iterable[Verdict], *, on: date, order: Order = Order.FIRST_PLACE) -> list[Verdict]:
    """Return full fits and then near misses, each in order; everything further off is left out."""
    shown = [verdict for verdict in verdicts if verdict.fits or verdict.is_near_miss]
    return sorted(shown, key=lambda verdict: order_key(verdict, order, on=on))
