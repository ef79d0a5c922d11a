"""A copy of what is kept about somebody. Every app hands in its parts; `home` makes two files of them.

A part tells about the person and what the person did, never about somebody else: no client, no colleague, no text of
another. Lines hold values as rows have them. For machines `plain` writes them: codes, and moments in UTC (ISO 8601).
For people `home` writes them: moments as on the clock on the wall, codes as `Part.words` says them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

if TYPE_CHECKING:
    from drakentemmers.accounts.models import User

Line = dict[str, Any]
Words = Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class Part:
    """One table of the copy. `columns` names every key a line may have, as it is called on paper."""

    key: str
    title: Promise
    columns: Mapping[str, Promise]
    lines: Callable[["User"], list[Line]]
    note: Promise | str = ""  # what is left out on purpose
    words: Mapping[str, Words] = field(default_factory=dict)  # of the columns that hold codes


def lines_of(rows: Any, *names: str) -> list[Line]:
    """Return the attributes `names` of every row."""
    return [{name: getattr(row, name) for name in names} for row in rows]


def said(label: Callable[[StrEnum], str], *kinds: type[StrEnum]) -> Words:
    """Return how a column with codes of `kinds` is said; of a set, every code in the order of its kind."""
    members = [member for kind in kinds for member in kind]

    def words(value: Any) -> str:
        if isinstance(value, frozenset | set):
            return ", ".join(label(member) for member in members if member in value)
        return next((label(member) for member in members if member == value), str(value))

    return words


def plain(value: Any) -> Any:
    """Return a value as JSON knows it; moments in UTC."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset | set):
        return sorted(str(member) for member in value)
    return value if value is None or isinstance(value, bool | int | float) else str(value)
