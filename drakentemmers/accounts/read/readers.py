"""For which organisation somebody reads a record: the reader's own, never that of the record by itself."""

from typing import Any

from django.db.models import Model

from drakentemmers.accounts.models import User
from drakentemmers.accounts.rules import NETWORK, TREATING


def reader_of(record: Model, by: User, owner: str, *, is_own_work: bool) -> dict[str, Any]:
    """Return what the log keeps of who reads: `on_behalf_of`, the `owner` of the record and whether it is a guest.

    `owner` is the id of the organisation whose record it is. `on_behalf_of` is that one for who belongs there, else
    the organisation through which the reader may see it, and "" for a guest and where that cannot be told.
    """
    if owner in by.organisation_ids():
        return {"on_behalf_of": owner, "owner": owner}
    if str(record.pk) in by.guest_ids(type(record)):
        return {"on_behalf_of": "", "owner": owner, "guest": True}
    return {"on_behalf_of": own_organisation(by, is_own_work=is_own_work), "owner": owner}


def own_organisation(by: User, *, is_own_work: bool) -> str:
    """Return the id of the one organisation `by` works for as an outsider: as therapist, or as office elsewhere."""
    everywhere = by.organisation_ids()
    fitting = (
        everywhere if len(everywhere) == 1 else by.organisation_ids(*(TREATING if is_own_work else NETWORK))
    )
    return next(iter(fitting)) if len(fitting) == 1 else ""
