"""Somebody leaves a practice: it has no say about the profile and the offer any more."""

from datetime import datetime

from drakentemmers.accounts.models import Organisation, User
from drakentemmers.audit.actions import record
from drakentemmers.directory.actions.records import save_next_version
from drakentemmers.directory.models import Professional
from drakentemmers.kernel.search.index import refresh


def leave_practice(user: User, organisation: Organisation, by: User | None, now: datetime) -> None:
    """Take the practice off the profile of who has no role there any more; the profile stays of the person."""
    rows = Professional.objects.select_for_update().filter(user=user, practice=organisation)
    professional = rows.first()
    if professional is None:
        return
    professional.practice = None
    save_next_version(professional, now=now)
    record(
        "professional.changed",
        professional,
        by=by,
        now=now,
        on_behalf_of=organisation.pk,
        fields=["practice"],
        version=professional.version,
    )
    refresh("therapist", [professional.pk])
