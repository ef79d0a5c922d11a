"""How urgent a request is and by when it wants to start, in words: the one home for lists, pages, sheets and rounds."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.course import RequestState
from drakentemmers.matching.labels import label
from drakentemmers.matching.models import TreatmentRequest
from drakentemmers.matching.read.needs import start_by
from drakentemmers.matching.rules import STARTS_WITHIN, Urgency

HOW_URGENT = gettext_lazy("How urgent is it?")
LOOKING = frozenset({RequestState.DRAFT, RequestState.OPEN, RequestState.ASKED})
LOOKS = {
    Urgency.ACUTE: ("err", "triangle-alert"),
    Urgency.WITHIN_4_WEEKS: ("warn", "clock"),
    Urgency.REGULAR: ("", "calendar"),
}


@dataclass(frozen=True, slots=True)
class UrgencyTag:
    """How urgent a request is, as it stands beside its name everywhere."""

    text: str
    tone: str
    icon: str


def urgency_tag(request: TreatmentRequest) -> UrgencyTag:
    """Return the word, the colour and the icon for how urgent `request` is."""
    urgency = Urgency(request.urgency)
    return UrgencyTag(label(urgency), *LOOKS[urgency])


def start_in_short(request: TreatmentRequest, on: date) -> str:
    """Say in a few words by when `request` wants to start, seen from `on`; empty when any day will do."""
    day = _day(request, on)
    if day is not None:
        return _("start by %(day)s") % {"day": date_format(day, "j F Y")}
    return _("the asked day has passed") if request.start_by else ""


def start_in_full(request: TreatmentRequest, on: date) -> str:
    """Say the same day, and how it is counted when it is not the day that was asked."""
    day = _day(request, on)
    if day is None:
        return _("The asked day has passed: any first place") if request.start_by else ""
    if day == request.start_by:
        return date_format(day, "j F Y")
    within = STARTS_WITHIN[Urgency(request.urgency)]
    weeks = within.days // 7
    words = {"day": date_format(day, "j F Y"), "weeks": weeks}
    if day == local_date(request.made_at) + within:
        return (
            ngettext(
                "By %(day)s: within %(weeks)s week of the request",
                "By %(day)s: within %(weeks)s weeks of the request",
                weeks,
            )
            % words
        )
    return (
        ngettext(
            "By %(day)s: the first day has passed, so %(weeks)s week counts from today",
            "By %(day)s: the first day has passed, so %(weeks)s weeks count from today",
            weeks,
        )
        % words
    )


def _day(request: TreatmentRequest, on: date) -> date | None:
    """Return the last day to start. Once somebody said yes nothing counts anew from today: then it is the first day."""
    return start_by(request, on if request.state in LOOKING else local_date(request.made_at))
