"""A set of named values in one integer column: one bit a member, the same on SQLite and PostgreSQL."""

from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.lookups import Lookup


def mask_of(members: Iterable[StrEnum], kind: type[StrEnum]) -> int:
    """Return the bit mask of `members`. A member's bit is its place in the enum, so enums only grow at the end."""
    places = {member: place for place, member in enumerate(kind)}
    return sum(1 << places[kind(member)] for member in set(members))


@lru_cache(maxsize=20_000)
def members_of(mask: int, kind: type[StrEnum]) -> frozenset[StrEnum]:
    """Return the members whose bits stand in `mask`."""
    return frozenset(member for place, member in enumerate(kind) if mask >> place & 1)


class EnumSetField(models.BigIntegerField):
    """Keeps a frozenset of members of one StrEnum (at most 63 of them)."""

    _pyi_private_set_type: frozenset[Any]
    _pyi_private_get_type: frozenset[Any]  # what the type checker sees; the base class says int

    def __init__(self, kind: type[StrEnum], **options: Any) -> None:
        self.kind = kind
        options.setdefault("default", frozenset)
        options.setdefault("blank", True)
        super().__init__(**options)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, options = super().deconstruct()
        return name, path, [self.kind, *args], options

    def from_db_value(self, value: int | None, *_: Any) -> frozenset[StrEnum]:
        return members_of(value or 0, self.kind)

    def to_python(self, value: Any) -> Any:
        if value is None or isinstance(value, frozenset):
            return value if value is not None else frozenset()
        if isinstance(value, int):
            return members_of(value, self.kind)
        try:
            return frozenset(self.kind(item) for item in value)
        except ValueError as error:
            raise ValidationError(str(error)) from error

    @property
    def validators(self) -> list[Any]:
        """A set has no lowest or highest value; its members were checked by becoming members."""
        return []

    def get_prep_value(self, value: Any) -> int:
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        return mask_of(value or (), self.kind)

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.get_prep_value(self.value_from_object(obj)))

    def formfield(self, **options: Any) -> None:
        """Forms name their own choices and labels; there is no sensible default."""


class _SetLookup(Lookup):
    def get_prep_lookup(self) -> int:
        kind = self.lhs.output_field.kind
        value = [self.rhs] if isinstance(self.rhs, str) else self.rhs
        return mask_of(value, kind)

    def _sides(self, compiler: Any, connection: Any) -> tuple[str, list[Any], int]:
        lhs, lhs_params = self.process_lhs(compiler, connection)
        return lhs, list(lhs_params), self.rhs


@EnumSetField.register_lookup
class Overlaps(_SetLookup):
    """`field__overlaps={A, B}`: at least one of them stands in the set."""

    lookup_name = "overlaps"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        lhs, params, mask = self._sides(compiler, connection)
        return f"({lhs} & %s) <> 0", [*params, mask]


@EnumSetField.register_lookup
class Has(Overlaps):
    """`field__has=A`: this one stands in the set."""

    lookup_name = "has"


@EnumSetField.register_lookup
class ContainsAll(_SetLookup):
    """`field__contains_all={A, B}`: all of them stand in the set."""

    lookup_name = "contains_all"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        lhs, params, mask = self._sides(compiler, connection)
        return f"({lhs} & %s) = %s", [*params, mask, mask]
