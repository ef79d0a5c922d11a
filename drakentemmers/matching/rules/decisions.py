"""Whether an offer meets a need, how well, and who comes first: the one definition.

Written with operators only, over whole numbers. It runs unchanged on the cells of one pair (`verdict`, for explanations
and tests), on columns (`roster`, for every shortlist) and as SQL text (`as_sql`, to check the other two). What the
operators of Python do not have comes in as `ops`.

Order (docs/matching.md): fewest unmet hard needs; fresh offers before stale ones; then the chosen order (first free
place, nearest or points); then points in steps of `POINT_STEP`, so that small differences do not decide; then the
fair turn: who was asked least lately; then a draw that differs per week but is the same for everybody; then the id.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

from drakentemmers.kernel.geography import Point
from drakentemmers.matching.rules.asked import NEVER, Asked
from drakentemmers.matching.rules.draw import drawn
from drakentemmers.matching.rules.reach import NOWHERE, chord_within_km
from drakentemmers.matching.rules.vocabulary import BIT, NEAR_MISS_AT_MOST, POINT_STEP, NeedName, Order

Cell = Any  # a whole number, a column of them, or an expression; of Booleans where a comparison gave it
Rule = Callable[[int, Cell, "Operators"], Cell]
POINTS_TO_KM = 50
KM_BOUNDS = tuple(chord_within_km(km) for km in range(POINTS_TO_KM))
WEEKS_WITH_POINTS = 16


class Cells(Protocol):
    """What one therapist offers, at the work location that serves, as whole numbers."""

    groups: Cell
    client_roles: Cell
    problems: Cell
    settings: Cell
    methods: Cell
    languages: Cell
    interpreter: Cell  # 1: works with one
    gender: Cell
    fundings: Cell
    max_sessions: Cell  # NO_MAXIMUM: any number
    marked: Cell  # 1: has a quality mark that is valid
    first_week: Cell  # NEVER: no place
    places_per_month: Cell
    confirmed: Cell  # the day; 0: never
    lately: Cell  # questions in the last 90 days, per 100 therapists of the practice
    key: Cell  # for the draw
    chord: Cell  # squared, from the asked place to the work location; NOWHERE: none
    reach: Cell  # squared chord as far as the therapist travels from there


class AskedOfWho(Protocol):
    """The part of `Asked` that `missed_of_who` reads."""

    @property
    def client_role(self) -> int: ...
    @property
    def problems(self) -> int: ...
    @property
    def gender(self) -> int: ...
    @property
    def quality_mark(self) -> bool: ...


class AskedOfWhere(Protocol):
    """The part of `Asked` that `missed_of_where` reads."""

    @property
    def setting(self) -> int: ...
    @property
    def funding(self) -> int: ...


class Operators(Protocol):
    """What Python's operators lack."""

    def where(self, condition: Cell, then: Cell, otherwise: Cell) -> Cell:
        """Return `then` where the condition holds."""

    def least(self, one: Cell, other: Cell) -> Cell:
        """Return the lower of two."""

    def most(self, one: Cell, other: Cell) -> Cell:
        """Return the higher of two."""

    def bit(self, condition: Cell, value: int) -> Cell:
        """Return `value`, a single bit, where the condition holds, else 0."""

    def count(self, mask: Cell) -> Cell:
        """Return how many bits stand in a mask of rules."""

    def looked_up(self, rule: Rule, argument: int, mask: Cell) -> Cell:
        """Return `rule(argument, mask, self)` of a mask of rules; where there are many, from a table of all masks."""

    def steps(self, value: Cell, bounds: tuple[int, ...]) -> Cell:
        """Return how many of the rising `bounds` lie below `value`."""


def chord_to(place: Point, x: Cell, y: Cell, z: Cell, ops: Operators) -> Cell:
    """Return the squared chord from the asked place to another; NOWHERE to what lies beyond the earth."""
    dx, dy, dz = x - place.x, y - place.y, z - place.z
    return ops.least(dx * dx + dy * dy + dz * dz, NOWHERE)


def serving_order(asked: Asked, chord: Cell, reach: Cell, ops: Operators) -> tuple[Cell, ...]:
    """Return by what the work location that serves comes first among those of one therapist.

    In sight, then one from where the therapist travels that far when he or she comes to the client, then the nearest.
    """
    out_of_sight = ops.bit(chord > asked.sight, 1) if asked.sight is not None else 0
    out_of_reach = ops.bit(chord > reach, 1) if asked.comes else 0
    return out_of_sight, out_of_reach, chord


def missed_of_who(asked: AskedOfWho, cells: Cells) -> Iterator[tuple[NeedName, Cell]]:
    """Yield the asked rules about whom and what the therapist treats, and where they are missed."""
    if asked.client_role:
        yield NeedName.CLIENT_ROLE, (cells.client_roles & asked.client_role) == 0
    if asked.problems:
        yield NeedName.PROBLEM, (cells.problems & asked.problems) != asked.problems
    if asked.gender:
        yield NeedName.GENDER, (cells.gender & asked.gender) == 0
    if asked.quality_mark:
        yield NeedName.QUALITY_MARK, cells.marked == 0


def missed_of_where(asked: AskedOfWhere, cells: Cells) -> Iterator[tuple[NeedName, Cell]]:
    """Yield the asked rules about the setting and who pays, and where they are missed."""
    if asked.setting:
        yield NeedName.SETTING, (cells.settings & asked.setting) == 0
    if asked.funding:
        yield NeedName.FUNDING, (cells.fundings & asked.funding) == 0


