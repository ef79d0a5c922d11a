"""Migrations that seal columns which held plain text, and make them plain again."""

from types import SimpleNamespace

from django.db import connection, models
from django.db.migrations.loader import MigrationLoader

from drakentemmers.directory.models import Location
from drakentemmers.kernel import sealing
from tests.factories.directory import LocationFactory

BEFORE = ("directory", "0003_regions_get_a_code_by_themselves")


def test_columns_are_sealed_batch_by_batch_and_made_plain_again(db, monkeypatch):
    monkeypatch.setattr(sealing, "BATCH", 2)
    rows = LocationFactory.create_batch(5)
    texts = {row.pk: (f"Weg {number}", "" if number == 1 else "1315 AB") for number, row in enumerate(rows)}
    for pk, (street, postcode) in texts.items():
        with connection.cursor() as cursor:
            update = "UPDATE directory_location SET street = %s, postcode = %s WHERE id = %s"
            cursor.execute(update, [street, postcode, pk])
    state = MigrationLoader(connection).project_state(BEFORE)
    for name in ("street", "postcode"):
        state.alter_field("directory", "location", name, models.TextField(blank=True), preserve_default=True)
    then = state.apps
    step = sealing.seal_columns("directory", "Location", ["street", "postcode"])
    editor = SimpleNamespace(connection=connection)
    step.code(then, editor)
    assert {row.pk: (row.street, row.postcode) for row in Location.objects.all()} == texts
    step.reverse_code(then, editor)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, street, postcode FROM directory_location")
        assert {pk: (street, postcode) for pk, street, postcode in cursor.fetchall()} == texts
