"""What an entry in the BIG register means for us. Pure: facts in, a verdict in words of ours out.

The register says "no end" as a date in the year 1 (seen in published examples of its answers).
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from drakentemmers.directory.numbers import BIG_PROFESSIONS

PARTICLES = frozenset(
    {"van", "de", "der", "den", "het", "ten", "ter", "te", "in", "op", "la", "le", "el", "al"}
)


class Outcome(StrEnum):
    """What the register says about one number."""

    FOUND = "found"
    NOT_FOUND = "not_found"
    STRUCK_OFF = "struck_off"
    MEASURE = "measure"
    NO_ANSWER = "no_answer"


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure, a note of a judgment or a limitation, as far as the register makes it public."""

    text: str
    until: date | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One registration of one person as the register has it."""

    number: str
    surname: str
    mailing_name: str
    profession_code: str
    since: date | None
    until: date | None
    measures: tuple[Measure, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What we keep of the answer."""

    outcome: Outcome
    name: str = ""
    surname: str = ""
    profession: str = ""
    since: date | None = None
    until: date | None = None
    measures: str = ""


NO_ANSWER = Verdict(Outcome.NO_ANSWER)


def verdict_on(number: str, entries: Sequence[Entry], *, on: date) -> Verdict:
    """Return what the register's entries say about `number` on a day; entries about other numbers do not count."""
    entry = next((entry for entry in entries if entry.number == number), None)
    if entry is None:
        return Verdict(Outcome.NOT_FOUND)
    until = real(entry.until)
    current = [measure for measure in entry.measures if (real(measure.until) or on) >= on]
    outcome = Outcome.MEASURE if current else Outcome.FOUND
    if until is not None and until < on:
        outcome = Outcome.STRUCK_OFF
    return Verdict(
        outcome,
        name=entry.mailing_name or entry.surname,
        surname=entry.surname,
        profession=BIG_PROFESSIONS.get(entry.profession_code, entry.profession_code),
        since=real(entry.since),
        until=until,
        measures=" · ".join(measure.text for measure in current if measure.text)[:1000],
    )


def real(day: date | None) -> date | None:
    """Return a date, None for the register's way of writing that there is none."""
    return None if day is None or day.year <= 1 else day


def names_agree(given: str, verdict: Verdict) -> bool | None:
    """Tell whether a name somebody gave can be the one in the register; None when the register gave no name.

    A surname by birth or by marriage is enough: particles, accents and capitals do not count. It helps the eye of
    the person who compares; it proves nothing.
    """
    words = _words(given)
    by_birth, mailing = _words(verdict.surname), _words(verdict.name)
    if not by_birth and not mailing:
        return None
    return bool(by_birth and set(by_birth) <= set(words)) or bool(
        mailing and words and mailing[-1] == words[-1]
    )


def _words(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = "".join(sign if sign.isalpha() else " " for sign in plain).split()
    return [word for word in words if word not in PARTICLES]
