"""What if, two rounds beside each other, and whether a round is fair. Nothing here writes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from drakentemmers.accounts.stepup import Freshness, demand_fresh
from drakentemmers.audit.actions import record_read
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.forms.what_if import WhatIfForm
from drakentemmers.matching.permissions import scopes_led_by
from drakentemmers.matching.read.comparing import therapists_of, two_rounds, what_if
from drakentemmers.matching.read.fairness import fairness_report
from drakentemmers.matching.read.round_pages import scope_name
from drakentemmers.matching.views.rounds import own_round


@require_GET
def round_what_if(http: HttpRequest, round_id: str) -> HttpResponse:
    """The round beside the same round in another world."""
    held = own_round(http.user, round_id)
    demand_fresh(http, Freshness.CLIENT_DATA)
    now = timezone.now()
    form = WhatIfForm(http.GET or None, therapists=therapists_of(held))
    compared = None
    if form.is_bound and form.is_valid() and form.is_something:
        record_read(held, by=http.user, now=now, action="round.read", what_if=True)
        compared = what_if(held, form.scenario(local_date(now)), http.user, now)
    context = {
        "held": held,
        "scope": scope_name(held.scope),
        "form": form,
        "compared": compared,
        "asks_nothing": form.is_bound and form.is_valid() and not form.is_something,
    }
    return render(http, "matching/round_what_if.html", context)


@require_GET
def rounds_compare(http: HttpRequest) -> HttpResponse:
    """Two rounds of before beside each other."""
    ids = [http.GET.get("een", ""), http.GET.get("ander", "")]
    if not all(ids) and scopes_led_by(http.user):
        return render(http, "matching/rounds_compare.html", {"compared": None})
    first, second = (own_round(http.user, pk) for pk in ids)
    if first == second or first.scope != second.scope:
        why = {"is_one": first == second, "are_elsewhere": first.scope != second.scope}
        return render(http, "matching/rounds_compare.html", {"compared": None, **why}, status=400)
    demand_fresh(http, Freshness.CLIENT_DATA)
    compared = two_rounds(first, second, http.user)
    for held in (first, second):
        record_read(held, by=http.user, now=timezone.now(), action="round.read", compared=True)
    return render(http, "matching/rounds_compare.html", {"compared": compared})


@require_GET
def round_fairness(http: HttpRequest, round_id: str) -> HttpResponse:
    """Counts per kind of practice, region, language and client group, small groups hidden."""
    held = own_round(http.user, round_id)
    context = {
        "held": held,
        "scope": scope_name(held.scope),
        "report": fairness_report(held),
    }
    return render(http, "matching/round_fairness.html", context)
