"""A log to tamper with, the way somebody does who owns the database but not the keys."""

from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from drakentemmers.accounts.models import Organisation
from drakentemmers.audit import guards
from drakentemmers.audit.actions import record
from drakentemmers.audit.actions.sealing import seal_left_behind
from drakentemmers.audit.models import Event, Seal
from drakentemmers.audit.read.verification import verify
from drakentemmers.audit.verifying import Fault

BEGIN = datetime.fromisoformat("2026-11-01T09:00:00+01:00")


def write_events(count: int, *, begin: datetime = BEGIN) -> list[Event]:
    """Write and seal `count` events, a minute apart."""
    events = [
        record(
            "organisation.changed",
            Organisation(pk=f"{number:012d}"),
            by=None,
            now=begin + timedelta(minutes=number),
            version=number,
        )
        for number in range(1, count + 1)
    ]
    seal_left_behind(now=timezone.now())
    return events


def sql(statement: str, *values: object) -> None:
    """Do something behind the back of the platform."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def break_in() -> None:
    """Take the triggers away, as the owner of a database can."""
    guards.lift(connection)


def found() -> tuple[Fault, int] | None:
    """Return what verifying names first: what is wrong, and at which link."""
    finding = verify().finding
    return (finding.fault, finding.position) if finding else None


def event_at(position: int) -> int:
    """Return the id of the event that a link seals."""
    return Seal.objects.values_list("event_id", flat=True).get(position=position)
