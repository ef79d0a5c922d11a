"""A saved request as a need the rules understand."""

from datetime import date

from drakentemmers.directory.rules import ClientGroup, ClientRole, Funding, Gender, Language, Setting
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.models import TreatmentRequest
from drakentemmers.matching.rules import Need, Urgency, day_to_start_by


def start_by(request: TreatmentRequest, on: date) -> date | None:
    """Return by when `request` asks to start, seen from `on`: the same for everything that looks for somebody."""
    made = local_date(request.made_at)
    return day_to_start_by(request.start_by, Urgency(request.urgency), made=made, on=on)


def need_of(request: TreatmentRequest, on: date) -> Need:
    """Return what `request` asks on the day `on`."""
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
        start_by=start_by(request, on),
        places_per_month=request.places_per_month,
        wishes=request.wishes,
    )
