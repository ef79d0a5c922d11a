"""What the page of emergency access shows: the own questions, and for guardians what waits and what is open now."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Model, Q

from drakentemmers.accounts.access import Reason
from drakentemmers.accounts.doors import DOORS, door_of
from drakentemmers.accounts.emergency import ASKED_LASTS, Stage
from drakentemmers.accounts.labels import label
from drakentemmers.accounts.models import EmergencyAccess, User
from drakentemmers.accounts.permissions import Permission

LATELY = timedelta(days=30)
AT_MOST = 30
MOST_RECORDS = 200


@dataclass(frozen=True, slots=True)
class EmergencyLine:
    """One request for emergency access, as this viewer may see it."""

    pk: str
    who: str
    organisation: str
    what: str  # "" : everything of the organisation
    reason: str
    line: str
    hours: int
    asked_at: datetime
    stage: str
    decided_by: str
    ends_at: datetime | None
    is_live: bool
    is_waiting: bool
    is_mine: bool
    may_decide: bool
    exists: bool  # told to who decides, never to who asks
    url: str
    records: list[Model]  # everything of the organisation that is open now, newest first


def emergencies_for(viewer: User, now: datetime) -> list[EmergencyLine]:
    """Return the own questions of the last month, for a guardian everybody's; waiting and open ones first."""
    guards = viewer.has_perm(Permission.GRANT_EMERGENCY)
    rows = EmergencyAccess.objects.filter(asked_at__gt=now - LATELY)
    if not guards:
        rows = rows.filter(asked_by=viewer)
    rows = rows.select_related("asked_by", "organisation", "decided_by").order_by("-asked_at", "pk")
    lines = [_line(row, viewer, now, guards=guards) for row in rows[:AT_MOST]]
    return sorted(lines, key=lambda line: (not line.is_waiting, not line.is_live))


def waiting(viewer: User, now: datetime) -> int:
    """Return how many questions wait for a second person other than who asked; one query."""
    rows = EmergencyAccess.objects.filter(
        ~Q(asked_by=viewer), stage=Stage.ASKED, asked_at__gt=now - ASKED_LASTS
    )
    return rows.count()


def _line(row: EmergencyAccess, viewer: User, now: datetime, *, guards: bool) -> EmergencyLine:
    mine, case = row.asked_by_id == viewer.pk, row.case
    return EmergencyLine(
        pk=row.pk,
        who=row.asked_by.name,
        organisation=row.organisation.name,
        what=row.asked_for,
        reason=label(Reason(row.reason)),
        line=row.line,
        hours=row.hours,
        asked_at=row.asked_at,
        stage=_stage(row, now),
        decided_by=row.decided_by.name if row.decided_by else "",
        ends_at=row.ends_at,
        is_live=case.is_live(now),
        is_waiting=case.waits(now),
        is_mine=mine,
        may_decide=guards and not mine and case.waits(now),
        exists=not row.asked_for or bool(row.subject_id),
        url=_url(row) if mine and case.is_live(now) else "",
        records=_records(row) if mine and case.is_live(now) and not row.asked_for else [],
    )


def _stage(row: EmergencyAccess, now: datetime) -> str:
    if row.stage == Stage.GRANTED and not row.case.is_live(now):
        return label(Stage.STOPPED)
    if row.stage == Stage.ASKED and not row.case.waits(now):
        return label(Stage.WITHDRAWN)
    return label(Stage(row.stage))


def _records(row: EmergencyAccess) -> list[Model]:
    """What the whole organisation has, of the kinds that people know by a name."""
    doors = [door for door in DOORS.values() if door.find is not None]
    return [
        record
        for door in doors
        for record in door.visible_to(row.asked_by).filter(organisation=row.organisation_id)[:MOST_RECORDS]
    ]


def page_of(record: Model) -> str:
    """Return where a record is read."""
    return door_of(record).page_of(record)


def _url(row: EmergencyAccess) -> str:
    for door in DOORS.values():
        if door.subject_type == row.subject_type:
            record = door.model._default_manager.filter(pk=row.subject_id).first()
            return door.page_of(record) if record else ""
    return f"/organisaties/{row.organisation_id}"
