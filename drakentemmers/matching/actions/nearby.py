"""Counting, once a day, how many families look for somebody like each therapist."""

from collections import defaultdict
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from drakentemmers.directory.models import Professional
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.models import NearbyCount, NearbyDemand, TreatmentRequest
from drakentemmers.matching.models.searches import ASKS_STILL
from drakentemmers.matching.nearby import told
from drakentemmers.matching.read.apart import kept_apart_from
from drakentemmers.matching.read.needs import need_of
from drakentemmers.matching.roster import roster
from drakentemmers.matching.roster.seeking import seek
from drakentemmers.matching.rules.asked import asked_of


@transaction.atomic
def count_nearby(*, now: datetime) -> int:
    """Count for today unless that was done; return how many therapists are told something.

    Everybody is counted at one moment, a profile as it then stands. What a therapist changes afterwards brings another
    number tomorrow, together with everything else that changed by then.
    """
    on = local_date(now)
    day, is_new = NearbyCount.objects.select_for_update().get_or_create(id=1, defaults={"on": on})
    if day.on >= on and not is_new:
        return 0
    day.on = on
    day.save()
    found = {
        pk: told(len(families), settings.NEARBY_FAMILIES_FROM) for pk, families in _families(on, now).items()
    }
    there = Professional.objects.filter(
        pk__in=[pk for pk, number in found.items() if number], user__isnull=False
    )
    NearbyDemand.objects.all().delete()
    made = NearbyDemand.objects.bulk_create(
        NearbyDemand(professional_id=pk, at_least=found[pk], on=on)
        for pk in there.order_by("pk").values_list("pk", flat=True)
    )
    return len(made)


def _families(on: date, now: datetime) -> dict[str, set[str]]:
    """Return, for every therapist whom an open request fits fully, the families; whoever asks alone is one too."""
    found: dict[str, set[str]] = defaultdict(set)
    asking = TreatmentRequest.objects.without_decoys().filter(
        state__in=ASKS_STILL, kind=TreatmentRequest.Kind.CLIENT
    )
    with roster(on=on, now=now) as columns:
        for request in asking.order_by("pk").iterator(chunk_size=500):
            asked = asked_of(need_of(request, on), on, settings.OFFER_STALE_AFTER)
            seen = seek(columns, asked, without=kept_apart_from(request, on))
            for pk in seen.ids[seen.fits].tolist():
                found[pk.decode()].add(request.family or request.pk)
    return found
