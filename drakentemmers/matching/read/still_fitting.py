"""Whether who was asked still fits, once a request asks something else."""

from datetime import datetime

from django.conf import settings

from drakentemmers.directory.models import Professional
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.course import LIVE_QUESTION
from drakentemmers.matching.models import TreatmentRequest
from drakentemmers.matching.read.needs import need_of
from drakentemmers.matching.read.supply import supplies
from drakentemmers.matching.rules import assess


def no_longer_fitting(request: TreatmentRequest, *, now: datetime) -> list[str]:
    """Return the names of who is asked for `request` and misses a hard need of it today, by name."""
    on = local_date(now)
    need = need_of(request, on)
    asked = Professional.objects.filter(questions__request=request, questions__state__in=LIVE_QUESTION)
    verdicts = (
        assess(need, supply, on=on, stale_after_days=settings.OFFER_STALE_AFTER)
        for supply in supplies(asked.distinct(), on, now)
    )
    return sorted(verdict.supply.name for verdict in verdicts if not verdict.fits)
