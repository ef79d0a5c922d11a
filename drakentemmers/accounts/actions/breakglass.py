"""Emergency access: asking, granting by a second person, refusing, taking back, stopping. It ends by itself."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from drakentemmers.accounts import emergency as rules
from drakentemmers.accounts.access import Reason
from drakentemmers.accounts.actions.alarms import ask_guardians, guardians, tell_asker
from drakentemmers.accounts.actions.opening import read_reason
from drakentemmers.accounts.doors import DOORS
from drakentemmers.accounts.emergency import Move, Stage
from drakentemmers.accounts.models import EmergencyAccess, Organisation, User
from drakentemmers.accounts.moves import MoveRefused
from drakentemmers.accounts.permissions import Permission, demand
from drakentemmers.audit.actions import record


@transaction.atomic
def ask_emergency(
    *,
    organisation: Organisation,
    asked_for: str,
    reason: Reason,
    line: str,
    hours: int,
    by: User,
    now: datetime,
) -> EmergencyAccess:
    """Ask access to one record of an organisation by the name people use for it, or (empty) to all of them.

    Whoever asks never hears whether there is such a record; the second person sees it. Raises ValidationError.
    """
    demand(by, Permission.ASK_EMERGENCY)
    _code, line = read_reason(f"{reason}:{line}")
    if not rules.SHORTEST_HOURS <= hours <= rules.LONGEST_HOURS:
        raise ValidationError({"hours": _("Choose between 1 and 24 hours.")})
    asked_for = " ".join(asked_for.split())[:40]
    subject_type, subject_id = _found(organisation, asked_for)
    made = EmergencyAccess.objects.create(
        asked_by=by,
        asked_at=now,
        organisation=organisation,
        asked_for=asked_for,
        subject_type=subject_type,
        subject_id=subject_id,
        reason=reason,
        line=line,
        hours=hours,
        stage_since=now,
    )
    record("emergency.asked", made, by=by, now=now, on_behalf_of=organisation.pk, purpose=f"{reason}: {line}")
    ask_guardians(made, now=now)
    return made


@transaction.atomic
def grant(*, emergency: EmergencyAccess, by: User, now: datetime) -> None:
    """Open the door for the asked hours, as a second person. Raises MoveRefused and PermissionDenied.

    Somebody of the asker's own organisation grants only when there is no other guardian.
    """
    row = _locked(emergency)
    demand(by, Permission.GRANT_EMERGENCY, row)
    if not may_grant(row, by, now):
        raise PermissionDenied(Permission.GRANT_EMERGENCY)
    if row.asked_for and not row.subject_id:
        raise MoveRefused("there is no such record")
    row.ends_at = rules.ends_at(now, row.hours)
    _move(row, Move.GRANT, by=by, now=now, hours=row.hours)
    tell_asker(row, now=now)


@transaction.atomic
def refuse(*, emergency: EmergencyAccess, by: User, now: datetime) -> None:
    """Say no, as a second person. Raises MoveRefused and PermissionDenied."""
    row = _locked(emergency)
    demand(by, Permission.GRANT_EMERGENCY, row)
    _move(row, Move.REFUSE, by=by, now=now)
    tell_asker(row, now=now)


@transaction.atomic
def withdraw(*, emergency: EmergencyAccess, by: User, now: datetime) -> None:
    """Take one's own question back. Raises MoveRefused."""
    _move(_locked(emergency), Move.WITHDRAW, by=by, now=now)


@transaction.atomic
def stop(*, emergency: EmergencyAccess, by: User, now: datetime) -> None:
    """End it before its time: who asked, or a guardian. It holds from the next request on. Raises MoveRefused."""
    row = _locked(emergency)
    if by.pk != row.asked_by_id:
        demand(by, Permission.GRANT_EMERGENCY, row)
    _move(row, Move.STOP, by=by, now=now)


def may_grant(emergency: EmergencyAccess, by: User, now: datetime) -> bool:
    """Tell whether `by` is far enough from who asked: of another organisation, where there is such a guardian."""
    if by.pk == emergency.asked_by_id:
        return False
    theirs = emergency.asked_by.organisation_ids()
    if not theirs & by.organisation_ids():
        return True
    others = [user for user in guardians(now) if user.pk not in (by.pk, emergency.asked_by_id)]
    return all(theirs & user.organisation_ids() for user in others)


def _found(organisation: Organisation, asked_for: str) -> tuple[str, str]:
    if not asked_for:
        return "", ""
    for door in DOORS.values():
        found = door.find(organisation, asked_for) if door.find else None
        if found is not None:
            return door.subject_type, str(found.pk)
    return "", ""


def _locked(emergency: EmergencyAccess) -> EmergencyAccess:
    rows = EmergencyAccess.objects.select_for_update(of=("self",)).select_related("asked_by", "organisation")
    return rows.get(pk=emergency.pk)


def _move(row: EmergencyAccess, move: Move, *, by: User, now: datetime, **details: Any) -> None:
    row.stage, row.stage_since = rules.after(row.case, move, by=by.pk, now=now), now
    if row.stage in {Stage.GRANTED, Stage.REFUSED}:
        row.decided_by = by
    if row.stage == Stage.STOPPED:
        row.ends_at = now
    row.save()
    record(f"emergency.{row.stage}", row, by=by, now=now, on_behalf_of=row.organisation_id, **details)
