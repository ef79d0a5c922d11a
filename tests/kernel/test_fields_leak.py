"""What is secret is not to be found in the database as it lies on the disk, nor in a dump of it."""

import subprocess
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

from drakentemmers.accounts.rules import Role
from drakentemmers.directory.actions.imports import keep_draft as keep_sheet
from drakentemmers.directory.models import Location
from drakentemmers.kernel.rotation import secret_columns
from drakentemmers.matching.actions.drafts import keep_draft
from drakentemmers.matching.actions.questions import decline
from drakentemmers.matching.course import DeclineReason
from tests.factories.accounts import person_with
from tests.factories.directory import LocationFactory, WorkLocationFactory
from tests.factories.matching import asked, therapist

CANARIES = {
    "street": "Kanariestraat",
    "name of a place": "Kanarienest",
    "town of a place": "Kanariedorp",
    "note": "Kanariezang",
    "explanation": "Kanarieuitleg",
    "draft": "Kanarieconcept",
    "sheet": "Kanarielijst",
}


def on_the_disk() -> bytes:
    """Return the bytes of SQLite's files, or every row of every table of PostgreSQL as text."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(FULL)")
        file = Path(connection.settings_dict["NAME"])
        files = [str(path) for path in file.parent.glob(f"{file.name}*")]
        # Another process reads them: closing a file takes every lock on it from this one, SQLite's own with them.
        return subprocess.run(["/bin/cat", *files], capture_output=True, check=True).stdout
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        dump = []
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608  our own tables
            dump += [row[0] for row in cursor.fetchall()]
    return "\n".join(dump).encode()


@pytest.mark.django_db(transaction=True)
def test_no_canary_stands_in_the_database(now):
    place = LocationFactory(
        street=f"{CANARIES['street']} 1",
        name=CANARIES["name of a place"],
        place_name=CANARIES["town of a place"],
        postcode="9876 QX",
    )
    WorkLocationFactory(street=f"{CANARIES['street']} 2", postcode="9876")
    (question,) = asked(now, therapist(now=now))
    question.request.note = CANARIES["note"]
    question.request.save()
    decline(
        question=question, reason=DeclineReason.OTHER, explanation=CANARIES["explanation"], by=None, now=now
    )
    keep_draft(data=f"note={CANARIES['draft']}", note="", by=person_with(Role.MEMBER), now=now)
    office = person_with(Role.ADMINISTRATOR)
    keep_sheet(file_name="x.csv", content=f"naam\n{CANARIES['sheet']}".encode(), by=office, now=now)
    assert Location.objects.get(pk=place.pk).street == "Kanariestraat 1"
    disk = on_the_disk()
    assert office.email.encode() in disk  # the search finds what is there
    assert [name for name, text in CANARIES.items() if text.encode() in disk] == []
    assert b"9876 QX" not in disk


def test_every_column_that_was_secret_stays_secret():
    """A model that loses its encryption is noticed here."""
    assert {str(field) for field in secret_columns()} >= {
        *(f"directory.Location.{name}" for name in ("name", "street", "postcode", "place_name")),
        *(
            "directory.WorkLocation.street",
            "directory.WorkLocation.postcode",
            "directory.ImportDraft.encoded",
        ),
        *("matching.TreatmentRequest.note", "matching.Question.explanation", "matching.RequestStep.text"),
        "matching.RequestDraft.data",
    }


def test_the_models_of_the_house_have_no_other_field_for_bytes():
    """Bytes would pass unseen by the fields that are sealed."""
    house = [model for model in apps.get_models() if model.__module__.startswith("drakentemmers.")]
    binary = [
        f"{field}"
        for model in house
        for field in model._meta.concrete_fields
        if "Binary" in type(field).__name__
    ]
    assert binary == []
