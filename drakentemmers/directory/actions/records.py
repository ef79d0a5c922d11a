"""Saving a record that several people edit: under a lock, against a version, only what really differs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from drakentemmers.directory.actions.errors import VersionConflict
from drakentemmers.kernel.models import VersionedRecord

Row = TypeVar("Row", bound=VersionedRecord)


def locked(row: Row, expected_version: int | None) -> Row:
    """Return a fresh copy of `row` under a lock; VersionConflict when it is not at `expected_version` (if given)."""
    fresh = type(row)._default_manager.select_for_update().get(pk=row.pk)
    if expected_version is not None and fresh.version != expected_version:
        raise VersionConflict(expected_version, fresh.version)
    return fresh


def put(row: Row, fields: Mapping[str, Any], allowed: frozenset[str]) -> list[str]:
    """Put `fields` on `row` without saving and return the names that changed; ValueError for one not `allowed`."""
    unknown = set(fields) - allowed
    if unknown:
        raise ValueError(f"not for this action: {', '.join(sorted(unknown))}")
    changed = [name for name, value in fields.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, fields[name])
    return sorted(changed)


def save_next_version(row: Any, *, now: datetime) -> None:
    """Save `row` as the version after the one that was read."""
    row.version += 1
    row.updated_at = now
    row.save()
