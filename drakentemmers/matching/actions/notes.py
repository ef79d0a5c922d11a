"""Writing the note that one side of a request keeps for itself."""

from datetime import datetime

from django.db import transaction

from drakentemmers.accounts.models import Organisation, User
from drakentemmers.accounts.permissions import Permission, demand
from drakentemmers.audit.actions import record
from drakentemmers.matching.actions.errors import VersionConflict
from drakentemmers.matching.actions.steps import lock_request
from drakentemmers.matching.actions.texts import refuse_personal_data
from drakentemmers.matching.models import PrivateNote, TreatmentRequest


@transaction.atomic
def write_note(
    *,
    request: TreatmentRequest,
    organisation: Organisation,
    text: str,
    expected_number: int,
    by: User,
    now: datetime,
) -> PrivateNote:
    """Add a version to the note of `organisation`; an empty text clears it. The same text again changes nothing.

    `expected_number` is the version the writer had before (0: none). Raises VersionConflict when a colleague saved in
    between, ValidationError and TextHoldsPersonalData.
    """
    lock_request(request)
    last = request.private_notes.filter(organisation=organisation).latest_first().first()
    number = last.number if last else 0
    note = PrivateNote(
        request=request, organisation=organisation, number=number + 1, text=text.strip(), by=by, at=now
    )
    demand(by, Permission.KEEP_NOTE, note)
    if number != expected_number:
        raise VersionConflict(expected_number, number)
    if note.text == (last.text if last else ""):
        return last or note
    refuse_personal_data("text", note.text)
    note.clean_fields(exclude=["request", "organisation", "by"])
    note.save(force_insert=True)
    record("note.written", note, by=by, now=now, on_behalf_of=organisation.pk, number=note.number)
    return note
