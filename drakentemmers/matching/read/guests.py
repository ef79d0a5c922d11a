"""Who from outside looks along at one request."""

from datetime import datetime

from drakentemmers.accounts.models import CaseGuest, Invitation, User
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.models import TreatmentRequest


def guests_of(request: TreatmentRequest, now: datetime) -> list[CaseGuest]:
    """Return who looks along today, in the order they came; one query."""
    current = CaseGuest.objects.about(request).current(local_date(now))
    return list(current.select_related("user").order_by("starts_on", "pk"))


def open_guest_invitations(request: TreatmentRequest, now: datetime) -> list[Invitation]:
    """Return the invitations to look along whose link still works; one query."""
    return list(Invitation.objects.working(now).about(request).order_by("made_at", "pk"))


def requests_to_look_at(user: User) -> list[TreatmentRequest]:
    """Return the requests at which `user` looks along, newest first; at most one query."""
    ids = user.guest_ids(TreatmentRequest)
    if not ids:
        return []
    seen = TreatmentRequest.objects.visible_to(user).filter(pk__in=ids).select_related("organisation")
    return list(seen.order_by("-made_at", "pk"))
