"""Making, opening, changing and closing a request."""

from datetime import datetime
from secrets import randbelow
from typing import Any

from django.db import transaction

from drakentemmers.accounts.models import Organisation, User
from drakentemmers.accounts.permissions import Permission, demand
from drakentemmers.kernel.geography import point
from drakentemmers.kernel.ids import is_id, new_id
from drakentemmers.matching.actions.errors import AlreadyMade, VersionConflict
from drakentemmers.matching.actions.messages import tell_therapist
from drakentemmers.matching.actions.seats import release_seat
from drakentemmers.matching.actions.steps import lock_request, take_step
from drakentemmers.matching.actions.texts import refuse_personal_data
from drakentemmers.matching.course import LIVE_QUESTION, ClosedReason, QuestionState, Step
from drakentemmers.matching.models import TreatmentRequest
from drakentemmers.matching.pseudonyms import LEAPS, next_pseudonym

FIELDS = frozenset(
    {
        "kind",
        "family",
        "group",
        "client_role",
        "problems",
        "setting",
        "methods",
        "language",
        "interpreter_is_fine",
        "gender",
        "sessions",
        "funding",
        "urgency",
        "start_by",
        "wishes",
        "places_per_month",
        "months",
        "place_name",
        "latitude",
        "longitude",
        "x",
        "y",
        "z",
        "max_km",
        "max_minutes",
        "note",
    }
)


@transaction.atomic
def make_request(
    *, organisation: Organisation, fields: dict[str, Any], by: User | None, now: datetime, pk: str = ""
) -> TreatmentRequest:
    """Start a request as a draft, under a pseudonym that the platform chooses.

    `fields` are names of fields of TreatmentRequest. `pk` is the id the form brought along for it, so that a form that
    is sent twice asks once. Raises AlreadyMade, ValidationError and TextHoldsPersonalData.
    """
    demand(by, Permission.MAKE_REQUEST, organisation)
    pseudonym = new_pseudonym(organisation)  # the same form, sent twice at once, waits here
    request = TreatmentRequest(
        pk=_unused(pk, by=by),
        organisation=organisation,
        made_by=by,
        made_at=now,
        state_since=now,
        pseudonym=pseudonym,
    )
    _fill(request, fields)
    request.save(force_insert=True)
    take_step(request, Step.MADE, by=by, now=now)
    return request


def _unused(pk: str, *, by: User | None) -> str:
    """Return `pk`, or a fresh one when it is none or somebody else's; raise AlreadyMade when `by` made it."""
    if not is_id(pk) or by is None:
        return new_id()
    if mine := TreatmentRequest.objects.of_own_organisations(by).filter(pk=pk, made_by=by).first():
        raise AlreadyMade(mine)
    return new_id() if TreatmentRequest.objects.filter(pk=pk).exists() else pk


def new_pseudonym(organisation: Organisation) -> str:
    """Return a name no request of this organisation has. Who else makes one waits until the transaction ends."""
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    taken = set(organisation.requests.values_list("pseudonym", flat=True))
    return next_pseudonym(taken, organisation.name, leap=randbelow(LEAPS))


@transaction.atomic
def open_request(*, request: TreatmentRequest, by: User | None, now: datetime) -> None:
    """Finish the draft: therapists can be asked, and the network's office sees it."""
    lock_request(request)
    demand(by, Permission.EDIT_REQUEST, request)
    take_step(request, Step.OPENED, by=by, now=now)


@transaction.atomic
def change_request(
    *,
    request: TreatmentRequest,
    fields: dict[str, Any],
    expected_version: int,
    by: User | None,
    now: datetime,
) -> None:
    """Change what is asked for, while nobody said yes yet.

    Raises VersionConflict when somebody else saved since `expected_version`, ValidationError and
    TextHoldsPersonalData. A step is written once the request is no longer a draft.
    """
    lock_request(request)
    demand(by, Permission.EDIT_REQUEST, request)
    if request.version != expected_version:
        raise VersionConflict(expected_version, request.version)
    _fill(request, fields)
    request.version += 1
    request.save(update_fields=[*_with_point(fields), "version"])
    take_step(request, Step.CHANGED, by=by, now=now)


@transaction.atomic
def close_request(*, request: TreatmentRequest, reason: ClosedReason, by: User | None, now: datetime) -> None:
    """Stop without a placement: every question ends, every held place is free again, those asked hear of it."""
    lock_request(request)
    demand(by, Permission.EDIT_REQUEST, request)
    questions = request.questions.filter(state__in=LIVE_QUESTION).select_related("professional__user")
    for question in questions:
        was_put = question.state != QuestionState.QUEUED
        take_step(request, Step.CLOSED, question=question, by=by, now=now, reason=reason)
        release_seat(question)
        if was_put:
            tell_therapist(request, question.professional, Step.CLOSED, by=by, now=now)
    take_step(request, Step.CLOSED, by=by, now=now, reason=reason)


def _with_point(fields: dict[str, Any]) -> set[str]:
    return {*fields, "x", "y", "z"} if {"latitude", "longitude"} & set(fields) else set(fields)


def _fill(request: TreatmentRequest, fields: dict[str, Any]) -> None:
    """Set `fields` and check them; the metres follow from latitude and longitude."""
    if unknown := set(fields) - FIELDS:
        raise ValueError(f"not fields of a request: {', '.join(sorted(unknown))}")
    refuse_personal_data("note", fields.get("note", ""))
    for name, value in fields.items():
        setattr(request, name, value)
    if request.latitude is not None and request.longitude is not None:
        metres = point(request.latitude, request.longitude)
        request.x, request.y, request.z = metres.x, metres.y, metres.z
    request.clean_fields(exclude=["organisation", "made_by"])
