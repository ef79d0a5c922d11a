"""Bringing every secret value under the current key, while the site goes on.

Nothing is remembered about how far it got: what still stands under another key says so itself, so a run that broke
off is simply run again.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from drakentemmers.kernel.encryption import Unreadable, key_of, seal
from drakentemmers.kernel.fields import EncryptedTextField, Sealed, encrypted_fields, field_keyring

BATCH = 500  # values; short transactions, so that nobody waits long
PASSES = 5  # rows that others hold at that moment are taken in a later pass


def secret_columns() -> list[EncryptedTextField]:
    """Return the secret fields of all models, in a fixed order."""
    models_ = sorted(apps.get_models(), key=lambda model: model._meta.db_table)
    return [field for model in models_ for field in encrypted_fields(model)]


def waiting(field: EncryptedTextField) -> models.QuerySet:
    """Return the rows whose value stands under another key than the current one."""
    rows = field.model._base_manager.exclude(**{f"{field.name}__sealed_with": field_keyring().current})
    return rows.exclude(**{f"{field.name}__isnull": True}).order_by("pk")


def rotate(field: EncryptedTextField, *, tell: Callable[[int], None]) -> list[str]:
    """Bring every value of a column under the current key; return the places of those that do not open.

    `tell` hears after each batch how many values were done in it. Values that are left because somebody kept changing
    them are still found by `waiting`.
    """
    unreadable: set[str] = set()
    for _ in range(PASSES):
        after: Any = None
        while batch := _values(field, after):
            tell(_write(field, _anew(field, batch, unreadable)))
            after = batch[-1][0]
        if waiting(field).count() <= len(unreadable):
            break
    return sorted(unreadable)


class SealedColumn:
    """One secret column as something that can be rotated."""

    def __init__(self, field: EncryptedTextField) -> None:
        self.field = field

    def __str__(self) -> str:
        return str(self.field)

    def waiting(self) -> int:
        return waiting(self.field).count()

    def waiting_by_key(self) -> Counter[str]:
        """Return how many values stand under which other key; "" for what names none."""
        sealed = waiting(self.field).order_by().values_list(self.field.name, flat=True)
        return Counter(key_of(value.text) for value in sealed.iterator())

    def rotate(self, *, tell: Callable[[int], None]) -> list[str]:
        return rotate(self.field, tell=tell)

    def closed(self) -> list[str]:
        """Return the places of the values that do not open with any key."""
        rows = self.field.model._base_manager.exclude(**{f"{self.field.name}__isnull": True}).order_by("pk")
        sealed = rows.values_list(self.field.row_attname, self.field.name).iterator()
        return [place for row, value in sealed if not _opens(value, place := self.field.context_at(str(row)))]


def _opens(value: Sealed, context: str) -> bool:
    try:
        value.open(context)
    except Unreadable:
        return False
    return True


def _values(field: EncryptedTextField, after: Any) -> list[tuple[Any, Any, Sealed]]:
    """Return the next values as (key of the row, what the value is bound to, sealed value)."""
    rows = waiting(field) if after is None else waiting(field).filter(pk__gt=after)
    return list(rows.values_list("pk", field.row_attname, field.name)[:BATCH])


def _anew(
    field: EncryptedTextField, batch: list[tuple[Any, Any, Sealed]], unreadable: set[str]
) -> list[tuple[str, Any, str]]:
    """Return (new, key of the row, old) for every value that opens."""
    written = []
    for pk, row, sealed in batch:
        context = field.context_at(str(row))
        try:
            new = seal(sealed.open(context), keyring=field_keyring(), context=context)
        except Unreadable:
            unreadable.add(context)
        else:
            written.append((new, pk, sealed.text))
    return written


def _write(field: EncryptedTextField, values: list[tuple[str, Any, str]]) -> int:
    """Replace each value that is still the old one; return how many were.

    Rows that somebody else holds are left alone: nobody is kept waiting while waiting for another.
    """
    model, name = field.model, connection.ops.quote_name
    key = model._meta.pk
    with transaction.atomic():
        rows = model._base_manager.filter(pk__in=[pk for _, pk, _ in values])
        free = rows.select_for_update(
            skip_locked=connection.features.has_select_for_update_skip_locked, no_key=True
        )
        mine = set(free.values_list("pk", flat=True))
        changes = [change for change in values if change[1] in mine]
        table, column, identity = name(model._meta.db_table), name(field.column), name(key.column)
        with connection.cursor() as cursor:
            cursor.executemany(
                f"UPDATE {table} SET {column} = %s WHERE {identity} = %s AND {column} = %s",  # noqa: S608  our own names
                [(new, key.get_db_prep_value(pk, connection), old) for new, pk, old in changes],
            )
            return max(cursor.rowcount, 0) if changes else 0
