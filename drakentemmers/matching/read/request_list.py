"""The list of therapists for a saved request, as its page shows it: how it is sorted, and how much wider one looks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from drakentemmers.matching.models import TreatmentRequest
from drakentemmers.matching.read.apart import kept_apart_from
from drakentemmers.matching.read.needs import need_of
from drakentemmers.matching.read.shortlist import Shortlist, find
from drakentemmers.matching.rules import Need, Order
from drakentemmers.matching.widening import Widening, read_widening


@dataclass(frozen=True)
class RequestList:
    """Who fits a request and who nearly does."""

    need: Need  # as the request asks, or wider
    wider: Widening | None
    order: Order
    apart: set[str]  # ids of professionals who are left out
    shortlist: Shortlist

    def in_its_order(self, ids: Iterable[str]) -> list[str]:
        """Return ids of professionals as they follow each other on the list; who is not on it comes last."""
        listed = [*self.shortlist.fits.ids_in_order(), *self.shortlist.near_misses.ids_in_order()]
        at = {pk: place for place, pk in enumerate(listed)}
        return sorted(ids, key=lambda pk: at.get(pk, len(listed)))


def list_for(
    request: TreatmentRequest, *, order: str = "", wider: str = "", on: date, now: datetime
) -> RequestList:
    """Return the list for `request` on `on`; `order` and `wider` as they stand in an address."""
    widening = read_widening(wider)
    need = widening.of(need_of(request, on)) if widening else need_of(request, on)
    sorted_by = next((one for one in Order if one == order), Order.FIRST_PLACE)
    apart = kept_apart_from(request, on)
    shortlist = find(need, on=on, now=now, order=sorted_by, without=apart)
    return RequestList(need, widening, sorted_by, apart, shortlist)
