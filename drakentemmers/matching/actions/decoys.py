"""A request that looks like any other of an organisation and that nobody works on."""

from datetime import datetime
from secrets import choice

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from drakentemmers.accounts.models import Membership, Organisation
from drakentemmers.accounts.rules import REQUESTING
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.actions.requests import new_pseudonym
from drakentemmers.matching.course import RequestState, Step
from drakentemmers.matching.models import RequestStep, TreatmentRequest

ALIKE = (
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
    "place_name",
    "latitude",
    "longitude",
    "x",
    "y",
    "z",
    "max_km",
    "max_minutes",
    "made_by",
)


def requests_to_look_like(organisation: Organisation, now: datetime) -> list[TreatmentRequest]:
    """Return the last requests of who still works there; ValidationError when there are none."""
    asking = Membership.objects.current(local_date(now)).filter(
        organisation=organisation, role__in=REQUESTING
    )
    alike = organisation.requests.exclude(state=RequestState.DRAFT).filter(made_by__in=asking.values("user"))
    found = list(alike.select_related("made_by").order_by("-made_at")[:20])
    if not found:
        raise ValidationError(_("This organisation has no request yet that a decoy could look like."))
    return found


def make_request_decoy(organisation: Organisation, now: datetime) -> TreatmentRequest:
    """Make an open request like one of the last of this organisation; no therapist is asked for it.

    The record itself says what any other says, its dated steps too. The log says nothing of it: there a colleague would
    stand with a deed that was never done. Raises ValidationError when there is no request it could look like.
    """
    model = choice(requests_to_look_like(organisation, now))
    request = TreatmentRequest.objects.create(
        organisation=organisation,
        made_at=now,
        state=RequestState.OPEN,
        state_since=now,
        pseudonym=new_pseudonym(organisation),
        **{name: getattr(model, name) for name in ALIKE},
    )
    for step in (Step.MADE, Step.OPENED):
        RequestStep.objects.create(request=request, step=step, at=now, by=model.made_by)
    return request
