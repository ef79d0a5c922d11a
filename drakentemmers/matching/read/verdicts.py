"""What is asked beside what one therapist offers, rule by rule, in words."""

from dataclasses import dataclass
from datetime import datetime

from drakentemmers.directory.models import Professional
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.labels import label
from drakentemmers.matching.models import TreatmentRequest
from drakentemmers.matching.read.needs import need_of
from drakentemmers.matching.read.shortlist import explain
from drakentemmers.matching.wording import asked_text, offered_text


@dataclass(frozen=True, slots=True)
class VerdictLine:
    """One rule: what was asked, what is offered, whether that meets it."""

    name: str
    asked: str
    offered: str
    met: bool
    is_wish: bool


def verdict_lines(request: TreatmentRequest, professional: Professional, now: datetime) -> list[VerdictLine]:
    """Return every rule that `request` asks for, applied to what `professional` offers at `now`."""
    on = local_date(now)
    explanation = explain(need_of(request, on), professional.pk, on=on, now=now)
    results = explanation.verdict.results if explanation else ()
    return [VerdictLine(label(r.name), asked_text(r), offered_text(r), r.met, r.is_wish) for r in results]
