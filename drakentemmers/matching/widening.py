"""What an asker could give up, wholly or a little, so that more therapists fit. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any

from drakentemmers.matching.rules import Need, NeedName, sight_km

KM_STEPS = (10, 20, 30, 50, 75, 100, 150)
MINUTE_STEPS = (20, 30, 45, 60, 90, 120)
WEEK_STEPS = (1, 2, 4, 8, 12)
TWO_BY_TWO = 2


@dataclass(frozen=True, slots=True)
class Relaxation:
    """What giving up one or two hard needs would bring."""

    needs: tuple[NeedName, ...]
    more: int  # therapists that fit then and do not fit now


def relaxations(gained: Mapping[tuple[NeedName, ...], int]) -> list[Relaxation]:
    """Return which needs, alone or in pairs, are all that keep therapists from fitting; most gained first.

    `gained` says how many near misses with a free place miss exactly these needs.
    """
    # A pair also brings those who miss only one of the two.
    totals = {
        needs: sum(count for missed, count in gained.items() if set(missed) <= set(needs)) for needs in gained
    }
    found = [Relaxation(needs, more) for needs, more in totals.items()]
    return sorted(found, key=lambda found: (len(found.needs), -found.more, found.needs))


class Kind(StrEnum):
    """In what way a need is widened. These words stand in addresses."""

    KM = "km"  # to so many kilometres
    MINUTES = "minuten"  # to so many minutes by car
    WEEKS = "weken"  # so many weeks later
    INTERPRETER = "tolk"  # an interpreter is fine
    WITHOUT = "zonder"  # given up; a distance is widened to what is in sight


@dataclass(frozen=True, slots=True)
class Widening:
    """One way to ask for less."""

    kind: Kind
    needs: tuple[NeedName, ...]
    amount: int = 0

    def __str__(self) -> str:
        """Return it as it stands in an address: km-75, tolk, zonder-language-distance."""
        parts = [str(self.amount)] if self.amount else self.needs if self.kind == Kind.WITHOUT else ()
        return "-".join((self.kind, *parts))

    def of(self, need: Need) -> Need:
        """Return `need` widened in this way."""
        match self.kind:
            case Kind.KM:
                return replace(need, max_km=self.amount)
            case Kind.MINUTES:
                return replace(need, max_minutes=self.amount)
            case Kind.WEEKS:
                later = need.start_by and need.start_by + timedelta(weeks=self.amount)
                return replace(need, start_by=later)
            case Kind.INTERPRETER:
                return replace(need, interpreter_is_fine=True)
        changes: dict[str, Any] = {}
        for name in self.needs:
            changes |= _given_up(need, name)
        return replace(need, **changes)


def read_widening(text: str) -> Widening | None:
    """Return what `text` from an address says; None when it says nothing that makes sense."""
    word, _, rest = text.partition("-")
    if word not in set(Kind):
        return None
    kind = Kind(word)
    if kind == Kind.WITHOUT:
        names = rest.split("-")
        known = set(NeedName) - {NeedName.GROUP}
        needs = tuple(NeedName(name) for name in names if name in known)
        return Widening(kind, needs) if needs and len(needs) == len(names) <= TWO_BY_TWO else None
    if kind == Kind.INTERPRETER:
        return None if rest else Widening(kind, (NeedName.LANGUAGE,))
    amount = int(rest) if rest.isascii() and rest.isdecimal() and len(rest) <= len("1000") else 0
    about = NeedName.START if kind == Kind.WEEKS else NeedName.DISTANCE
    return Widening(kind, (about,), amount) if amount else None


def _given_up(need: Need, name: NeedName) -> dict[str, Any]:
    """Return the fields of `need` when `name` is given up."""
    fields: dict[NeedName, dict[str, Any]] = {
        NeedName.CLIENT_ROLE: {"client_role": None},
        NeedName.PROBLEM: {"problems": frozenset()},
        NeedName.SETTING: {"setting": None},
        NeedName.METHOD: {"methods": frozenset()},
        NeedName.LANGUAGE: {"language": None, "interpreter_is_fine": False},
        NeedName.GENDER: {"gender": None},
        NeedName.SESSIONS: {"sessions": None},
        NeedName.FUNDING: {"funding": None},
        NeedName.DISTANCE: {"max_km": sight_km(need), "max_minutes": None},
        NeedName.START: {"start_by": None},
        NeedName.CAPACITY: {"places_per_month": None},
        NeedName.QUALITY_MARK: {"quality_mark": False},
    }
    return fields.get(name, {})


def steps(need: Need) -> Iterator[list[Widening]]:
    """Yield, for every hard need that can give a little, the ways to do so: the least first."""
    hard = set(NeedName) - need.wishes
    if NeedName.DISTANCE in hard and need.point is not None:
        about = (NeedName.DISTANCE,)
        if need.max_km is not None and need.max_minutes is None:
            most = sight_km(need)
            yield [Widening(Kind.KM, about, km) for km in (*KM_STEPS, most) if need.max_km < km <= most]
        elif need.max_minutes is not None and need.max_km is None:
            further = (minutes for minutes in MINUTE_STEPS if minutes > (need.max_minutes or 0))
            yield [Widening(Kind.MINUTES, about, minutes) for minutes in further]
    if NeedName.START in hard and need.start_by is not None:
        yield [Widening(Kind.WEEKS, (NeedName.START,), weeks) for weeks in WEEK_STEPS]
    if NeedName.LANGUAGE in hard and need.language and not need.interpreter_is_fine:
        yield [Widening(Kind.INTERPRETER, (NeedName.LANGUAGE,))]


def given_up(relaxed: Iterable[Relaxation]) -> list[Widening]:
    """Return the needs, alone or in pairs, that can be given up, in the given order."""
    return [Widening(Kind.WITHOUT, found.needs) for found in relaxed if NeedName.GROUP not in found.needs]
