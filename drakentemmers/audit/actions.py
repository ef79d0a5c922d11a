"""Writing in the log: the only way in."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol

from django.db.models import Model

from drakentemmers.audit.models import Event


class Actor(Protocol):
    """Whoever acts: a user of the platform."""

    pk: Any
    name: str

    def role_names(self) -> list[str]:
        """The roles the actor holds at this moment."""


def record(
    action: str,
    subject: Model,
    *,
    by: Actor | None,
    now: datetime,
    on_behalf_of: str = "",
    outcome: str = "done",
    **details: Any,
) -> Event:
    """Write that `by` (None: the system) did `action` to `subject` at `now`.

    `details` are JSON values that help to understand the event later; never free text about a client.
    """
    return Event.objects.create(
        at=now,
        action=action,
        actor_id="" if by is None else str(by.pk),
        actor_name="" if by is None else by.name,
        actor_roles="" if by is None else ",".join(by.role_names())[:200],
        on_behalf_of=on_behalf_of,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        outcome=outcome,
        details=details,
    )


def record_all(
    action: str, subjects: Iterable[Model], *, by: Actor | None, now: datetime, **details: Any
) -> None:
    """Write that `by` did `action` to every one of `subjects`: for many rows made in one go."""
    who = ("", "", "") if by is None else (str(by.pk), by.name, ",".join(by.role_names())[:200])
    Event.objects.bulk_create(
        (
            Event(
                at=now,
                action=action,
                actor_id=who[0],
                actor_name=who[1],
                actor_roles=who[2],
                subject_type=subject._meta.label_lower,
                subject_id=str(subject.pk),
                details=details,
            )
            for subject in subjects
        ),
        batch_size=1000,
    )
