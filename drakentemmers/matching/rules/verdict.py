"""What the rules find about one supply: every rule with both values, points, distance; and verdicts in order."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from drakentemmers.kernel.geography import distance_of_chord, drive_minutes
from drakentemmers.matching.rules import decisions
from drakentemmers.matching.rules.asked import Asked, asked_of, asked_rules
from drakentemmers.matching.rules.facts import Need, Supply, WorkPlace
from drakentemmers.matching.rules.pair import PLAIN, cells_of, serving
from drakentemmers.matching.rules.reach import (
    NOWHERE,
    chord_within_km,
    chord_within_minutes,
    comes_to_client,
)
from drakentemmers.matching.rules.vocabulary import (
    BIT,
    EXPLAINED,
    STALE_AFTER_DAYS,
    Measure,
    NeedName,
    Order,
)

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
    is_shown: bool  # fits, or is a near miss in sight
    orders: tuple[tuple[int, ...], ...]  # the key of every order, in the order of `Order`
    misses: tuple[NeedName, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "misses", tuple(r.name for r in self.results if not r.met and not r.is_wish))

    @property
    def fits(self) -> bool:
        """All hard needs are met."""
        return not self.misses

    @property
    def is_near_miss(self) -> bool:
        """At most two hard needs are unmet, never the client group, and the distance is in sight."""
        return self.is_shown and not self.fits

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


def _distance(need: Need, place: WorkPlace | None, chord: int) -> tuple[int | None, int | None, Measure]:
    """Return what was asked and offered, in what measure. A miss is explained by the bound that was passed."""
    metres = None if chord == NOWHERE else distance_of_chord(chord)
    km = None if metres is None else whole_km(metres)
    bounds: list[tuple[bool, int | None, int | None, Measure]] = []
    if need.max_km is not None:
        bounds.append((chord > chord_within_km(need.max_km), need.max_km, km, Measure.KM))
    if need.max_minutes is not None:
        minutes = None if metres is None else drive_minutes(metres)
        passed = chord > chord_within_minutes(need.max_minutes)
        bounds.append((passed, need.max_minutes, minutes, Measure.MINUTES))
    if comes_to_client(need):
        radius = None if place is None else place.radius_km
        passed = radius is None or chord > chord_within_km(radius)
        bounds.append((passed, km, radius, Measure.TRAVEL_RADIUS))
    _, asked, offered, measure = next((bound for bound in bounds if bound[0]), bounds[0])
    return asked, offered, measure


def _values(name: NeedName, need: Need, supply: Supply) -> tuple[Value, Value]:
    """Return what was asked and what is offered, for every rule but that of distance."""
    match name:
        case NeedName.GROUP:
            return need.group, supply.groups
        case NeedName.CLIENT_ROLE:
            return need.client_role, supply.client_roles
        case NeedName.PROBLEM:
            return need.problems, supply.problems
        case NeedName.SETTING:
            return need.setting, supply.settings
        case NeedName.METHOD:
            return need.methods, supply.methods
        case NeedName.LANGUAGE:
            return need.language, supply.languages
        case NeedName.GENDER:
            return need.gender, supply.gender
        case _:
            return _values_of_terms(name, need, supply)


def _values_of_terms(name: NeedName, need: Need, supply: Supply) -> tuple[Value, Value]:
    match name:
        case NeedName.SESSIONS:
            return need.sessions, supply.max_sessions
        case NeedName.FUNDING:
            return need.funding, supply.fundings
        case NeedName.QUALITY_MARK:
            return True, supply.quality_mark
        case NeedName.START:
            return need.start_by, supply.first_place
        case _:
            return need.places_per_month, supply.places_per_month


def _results(
    need: Need, supply: Supply, place: WorkPlace | None, chord: int, unmet: int, missed: int, asked: Asked
) -> tuple[Result, ...]:
    rules = set(asked_rules(need))
    found = []
    for name in EXPLAINED:
        if name not in rules:
            continue
        met = not unmet & BIT[name]
        is_wish = bool(asked.wishes & BIT[name]) and not missed & BIT[name]
        if name == NeedName.DISTANCE:
            found.append(Result(name, met, is_wish, *_distance(need, place, chord)))
        else:
            found.append(Result(name, met, is_wish, *_values(name, need, supply)))
    return tuple(found)


def assess(need: Need, supply: Supply, *, on: date, stale_after_days: int = STALE_AFTER_DAYS) -> Verdict:
    """Return how `supply` meets `need` on a day: every rule with both values, points, distance."""
    asked = asked_of(need, on, stale_after_days)
    place, chord, reach = serving(asked, supply)
    cells = cells_of(supply, chord, reach)
    unmet = decisions.unmet(asked, cells, PLAIN)
    missed = decisions.misses(asked, cells, unmet, PLAIN)
    earned = decisions.points(asked, cells, unmet, PLAIN)
    drawn = decisions.draw_of(asked, cells)
    return Verdict(
        supply=supply,
        results=_results(need, supply, place, chord, unmet, missed, asked),
        points=earned,
        distance_m=None if chord == NOWHERE else distance_of_chord(chord),
        nearest=place,
        is_stale=decisions.is_stale(asked, cells),
        is_shown=decisions.is_shown(asked, cells, missed, PLAIN),
        orders=tuple(
            (*decisions.order_parts(asked, cells, missed, earned, order, PLAIN), drawn) for order in Order
        ),
    )


def order_key(verdict: Verdict, order: Order) -> tuple[object, ...]:
    """Return the sort key described in `decisions`."""
    return (*verdict.orders[list(Order).index(order)], verdict.supply.id)


def ranked(verdicts: Iterable[Verdict], *, order: Order = Order.FIRST_PLACE) -> list[Verdict]:
    """Return full fits and then near misses, each in order; everything further off is left out."""
    shown = [verdict for verdict in verdicts if verdict.is_shown]
    return sorted(shown, key=lambda verdict: order_key(verdict, order))
