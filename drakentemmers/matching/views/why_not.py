"""`/behandelaars/<id>/waarom-niet`: every rule applied to one therapist, with what was asked and what is offered."""

from typing import Any, Never

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from drakentemmers.accounts.actions.opening import open_record
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.forms.find import FindForm
from drakentemmers.matching.labels import label
from drakentemmers.matching.read.apart import kept_apart_from
from drakentemmers.matching.read.needs import need_of
from drakentemmers.matching.read.shortlist import Explanation, explain
from drakentemmers.matching.rules import Result
from drakentemmers.matching.views.find import professionals
from drakentemmers.matching.views.questions import own_request
from drakentemmers.matching.views.result_cards import result_cards
from drakentemmers.matching.views.turning import FOR, back_to_list, from_list
from drakentemmers.matching.wording import asked_text, obstacle_text, offered_text


@require_safe
def why_not(http: HttpRequest, professional_id: str) -> HttpResponse:
    """Explain against the filters in the address, or against a request of one's own (`aanvraag`).

    Filters that make no sense are shown where they can be mended: in the finder.
    """
    now = timezone.now()
    on = local_date(now)
    request_id, apart, about = http.GET.get(FOR, ""), set(), {}
    if request_id:
        request = own_request(http.user, request_id) if http.user.is_authenticated else _not_found()
        open_record(request, by=http.user, now=now)
        need, back = need_of(request, on), back_to_list(request, http.GET)
        apart = kept_apart_from(request, on)
        about = {"request_asked": request, "from_list": from_list(request, http.GET)}
    else:
        form = FindForm(http.GET)
        if not form.is_valid():
            return professionals(http)
        query = form.query()
        need, back = form.need(on), reverse("professionals") + (f"?{query}" if query else "")
    found = explain(need, professional_id, on=on, now=now, without=apart) or _not_found()
    card = result_cards([found.verdict], need, on=on, now=now, first=None)[0]
    return render(http, "matching/find/why_not.html", _context(found) | about | {"card": card, "back": back})


def _not_found() -> Never:
    raise Http404


def _context(found: Explanation) -> dict[str, Any]:
    return {
        "fits": found.verdict.fits and found.obstacle is None,
        "obstacle": obstacle_text(found.obstacle) if found.obstacle else "",
        "misses": len(found.verdict.misses),
        "rules": [_line(result) for result in found.verdict.results],
    }


def _line(result: Result) -> dict[str, Any]:
    state = "met" if result.met else "wish" if result.is_wish else "missed"
    return {
        "name": label(result.name),
        "state": state,
        "asked": asked_text(result),
        "offered": offered_text(result),
        "is_wish": result.is_wish,
    }
