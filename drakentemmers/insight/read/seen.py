"""Who saw a record: grouped by person, day and deed, so that it reads like an answer and not like a log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from drakentemmers.accounts.models import EmergencyAccess, User
from drakentemmers.audit.models import Event
from drakentemmers.insight.labels import label, verb_label
from drakentemmers.insight.models import Review
from drakentemmers.insight.read.lines import organisation_names, purpose_in_words, roles_in_words, who_did
from drakentemmers.insight.read.looks import EMERGENCY
from drakentemmers.insight.read.search import Asked, Cursor, search
from drakentemmers.insight.read.subjects import Found
from drakentemmers.insight.rules import Verdict
from drakentemmers.kernel.clock import local_date

AT_ONCE = 300  # events, before grouping
ABOUT_ITSELF = "who_saw.read"  # asking who saw it is logged too, but is not seeing the record


@dataclass(frozen=True, slots=True)
class Seen:
    """One person, one day, one deed."""

    event_id: int  # the last one, or the one the viewer reported
    at: datetime  # the last time that day
    who: str
    roles: str
    organisation: str
    what: str
    times: int
    is_oneself: bool
    is_guest: bool
    was_refused: bool
    is_emergency: bool
    reason: str  # why emergency access was asked, in words; empty without it
    granted_by: str  # the second person; empty without emergency access, or when no longer known
    report: str  # how far the viewer's own report of it is, in words; empty without one
    report_waits: bool  # for an answer, so that the viewer can still add to it
    question: str  # what the viewer asked with that report


def who_saw(found: Found, viewer: User, before: Cursor | None) -> tuple[list[Seen], Cursor | None]:
    """Return who saw the record, newest first, and where older ones begin. Six queries at most."""
    asked = Asked(subject_types=found.subject.subject_types, subject_ids=found.ids)
    page = search(asked, before, size=AT_ONCE)
    shown = [event for event in page.events if event.action != ABOUT_ITSELF and event.actor_id]
    return _grouped(shown, viewer), page.older


def look_at(found: Found, viewer: User, event_id: int) -> Event | None:
    """Return the look with this id at the record, when it is one of somebody else that `viewer` can report."""
    looks = Event.objects.filter(pk=event_id).exclude(actor_id__in=["", str(viewer.pk)])
    looks = looks.exclude(action=ABOUT_ITSELF)
    types, ids = found.subject.subject_types, found.ids
    return looks.of(types, ids).first() or looks.in_lists(types, ids[0]).first()


def seen_as(event: Event, viewer: User) -> Seen:
    """Return one look as it stands among the others."""
    (entry,) = _grouped([event], viewer)
    return entry


def _grouped(events: Sequence[Event], viewer: User) -> list[Seen]:
    groups: dict[tuple, list[Event]] = {}
    for event in events:
        way = (event.on_behalf_of, bool(event.details.get("guest")), event.outcome, _emergency_of(event))
        key = (event.actor_id, local_date(event.at), event.action, *way)
        groups.setdefault(key, []).append(event)
    names = organisation_names({rows[0].on_behalf_of for rows in groups.values()})
    granted = _granted_by({_emergency_of(rows[0]) for rows in groups.values()})
    reports = _reports_of(viewer, events)
    return [
        _seen(
            rows, viewer, names, granted, next((reports[row.pk] for row in rows if row.pk in reports), None)
        )
        for rows in groups.values()
    ]


def _emergency_of(event: Event) -> str:
    return str(event.details.get("emergency") or "")


def _granted_by(emergencies: set[str]) -> dict[str, str]:
    """Return by emergency access the name of who granted it."""
    wanted = emergencies - {""}
    if not wanted:
        return {}
    granted = EmergencyAccess.objects.filter(pk__in=wanted, decided_by__isnull=False)
    return dict(granted.values_list("pk", "decided_by__name"))


def _seen(
    rows: list[Event], viewer: User, names: dict[str, str], granted: dict[str, str], report: Review | None
) -> Seen:
    is_emergency = rows[0].action.startswith(EMERGENCY)
    return Seen(
        event_id=report.event_id if report else rows[0].pk,
        at=rows[0].at,
        who=who_did(rows[0]),
        roles=roles_in_words(rows[0].actor_roles),
        organisation=names.get(rows[0].on_behalf_of, ""),
        what=verb_label(rows[0].action),
        times=len(rows),
        is_oneself=rows[0].actor_id == str(viewer.pk),
        is_guest=bool(rows[0].details.get("guest")),
        was_refused=rows[0].outcome == "refused",
        is_emergency=is_emergency,
        reason=purpose_in_words(rows[0].purpose) if is_emergency else "",
        granted_by=granted.get(_emergency_of(rows[0]), ""),
        report=_state_of(report) if report else "",
        report_waits=report is not None and report.reviewed_at is None,
        question=(report.question or "") if report else "",
    )


def _reports_of(viewer: User, events: Sequence[Event]) -> dict[int, Review]:
    """Return by event the viewer's own reports. Others' stay hidden: one may be about the viewer."""
    own = Review.objects.reported_by(viewer).filter(event_id__in=[event.pk for event in events])
    return {review.event_id: review for review in own}


def _state_of(review: Review) -> str:
    if review.reviewed_at is None:
        return _("You reported this. The log manager looks at it.")
    found = label(Verdict(review.verdict)).lower()
    return _("You reported this. The log manager looked at it: %(found)s.") % {"found": found}
