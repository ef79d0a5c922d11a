"""From the text in a cell to a value, with what to do when it is none."""

import re
from datetime import date
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from drakentemmers.directory.labels import label
from drakentemmers.directory.numbers import kvk_problem, normalised, register_number_problem
from drakentemmers.directory.place_names import search_name
from drakentemmers.directory.read.places import PlaceFound, place_problem, resolve_place
from drakentemmers.directory.rules import Register
from drakentemmers.directory.sheets.columns import Column

YES, NO = frozenset({"ja", "j", "yes", "1", "x"}), frozenset({"nee", "n", "no", "0"})
SPOTS = re.compile(r"^(?P<place>.+?)\s*(?:\((?P<km>\d{1,3})\s*km\))?$")
USUAL_RADIUS_KM = 25
SHOWN_VALUES = 12


class BadCell(Exception):  # noqa: N818
    """What to do about a cell; the reader adds where it stands."""

    def __init__(self, advice: str) -> None:
        super().__init__(advice)
        self.advice = advice


def word_in(kind: type[StrEnum], text: str) -> StrEnum:
    """Return the member that is called `text` on screen, or stored as it; capitals and accents do not matter."""
    wanted = search_name(text)
    for member in kind:
        if wanted in (search_name(label(member)), search_name(member.value)):
            return member
    names = [label(member) for member in kind]
    listed = ", ".join(names[:SHOWN_VALUES]) + (" …" if len(names) > SHOWN_VALUES else "")
    raise BadCell(_("Use one of: %(values)s") % {"values": listed})


def parts_of(text: str) -> list[str]:
    """Return what stands between the ; of a cell."""
    return [part.strip() for part in text.split(";") if part.strip()]


def value_of(column: Column, text: str) -> Any:
    """Return the value of a cell for its column; BadCell when it is none."""
    if column.required and not text:
        raise BadCell(_("Fill this in."))
    if len(text) > column.length:
        raise BadCell(_("Make this shorter: at most %(n)s characters.") % {"n": column.length})
    if column.words and column.many:
        return frozenset(word_in(column.words, part) for part in parts_of(text))
    if column.words:
        return word_in(column.words, text) if text else ""
    reader = READERS.get(column.field)
    if reader:
        return reader(text)
    if column.field.startswith("registration_"):
        return _register_number(Register(column.field.removeprefix("registration_")), text)
    return text


def _email(text: str) -> str:
    if text:
        try:
            validate_email(text)
        except ValidationError as error:
            raise BadCell(_("Fill in an e-mail address, such as naam@praktijk.nl.")) from error
    return text.lower()


def _website(text: str) -> str:
    if text:
        try:
            URLValidator(schemes=["http", "https"])(text)
        except ValidationError as error:
            raise BadCell(_("Fill in a web address, such as https://praktijk.nl.")) from error
    return text


def _yes_or_no(text: str) -> bool | None:
    if text.lower() in YES:
        return True
    if text.lower() in NO:
        return False
    if not text:
        return None
    raise BadCell(_("Fill in ja or nee."))


def _yes(text: str) -> bool:
    return bool(_yes_or_no(text))


def _day(text: str) -> date | None:
    if not text:
        return None
    found = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text)
    turned = re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", text)
    numbers = [int(part) for part in (found.groups() if found else turned.groups()[::-1] if turned else ())]
    try:
        return date(*numbers)
    except (TypeError, ValueError) as error:
        raise BadCell(_("Fill in a date, such as 31-12-2027.")) from error


def _kvk(text: str) -> str:
    number = normalised(text)
    problem = kvk_problem(number) if number else None
    if problem:
        raise BadCell(label(problem))
    return number


def _register_number(register: Register, text: str) -> str:
    number = normalised(text, register)
    problem = register_number_problem(register, number) if number else None
    if problem:
        raise BadCell(label(problem))
    return number


def _place(text: str) -> PlaceFound | None:
    found = resolve_place(text) if text else None
    if text and found is None:
        raise BadCell(place_problem(text))
    return found


def _spots(text: str) -> list[tuple[PlaceFound, int]]:
    spots = []
    for part in parts_of(text):
        found = SPOTS.match(part)
        place = _place(found["place"]) if found else None
        if found and place:
            spots.append((place, int(found["km"] or USUAL_RADIUS_KM)))
    return spots


READERS: dict[str, Any] = {
    "email": _email,
    "supervised_by": _email,
    "website": _website,
    "is_confidential": _yes_or_no,
    "works_with_interpreter": _yes,
    "quality_mark_until": _day,
    "kvk_number": _kvk,
    "place": _place,
    "places": _spots,
    "regions": parts_of,
}
