"""Guests come in by invitation, look at one record, and go with it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Model, QuerySet

from drakentemmers.accounts.models import CaseGuest, Invitation, Organisation, User
from drakentemmers.accounts.permissions import Permission, demand
from drakentemmers.audit.actions import record
from drakentemmers.kernel.clock import local_date


def admit_guest(*, invitation: Invitation, user: User, now: datetime) -> CaseGuest:
    """Let the person who accepted look along until the day that was agreed; the organisation is locked already."""
    assert invitation.until is not None  # noqa: S101 - a guest's invitation always has a last day
    fields = {"subject_type": invitation.subject_type, "subject_id": invitation.subject_id}
    today = local_date(now)
    guest = user.guest_passes.filter(ended_at__isnull=True, **fields).first()
    if guest is None:
        guest = CaseGuest.objects.create(
            user=user,
            organisation=invitation.organisation,
            invited_by=invitation.made_by,
            starts_on=today,
            ends_on=invitation.until,
            **fields,
        )
    else:
        guest.ends_on = max(guest.ends_on, invitation.until)
        guest.save(update_fields=["ends_on"])
    record(
        "guest.admitted",
        guest,
        by=user,
        now=now,
        on_behalf_of=invitation.organisation_id,
        case=f"{guest.subject_type}:{guest.subject_id}",
        until=str(guest.ends_on),
    )
    return guest


@transaction.atomic
def end_guest(*, guest: CaseGuest, by: User | None, now: datetime) -> bool:
    """Stop somebody's looking along, at once; return whether it was still going on. The guest may stop too."""
    if by is None or by.pk != guest.user_id:
        demand(by, Permission.INVITE_GUEST, guest.organisation)
    if not CaseGuest.objects.filter(pk=guest.pk, ended_at__isnull=True).update(ended_at=now):
        return False
    _note_end(guest, by=by, now=now)
    return True


@transaction.atomic
def end_guests_of(*, subject: Model, by: User | None, now: datetime) -> int:
    """The case is over: nobody looks along any more, and no open invitation to it works. Return how many it were."""
    Invitation.objects.open().about(subject).update(revoked_at=now)
    return _end_all(CaseGuest.objects.about(subject), by=by, now=now)


def end_passes_of(*, user: User, organisation: Organisation, by: User | None, now: datetime) -> int:
    """Nothing of this organisation is open to this guest any more. Return how many passes it were."""
    return _end_all(organisation.guests.filter(user=user), by=by, now=now)


def _end_all(guests: QuerySet[CaseGuest], *, by: User | None, now: datetime) -> int:
    running = list(guests.filter(ended_at__isnull=True).select_for_update())
    CaseGuest.objects.filter(pk__in=[guest.pk for guest in running]).update(ended_at=now)
    for guest in running:
        _note_end(guest, by=by, now=now)
    return len(running)


def _note_end(guest: CaseGuest, *, by: User | None, now: datetime) -> None:
    record(
        "guest.ended",
        guest,
        by=by,
        now=now,
        on_behalf_of=guest.organisation_id,
        case=f"{guest.subject_type}:{guest.subject_id}",
    )
