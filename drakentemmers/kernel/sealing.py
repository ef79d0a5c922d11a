"""Turning plain columns into sealed ones in a migration, and back.

A migration first makes the column a `TextField`, then runs `seal_columns(...)`, then makes it an
`EncryptedTextField`; the last step is a change of words only. A new column comes with `*add_sealed(...)`.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

from drakentemmers.kernel.encryption import seal, unseal
from drakentemmers.kernel.fields import EncryptedTextField, field_keyring

BATCH = 500  # rows


def seal_columns(app: str, model: str, columns: Sequence[str], *, row: str = "pk") -> migrations.RunPython:
    """Return the step that seals plain texts under the current key; backwards it makes them plain again."""
    return migrations.RunPython(
        _each(app, model, columns, row, _sealed), _each(app, model, columns, row, _plain)
    )


def add_sealed(app: str, model: str, name: str, field: EncryptedTextField) -> list[Operation]:
    """Return the steps that add a secret column to a table that has rows; they get an empty text, sealed."""
    return [
        migrations.AddField(model, name, models.TextField(default=""), preserve_default=False),
        seal_columns(app, model, [name], row=field.row),
        migrations.AlterField(model, name, field),
    ]


def _sealed(text: str, context: str) -> str:
    return seal(text, keyring=field_keyring(), context=context)


def _plain(text: str, context: str) -> str:
    return unseal(text, keyring=field_keyring(), context=context)


def _each(
    app: str, model: str, columns: Sequence[str], row: str, change: Callable[[str, str], str]
) -> Callable[[Any, BaseDatabaseSchemaEditor], None]:
    def run(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        kind: type[models.Model] = apps.get_model(app, model)
        rows = kind._base_manager.using(editor.connection.alias).order_by("pk")
        batch = list(rows[:BATCH])
        while batch:
            for found in batch:
                place = getattr(found, "pk" if row == "pk" else kind._meta.get_field(row).attname)
                for column in columns:
                    text, context = getattr(found, column), f"{kind._meta.db_table}:{column}:{place}"
                    setattr(found, column, None if text is None else change(text, context))
            rows.bulk_update(batch, columns)
            batch = list(rows.filter(pk__gt=batch[-1].pk)[:BATCH])

    return run