def missed_of_measure(asked: Asked, cells: Cells) -> Iterator[tuple[NeedName, Cell]]:
    """Yield the other asked rules but that of the group: numbers, and long lists."""
    if asked.within is not None and not asked.is_online:
        too_far = cells.chord > asked.within
        yield NeedName.DISTANCE, too_far | (cells.chord > cells.reach) if asked.comes else too_far
    yield NeedName.START, cells.first_week > asked.latest_week
    if asked.methods:  # one of these is enough
        yield NeedName.METHOD, (cells.methods & asked.methods) == 0
    if asked.language:
        foreign = (cells.languages & asked.language) == 0
        yield NeedName.LANGUAGE, foreign & (cells.interpreter == 0) if asked.interpreter_is_fine else foreign
    if asked.sessions:
        yield NeedName.SESSIONS, cells.max_sessions < asked.sessions
    if asked.places_per_month:
        yield NeedName.CAPACITY, cells.places_per_month < asked.places_per_month


def each_missed(asked: Asked, cells: Cells) -> Iterator[tuple[NeedName, Cell]]:
    """Yield every asked rule and where it is missed."""
    if asked.group:
        yield NeedName.GROUP, (cells.groups & asked.group) == 0
    yield from missed_of_who(asked, cells)
    yield from missed_of_where(asked, cells)
    yield from missed_of_measure(asked, cells)


def unmet(asked: Asked, cells: Cells, ops: Operators) -> Cell:
    """Return the bits of the asked rules that are missed, wishes too."""
    return bits_of(each_missed(asked, cells), ops)


def bits_of(each: Iterable[tuple[NeedName, Cell]], ops: Operators) -> Cell:
    """Return rules and where they are missed as one mask; 0 when there are none."""
    found: Cell = 0
    for name, missed in each:
        found = found | ops.bit(missed, BIT[name])
    return found


def misses(asked: Asked, cells: Cells, unmet_rules: Cell, ops: Operators) -> Cell:
    """Return the bits of the hard needs that are missed. Having no place at all is always one."""
    hard = unmet_rules & asked.hard
    if asked.wishes & BIT[NeedName.START]:
        hard = hard | ops.bit(cells.first_week >= NEVER, BIT[NeedName.START])
    return hard


def misses_few(missed: Cell, ops: Operators) -> Cell:
    """Tell who misses no more hard needs than a near miss may."""
    return ops.count(missed) <= NEAR_MISS_AT_MOST


def is_shown(asked: Asked, cells: Cells, missed: Cell, ops: Operators) -> Cell:
    """Tell what stands on a list: what fits, and what misses at most two hard needs, never the client group."""
    few = misses_few(missed, ops) & ((missed & BIT[NeedName.GROUP]) == 0)
    return few if asked.sight is None else few & (cells.chord <= asked.sight)


def is_stale(asked: Asked, cells: Cells) -> Cell:
    """Tell whose offer was not confirmed lately (or is not there)."""
    return cells.confirmed < asked.stale_before


def points(asked: Asked, cells: Cells, unmet_rules: Cell, ops: Operators) -> Cell:
    """Return 0 to 1000: an early place 400, nearness 200, wishes 200, quality mark 100, own language 100.

    A stale offer loses 300, but nothing goes below 0.
    """
    weeks = ops.least(ops.most(cells.first_week - asked.week, 0), WEEKS_WITH_POINTS)
    total = 400 - 25 * weeks
    if asked.is_online or asked.point is None:
        total = total + 200
    else:
        total = total + 4 * (POINTS_TO_KM - ops.steps(cells.chord, KM_BOUNDS))
    total = total + _points_for_wishes(asked, cells, unmet_rules, ops) + 100 * cells.marked
    speaks = ops.where((cells.languages & asked.language) != 0, 100, 0) if asked.language else 100
    total = total + speaks
    return ops.most(total - ops.where(is_stale(asked, cells), 300, 0), 0)


def _points_for_wishes(asked: Asked, cells: Cells, unmet_rules: Cell, ops: Operators) -> Cell:
    """Return 200 times the share of the wishes that is met. To start in time is none of who has no place at all."""
    met = ops.looked_up(points_for_met, asked.wishes, unmet_rules)
    if not asked.wishes & BIT[NeedName.START]:
        return met
    of_others = ops.looked_up(points_for_met, asked.wishes & ~BIT[NeedName.START], unmet_rules)
    return ops.where(cells.first_week >= NEVER, of_others, met)


def points_for_met(wishes: int, unmet_rules: Cell, ops: Operators) -> Cell:
    """Return 200 times the share of these wishes that is not among the unmet rules; 200 when nothing is wished."""
    count = wishes.bit_count()
    return 200 * (count - ops.count(unmet_rules & wishes)) // count if count else 200


def order_parts(
    asked: Asked, cells: Cells, missed: Cell, earned: Cell, order: Order, ops: Operators
) -> tuple[Cell, ...]:
    """Return what decides who comes first, most important part first; equals in all of it go by id."""
    chosen: tuple[Cell, ...] = {
        Order.FIRST_PLACE: lambda: (cells.first_week,),
        Order.NEAREST: lambda: (NOWHERE if asked.point is None else cells.chord,),
        Order.POINTS: lambda: (),
    }[order]()
    stale = ops.bit(is_stale(asked, cells), 1)
    return ops.count(missed), stale, *chosen, 0 - earned // POINT_STEP, cells.lately


def draw_of(asked: Asked, cells: Cells) -> Cell:
    """Return the last part of the order before the id: the draw of this week."""
    return drawn(cells.key, asked.cubic)
