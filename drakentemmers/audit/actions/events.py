"""Writing what somebody did, and what somebody saw."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings
from django.db.models import Model

from drakentemmers.audit.actions.sealing import seal_soon
from drakentemmers.audit.chain import event_hash, plain
from drakentemmers.audit.models import Event
from drakentemmers.audit.origin import current_origin, process_name
from drakentemmers.audit.rules import Kind, Sensitivity, kind_of, one_line
from drakentemmers.kernel.keys import parse_keyring

MOST_IDS = 100  # of records seen at once; how many there were is kept as `count`


class Actor(Protocol):
    """Whoever acts: a user of the platform."""

    pk: Any
    name: str

    def role_names(self) -> list[str]:
        """The roles the actor holds at this moment."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Records seen together, by id: for a list or an export that never makes rows of them."""

    model: type[Model]
    ids: Sequence[str]


def record(
    action: str,
    subject: Model,
    *,
    by: Actor | None,
    now: datetime,
    on_behalf_of: str = "",
    outcome: str = "done",
    purpose: str = "",
    **details: Any,
) -> Event:
    """Write that `by` (None: the system) did `action` to `subject` at `now`.

    `on_behalf_of` is the id of the organisation in whose name, `purpose` why. `details` are JSON values that help to
    understand the event later; never free text about a client, a secret address or a token.
    """
    event = _event(
        action,
        by=by,
        now=now,
        on_behalf_of=on_behalf_of,
        outcome=outcome,
        purpose=purpose,
        details=details,
        **_one(subject),
    )
    event.save(force_insert=True)
    seal_soon([event])
    return event


def record_all(
    action: str,
    subjects: Iterable[Model],
    *,
    by: Actor | None,
    now: datetime,
    on_behalf_of: str = "",
    purpose: str = "",
    **details: Any,
) -> None:
    """Write that `by` did `action` to every one of `subjects`: for many rows made in one go."""
    events = [
        _event(
            action,
            by=by,
            now=now,
            on_behalf_of=on_behalf_of,
            purpose=purpose,
            details=details,
            **_one(subject),
        )
        for subject in subjects
    ]
    seal_soon(Event.objects.bulk_create(events, batch_size=1000))


def record_read(
    subjects: Model | Iterable[Model] | Rows,
    *,
    by: Actor | None,
    now: datetime,
    action: str = "",
    purpose: str = "",
    on_behalf_of: str = "",
    outcome: str = "done",
    **details: Any,
) -> Event:
    """Write that `by` saw, searched, printed or took out `subjects`: one event, however many records there are.

    `action` ends in what was done: read, listed, searched, printed, exported ("request.read"); by default it is the
    name of the model with "read" or "listed". Of several records the first hundred ids and the number are kept.
    """
    seen = _one(subjects) if isinstance(subjects, Model) else _several(subjects)
    word = "read" if isinstance(subjects, Model) else "listed"
    action = action or f"{seen['subject_type'].rpartition('.')[2]}.{word}"
    event = _event(
        action,
        by=by,
        now=now,
        on_behalf_of=on_behalf_of,
        outcome=outcome,
        purpose=purpose,
        details=seen.pop("details", {}) | details,
        **seen,
    )
    if event.kind == Kind.WRITE:
        raise ValueError(
            f"{action!r} does not say how it was seen: end it in .read, .searched, .exported ..."
        )
    event.save(force_insert=True)
    seal_soon([event])
    return event


def _one(subject: Model) -> dict[str, Any]:
    return {
        "subject_type": subject._meta.label_lower,
        "subject_id": str(subject.pk),
        "sensitivity": _level(subject),
    }


def _several(subjects: Iterable[Model] | Rows) -> dict[str, Any]:
    if isinstance(subjects, Rows):
        ids, models, levels = list(map(str, subjects.ids)), {subjects.model}, {_level(subjects.model)}
    else:
        rows = list(subjects)
        ids, models, levels = (
            [str(row.pk) for row in rows],
            {type(row) for row in rows},
            set(map(_level, rows)),
        )
    return {
        "subject_type": ",".join(sorted(model._meta.label_lower for model in models))[:80],
        "subject_id": "",
        "sensitivity": max(levels, key=list(Sensitivity).index, default=Sensitivity.ORDINARY),
        "details": {"ids": ids[:MOST_IDS], "count": len(ids)},
    }


def _level(thing: Model | type[Model]) -> Sensitivity:
    """How sensitive a record is; a model for which that differs per row counts as its most ordinary one."""
    level = getattr(thing, "log_sensitivity", Sensitivity.ORDINARY)
    return level if isinstance(level, Sensitivity) else Sensitivity.ORDINARY


def _event(
    action: str, *, by: Actor | None, now: datetime, details: dict[str, Any], purpose: str, **fields: Any
) -> Event:
    """Return an event, not saved yet, with its keyed hash."""
    origin, keyring = current_origin(), parse_keyring(settings.LOG_KEYS)
    event = Event(
        uid=secrets.token_hex(8),
        at=now,
        kind=kind_of(action),
        action=action,
        actor_id="" if by is None else str(by.pk),
        actor_name="" if by is None else one_line(by.name),
        actor_roles="" if by is None else ",".join(by.role_names())[:200],
        purpose=one_line(purpose)[:300],
        address=origin.address,
        route=origin.route[:100],
        request_id=origin.request_id,
        process=process_name(),
        details=plain(details),
        key_id=keyring.current,
        **fields,
    )
    event.mac = event_hash(keyring.current_key, event.hashed_values())
    return event
