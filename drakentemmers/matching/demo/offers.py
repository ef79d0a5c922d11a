"""What the invented therapists offer: fresh, stale, dropped out, parked and closed."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random

from drakentemmers.audit.actions import record_all
from drakentemmers.directory.demo import BATCH
from drakentemmers.directory.models import Professional
from drakentemmers.kernel.clock import monday
from drakentemmers.matching.models import Offer
from drakentemmers.matching.models.offers import OfferState

HALF_A_YEAR = timedelta(weeks=26)
# How many of twenty offers stand so: state, and between how many days ago they were last confirmed.
KINDS = (
    *[(OfferState.OPEN, 0, 13)] * 14,
    *[(OfferState.OPEN, 15, 40)] * 2,
    (OfferState.OPEN, 45, 110),
    (OfferState.PARKED, 0, 13),
    (OfferState.CLOSED, 0, 13),
    None,
)


def make_offers(
    professionals: Sequence[Professional],
    *,
    always_open: frozenset[str],
    random: Random,
    today: date,
    now: datetime,
) -> list[Offer]:
    """Give the professionals an offer, nineteen of twenty. Those whose id is in `always_open` have a fresh one."""
    offers = []
    for number, professional in enumerate(professionals):
        kind = KINDS[0] if professional.pk in always_open else KINDS[(number * 7) % len(KINDS)]
        if kind is not None:
            offer = _offer(professional, *kind, random=random, today=today, now=now)
            if professional.pk in always_open:
                offer.places, offer.starts_on = 2, monday(today) - HALF_A_YEAR
            offers.append(offer)
    Offer.objects.bulk_create(offers, batch_size=BATCH)
    record_all("offer.saved", offers, by=None, now=now)
    return offers


def _offer(
    professional: Professional,
    state: OfferState,
    least: int,
    most: int,
    *,
    random: Random,
    today: date,
    now: datetime,
) -> Offer:
    begins = monday(today) + timedelta(
        weeks=random.choice((-30, -28, -26, -26, -24, -22, -20, -18, 0, 1, 3, 5))
    )
    parked = state == OfferState.PARKED
    return Offer(
        professional=professional,
        places=random.choices((1, 2, 3, 4), (5, 4, 2, 1))[0],
        period_weeks=random.choices((1, 2, 4, 8), (1, 2, 6, 3))[0],
        starts_on=begins,
        state=state,
        parked_until=today + timedelta(days=random.randint(10, 80)) if parked else None,
        max_sessions=random.choice((None, None, None, 12, 24)),
        confirmed_at=now - timedelta(days=random.randint(least, most), minutes=random.randint(1, 600)),
    )
