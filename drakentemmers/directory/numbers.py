"""Numbers in professional registers and in the trade register: one way to write them, and what is wrong. Pure.

Sources. BIG: eleven digits, the last two a profession code (DOMAIN of the project: 01, 16, 25, 30, 31; others exist,
so an unknown code is no error). AGB: eight digits (Vektis, "AGB-code is altijd 8 cijfers"). KvK: always eight digits
(Logius, OIN-stelsel). None of the three has a published check digit. SKJ, NIP and NVO publish no format: what is
accepted for them is a choice of this platform, kept in `SHAPES`. The one number with a published check, the BSN
(elfproef), is refused: this platform stores none.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from stdnum.exceptions import ValidationError
from stdnum.nl import bsn

from drakentemmers.directory.rules import Register


class NumberProblem(StrEnum):
    """Why a number is not accepted."""

    LOOKS_LIKE_BSN = "looks_like_bsn"
    BIG_SHAPE = "big_shape"
    AGB_SHAPE = "agb_shape"
    KVK_SHAPE = "kvk_shape"
    SKJ_SHAPE = "skj_shape"
    ASSOCIATION_SHAPE = "association_shape"


@dataclass(frozen=True, slots=True)
class Shape:
    """What a register's numbers look like, and what to say when one does not."""

    pattern: re.Pattern[str]
    problem: NumberProblem


BIG_PROFESSIONS = {
    "01": "arts",
    "16": "psychotherapeut",
    "25": "gz-psycholoog",
    "30": "verpleegkundige",
    "31": "orthopedagoog-generalist",
}
SHAPES: dict[Register, Shape] = {
    Register.BIG: Shape(re.compile(r"[0-9]{11}"), NumberProblem.BIG_SHAPE),
    Register.AGB: Shape(re.compile(r"[0-9]{8}"), NumberProblem.AGB_SHAPE),
    Register.SKJ: Shape(
        re.compile(r"[0-9]{6,12}"), NumberProblem.SKJ_SHAPE
    ),  # configuration, not a published rule
    Register.NIP: Shape(re.compile(r"[0-9]{3,12}"), NumberProblem.ASSOCIATION_SHAPE),  # idem
    Register.NVO: Shape(re.compile(r"[0-9]{3,12}"), NumberProblem.ASSOCIATION_SHAPE),  # idem
}
KVK = Shape(re.compile(r"[0-9]{8}"), NumberProblem.KVK_SHAPE)


def normalised(number: str, register: Register | None = None) -> str:
    """Return `number` without spaces, dots, dashes and the name of its register: "BIG 1901 2345 625" -> digits."""
    compact = re.sub(r"[\s.\-/]", "", number).upper()
    return compact.removeprefix(register.value.upper()) if register else compact.removeprefix("KVK")


def register_number_problem(register: Register, number: str) -> NumberProblem | None:
    """Return what is wrong with a normalised `number` of `register`, None when nothing is."""
    shape = SHAPES[register]
    if looks_like_bsn(number):
        return NumberProblem.LOOKS_LIKE_BSN
    return None if shape.pattern.fullmatch(number) else shape.problem


def kvk_problem(number: str) -> NumberProblem | None:
    """Return what is wrong with a normalised number of the trade register, None when nothing is."""
    if looks_like_bsn(number):
        return NumberProblem.LOOKS_LIKE_BSN
    return None if KVK.pattern.fullmatch(number) else KVK.problem


def looks_like_bsn(number: str) -> bool:
    """Tell whether a nine-digit number passes the check of a citizen service number (elfproef)."""
    if not re.fullmatch(r"[0-9]{9}", number):
        return False
    try:
        bsn.validate(number)
    except ValidationError:
        return False
    return True


def big_profession(number: str) -> str:
    """Return the profession that the last two digits of a BIG number stand for; empty when not known here."""
    return BIG_PROFESSIONS.get(number[-2:], "") if re.fullmatch(r"[0-9]{11}", number) else ""
