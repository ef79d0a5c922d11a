"""The private note of one side, as its own people see it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from drakentemmers.accounts.models import User
from drakentemmers.matching.models import PrivateNote, TreatmentRequest
from drakentemmers.matching.permissions import side_of


@dataclass(frozen=True, slots=True)
class NoteSign:
    """That there is a note, and who wrote it last; never what it says."""

    at: datetime | None
    by: str


def note_sign(user: User, request: TreatmentRequest) -> NoteSign | None:
    """Return what the page of a request says about the note of the side of `user`; None: no part in it."""
    side = side_of(user, request)
    if not side:
        return None
    last = versions_of(request, side).defer("text").first()
    return NoteSign(last.at, last.by.name if last.by else "") if last else NoteSign(None, "")


def versions_of(request: TreatmentRequest, organisation_id: str) -> QuerySet[PrivateNote]:
    """Return every version of the note that an organisation keeps with a request, the latest first."""
    notes = PrivateNote.objects.filter(request=request, organisation=organisation_id)
    return notes.select_related("by").latest_first()
