"""To a page of a shortlist without losing what was chosen: the choice travels in the address."""

from collections.abc import Iterable

from django.http import QueryDict
from django.urls import reverse

from drakentemmers.kernel.ids import is_id
from drakentemmers.matching.models import TreatmentRequest

TURN = "pagina"  # the number of the page to turn to
PICKED, ONE_BY_ONE = "kies", "een-voor-een"
ORDER, WIDER = "volgorde", "ruimer"  # how the request is widened to look around
MOST_PICKED = 20  # at once
MANY_AT_ONCE = 5  # with more, somebody says once more that they must all be asked at the same moment


def turned(request: TreatmentRequest, sent: QueryDict, to: str = "request_shortlist") -> str:
    """Return the address of a page of the shortlist, with what was ticked before: `therapist` of what was sent.

    `to` names another page that is about the same choice.
    """
    query = QueryDict(mutable=True)
    for name in (ORDER, WIDER, TURN):
        if value := sent.get(name, "")[:200]:
            query[name] = value
    if chosen := picked(sent.getlist("therapist")):
        query.setlist(PICKED, chosen)
    if sent.get("one_by_one"):
        query[ONE_BY_ONE] = "1"
    address = reverse(to, args=[request.pk])
    return f"{address}?{query.urlencode()}" if query else address


def picked(ids: Iterable[str]) -> list[str]:
    """Return the ids that can be ids, each once, at most as many as one asks at a time."""
    return [pk for pk in dict.fromkeys(ids) if is_id(pk)][:MOST_PICKED]
