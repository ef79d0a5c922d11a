"""A saved request as a need the rules understand."""

from datetime import date, timedelta

from drakentemmers.directory.rules import ClientGroup, ClientRole, Funding, Gender, Language, Setting
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.models import TreatmentRequest
from drakentemmers.matching.rules import Need, Urgency

STARTS_WITHIN = {Urgency.ACUTE: timedelta(weeks=1), Urgency.WITHIN_4_WEEKS: timedelta(weeks=4)}


def need_of(request: TreatmentRequest) -> Need:
    """Return what `request` asks. A date to start by wins from the urgency, which counts from when it was made."""
    return Need(
        group=ClientGroup(request.group),
        point=request.point,
        client_role=ClientRole(request.client_role) if request.client_role else None,
        problems=request.problems,
        setting=Setting(request.setting) if request.setting else None,
        methods=request.methods,
        language=Language(request.language) if request.language else None,
        interpreter_is_fine=request.interpreter_is_fine,
        gender=Gender(request.gender) if request.gender else None,
        sessions=request.sessions,
        funding=Funding(request.funding) if request.funding else None,
        max_km=request.max_km,
        max_minutes=request.max_minutes,
        start_by=_start_by(request),
        places_per_month=request.places_per_month,
        wishes=request.wishes,
    )


def _start_by(request: TreatmentRequest) -> date | None:
    if request.start_by is not None:
        return request.start_by
    within = STARTS_WITHIN.get(Urgency(request.urgency))
    return local_date(request.made_at) + within if within else None
