"""Which records are sensitive, and what the one door (`actions.opening`) must know of each kind.

This floor does not know what stands on it: an app registers its kind of record in its `permissions.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.functional import Promise

from drakentemmers.accounts.models import Organisation, User


@dataclass(frozen=True, slots=True)
class Door:
    """One kind of sensitive record."""

    kind: str  # in addresses and in the log
    name: str | Promise  # on screen
    model: type[Model]
    visible_to: Callable[[User], QuerySet[Any]]  # what this person may know of
    is_own_work: Callable[[User, Any], bool]  # opens without a reason
    organisation_of: Callable[[Any], str]  # whose it is, by id
    page_of: Callable[[Any], str]  # where it is read
    find: Callable[[Organisation, str], Model | None] | None = None  # by the name people use for it
    seen_at: Callable[[Any], str] | None = None  # where those whose it is read who saw it

    @property
    def subject_type(self) -> str:
        return self.model._meta.label_lower


DOORS: dict[str, Door] = {}


def guard(door: Door) -> None:
    """Put a kind of record behind the door; once."""
    DOORS[door.kind] = door


def door_of(record: Model) -> Door:
    """Return the door of a record; LookupError when its kind is not behind one."""
    for door in DOORS.values():
        if isinstance(record, door.model):
            return door
    raise LookupError(record._meta.label)
