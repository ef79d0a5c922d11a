"""The cells of one pair, and the operators over them, as plain numbers."""

from bisect import bisect_left
from dataclasses import dataclass

from drakentemmers.directory.rules import Gender
from drakentemmers.matching.rules.asked import (
    NEVER,
    NO_MAXIMUM,
    Asked,
    bit,
    bits,
    day_number,
    week_number,
)
from drakentemmers.matching.rules.decisions import Rule, serving_order
from drakentemmers.matching.rules.draw import draw_key
from drakentemmers.matching.rules.facts import Supply, WorkPlace
from drakentemmers.matching.rules.reach import NOWHERE, chord_within_km


class PlainNumbers:
    """The operators on single whole numbers."""

    @staticmethod
    def where(condition: bool, then: int, otherwise: int) -> int:
        return then if condition else otherwise

    @staticmethod
    def least(one: int, other: int) -> int:
        return min(one, other)

    @staticmethod
    def most(one: int, other: int) -> int:
        return max(one, other)

    @staticmethod
    def bit(condition: bool, value: int) -> int:
        return value if condition else 0

    @staticmethod
    def count(mask: int) -> int:
        return mask.bit_count()

    def looked_up(self, rule: Rule, argument: int, mask: int) -> int:
        return rule(argument, mask, self)

    @staticmethod
    def steps(value: int, bounds: tuple[int, ...]) -> int:
        return bisect_left(bounds, value)


PLAIN = PlainNumbers()


@dataclass(slots=True)
class PairCells:
    """What one supply offers at one of its work locations, as numbers."""

    groups: int
    client_roles: int
    problems: int
    settings: int
    methods: int
    languages: int
    interpreter: int
    gender: int
    fundings: int
    max_sessions: int
    marked: int
    first_week: int
    places_per_month: int
    confirmed: int
    lately: int
    key: int
    chord: int
    reach: int


def serving(asked: Asked, supply: Supply) -> tuple[WorkPlace | None, int, int]:
    """Return the work location that serves the asked place, its squared chord, and how far it reaches."""
    if asked.point is None or not supply.places:
        return (supply.places[0] if supply.places else None), NOWHERE, -1
    measured = [
        (
            serving_order(
                asked, asked.point.chord_squared(place.point), chord_within_km(place.radius_km), PLAIN
            ),
            number,
        )
        for number, place in enumerate(supply.places)
    ]
    best, number = min(measured)
    place = supply.places[number]
    return place, best[-1], chord_within_km(place.radius_km)


def cells_of(supply: Supply, chord: int, reach: int) -> PairCells:
    """Return the cells of `supply` with what was measured to the work location that serves."""
    return PairCells(
        groups=bits(supply.groups),
        client_roles=bits(supply.client_roles),
        problems=bits(supply.problems),
        settings=bits(supply.settings),
        methods=bits(supply.methods),
        languages=bits(supply.languages),
        interpreter=int(supply.works_with_interpreter),
        gender=bit(Gender(supply.gender)) if supply.gender else 0,
        fundings=bits(supply.fundings),
        max_sessions=NO_MAXIMUM if supply.max_sessions is None else supply.max_sessions,
        marked=int(supply.quality_mark),
        first_week=NEVER if supply.first_place is None else week_number(supply.first_place),
        places_per_month=supply.places_per_month,
        confirmed=0 if supply.confirmed_on is None else day_number(supply.confirmed_on),
        lately=supply.asked_lately,
        key=draw_key(supply.id),
        chord=chord,
        reach=reach,
    )
