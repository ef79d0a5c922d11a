"""To a page of a shortlist without losing what was chosen: the choice travels in the address."""

from collections.abc import Iterable

from django.http import QueryDict
from django.urls import reverse

from drakentemmers.kernel.ids import is_id
from drakentemmers.matching.models import TreatmentRequest

TURN = "pagina"  # the number of the page to turn to
FOR = "aanvraag"  # the request for which a page outside of it was opened
PICKED, ONE_BY_ONE = "kies", "een-voor-een"
ORDER, WIDER = "volgorde", "ruimer"  # how the request is widened to look around
LOOK_UP = "opzoeken"  # the page on which to look somebody up by name
MISSED, MISSED_AT = "mist", "mis-je-iemand"  # that name, and where the answer stands
MOST_PICKED = 20  # at once
MANY_AT_ONCE = 5  # with more, somebody says once more that they must all be asked at the same moment


def turned(request: TreatmentRequest, sent: QueryDict, to: str = "request_shortlist") -> str:
    """Return the address of a page of the shortlist, with what was ticked before: `therapist` of what was sent.

    `to` names another page that is about the same choice.
    """
    query = _same_list(sent, chosen=sent.getlist("therapist"), one_by_one="one_by_one" in sent)
    where = ""
    if LOOK_UP in sent:
        query[TURN] = sent[LOOK_UP][:200]
        if name := sent.get(MISSED, "").strip()[:80]:
            query[MISSED], where = name, f"#{MISSED_AT}"
    return _address(to, request, query) + where


def going_along(query: QueryDict) -> QueryDict:
    """Return what of the address of a list belongs in every link that leads back to it."""
    return _same_list(query, chosen=query.getlist(PICKED), one_by_one=bool(query.get(ONE_BY_ONE)))


def as_asked(query: QueryDict) -> QueryDict:
    """Return the same choice and order, at the first page of what the request itself asks."""
    along = going_along(query)
    for name in (WIDER, TURN):
        along.pop(name, None)
    return along


def from_list(request: TreatmentRequest, query: QueryDict) -> str:
    """Return the query of a page that is opened from the list of `request`, and leads back to it as it was."""
    along = going_along(query)
    return f"{FOR}={request.pk}&{along.urlencode()}" if along else f"{FOR}={request.pk}"


def back_to_list(request: TreatmentRequest, query: QueryDict) -> str:
    """Return the address of the list, as it was left: that of the page somebody stands on took it along."""
    return _address("request_shortlist", request, going_along(query))


def picked(ids: Iterable[str]) -> list[str]:
    """Return the ids that can be ids, each once, at most as many as one asks at a time."""
    return [pk for pk in dict.fromkeys(ids) if is_id(pk)][:MOST_PICKED]


def _same_list(given: QueryDict, *, chosen: Iterable[str], one_by_one: bool) -> QueryDict:
    query = QueryDict(mutable=True)
    for name in (ORDER, WIDER, TURN):
        if value := given.get(name, "")[:200]:
            query[name] = value
    if found := picked(chosen):
        query.setlist(PICKED, found)
    if one_by_one:
        query[ONE_BY_ONE] = "1"
    return query


def _address(to: str, request: TreatmentRequest, query: QueryDict) -> str:
    address = reverse(to, args=[request.pk])
    return f"{address}?{query.urlencode()}" if query else address
