"""The rounds of a region: history, one round, one line of it."""

from collections import Counter
from collections.abc import Sequence

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from drakentemmers.accounts.models import User
from drakentemmers.accounts.permissions import Permission
from drakentemmers.accounts.stepup import Freshness, demand_fresh
from drakentemmers.audit.actions import Rows, record_read
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.actions import rounds as actions
from drakentemmers.matching.actions.errors import RoundRefused
from drakentemmers.matching.actions.working_out import set_to_work
from drakentemmers.matching.course import RequestState
from drakentemmers.matching.labels import label
from drakentemmers.matching.models import Round, Suggestion, TreatmentRequest
from drakentemmers.matching.models.requests import kept_from
from drakentemmers.matching.permissions import scopes_led_by
from drakentemmers.matching.read.ground import all_asked_for, never_for
from drakentemmers.matching.read.needs import need_of
from drakentemmers.matching.read.round_outcomes import standings
from drakentemmers.matching.read.round_pages import (
    Part,
    PartCount,
    bottlenecks,
    counts_of,
    dropped_choices,
    hand_choices,
    lines_of,
    page_of_lines,
    scarce_lines,
    scope_name,
    scopes_to_choose,
    worked_out_at,
)
from drakentemmers.matching.read.shortlist import find
from drakentemmers.matching.round_words import (
    change_of,
    change_text,
    changed_text,
    figures_text,
    outcome_text,
    proof_text,
    since_text,
)
from drakentemmers.matching.rounds import (
    EVERYWHERE,
    URGENCIES,
    Figures,
    Outcome,
    RoundState,
    Since,
    SuggestionState,
)
from drakentemmers.matching.rules import Order

OTHERS = 8  # therapists to choose from by hand
HISTORY = 20


def own_round(user: User, round_id: str) -> Round:
    """Return a round this person may hold; 404 for every other."""
    return get_object_or_404(Round.objects.visible_to(user), pk=round_id)


def own_line(held: Round, user: User, request_id: str) -> Suggestion | None:
    """Return the line about a request, which lasts when lines are made anew; none when it is kept from this person."""
    rows = held.suggestions.not_kept_from(user).filter(request=request_id)
    return rows.select_related("round", "request__organisation", "professional__practice").first()


def _leads(http: HttpRequest) -> frozenset[str]:
    if not http.user.has_perm(Permission.HOLD_ROUND):
        raise Http404
    return scopes_led_by(http.user)


@require_http_methods(["GET", "HEAD", "POST"])
def rounds(http: HttpRequest) -> HttpResponse:
    """What was divided before, and the button that makes a proposal."""
    scopes = scopes_to_choose(_leads(http))
    if http.method == "POST":
        scope = http.POST.get("regio", scopes[0].code)
        if scope not in {entry.code for entry in scopes}:
            raise Http404
        return _make(http, scope)
    rows = list(
        Round.objects.visible_to(http.user).select_related("made_by").order_by("-made_at", "-pk")[:HISTORY]
    )
    stands = standings(rows, http.user)
    history = [
        {
            "row": row,
            "scope": scope_name(row.scope),
            "standing": stands[row.pk],
            "figures": Figures.of(row.figures.get("reached", {})),
        }
        for row in rows
    ]
    times = Counter(row.scope for row in rows)
    comparable = [entry for entry in history if times[entry["row"].scope] > 1]
    of_one = [entry["row"] for entry in comparable if entry["row"].scope == comparable[0]["row"].scope]
    context = {
        "scopes": scopes,
        "history": history,
        "comparable": comparable,
        "one_before": of_one[1].pk if of_one else "",
    }
    return render(http, "matching/rounds.html", context)


def _make(http: HttpRequest, scope: str) -> HttpResponse:
    now = timezone.now()
    try:
        held = actions.make_round(scope=scope, families=not http.POST.get("apart"), by=http.user, now=now)
    except RoundRefused:
        messages.info(http, _("A proposal is being worked out at this moment. Here it is."))
        running = Round.objects.running().filter(scope=scope).first()
        return redirect("round", running.pk) if running else redirect("rounds")
    set_to_work(held, now=now)
    return redirect("round", held.pk)


@require_GET
def round_page(http: HttpRequest, round_id: str) -> HttpResponse:
    """One round: what it reaches, whom it proposes, who has no place and why."""
    held = own_round(http.user, round_id)
    demand_fresh(http, Freshness.CLIENT_DATA)
    return show_round(http, held)


def show_round(http: HttpRequest, held: Round, *, problem: str = "", status: int = 200) -> HttpResponse:
    now = timezone.now()
    counts = counts_of(held, http.user)
    wanted = http.GET.get("lijst", "")
    part = next((entry.part for entry in counts if entry.part == wanted), _first_part(counts))
    lines, page = page_of_lines(held, part, http.GET.get("pagina", "1"), http.user, now)
    seen = Rows(TreatmentRequest, [line.request_id for line in lines])
    record_read(seen, by=http.user, now=now, action="round.read", round=held.pk, part=part)
    stored, standing = held.figures, standings([held], http.user)[held.pk]
    figures, change, since = (
        Figures.of(stored.get("reached", {})),
        change_of(stored.get("change")),
        Since.of(stored.get("since")),
    )
    context = {
        "held": held,
        "scope": scope_name(held.scope),
        "standing": standing,
        "happened": outcome_text(standing.outcome) if standing.outcome else ("", ""),
        "nobody_waits": standing.outcome == Outcome.NOBODY_WAITS,
        "is_working": held.state == RoundState.WORKING,
        "is_ready": held.state == RoundState.READY,
        "has_failed": held.state == RoundState.FAILED,
        "is_closed": held.state == RoundState.CLOSED,
        "counts": counts,
        "part": part,
        "lines": lines,
        "page": page,
        "figures": figures,
        "said": figures_text(figures, scope_name(held.scope)) if figures else "",
        "proof": proof_text(figures, by_hand=stored.get("by_hand", 0)) if figures else "",
        "kpis": _kpis(figures) if figures and figures.all_asked else [],
        "change": change_text(change) if change else "",
        "since": since_text(since) if since else "",
        "dropped": dropped_choices(held, http.user),
        "worked_out_at": worked_out_at(held),
        "choices": hand_choices(held, http.user) if held.state == RoundState.READY else [],
        "scarce": scarce_lines(held) if part == Part.UNPLACED else [],
        "bottlenecks": bottlenecks(held, http.user) if part == Part.UNPLACED else [],
        "progress": held.progress,
        "problem": problem,
    }
    return render(http, "matching/round.html", context, status=status)


def _first_part(counts: Sequence[PartCount]) -> Part:
    """Return the part a lead reads first: without any proposal, why nobody has one."""
    found = {entry.part: entry.count for entry in counts}
    return next((part for part in (Part.PROPOSED, Part.UNPLACED, Part.SENT) if found[part]), Part.PROPOSED)


def _kpis(figures: Figures) -> list[tuple[str, int, int]]:
    return [
        (label(urgency), placed, asked)
        for urgency, placed, asked in zip(URGENCIES, figures.placed, figures.asked, strict=True)
    ]


@require_GET
def round_progress(http: HttpRequest, round_id: str) -> HttpResponse:
    """How far it is, while it is being worked out; a page that waits for it reads itself anew when it is done."""
    held = own_round(http.user, round_id)
    answer = render(http, "matching/_round_progress.html", {"held": held, "progress": held.progress})
    if held.state != RoundState.WORKING:
        answer["HX-Refresh"] = "true"
    return answer


def _left_the_round(http: HttpRequest, held: Round, request_id: str) -> HttpResponse:
    """Go to the round when a request waits no more; what may not be known is not found."""
    known = TreatmentRequest.objects.without_decoys().exclude(
        kept_from(http.user) | Q(state=RequestState.DRAFT)
    )
    if held.scope != EVERYWHERE:
        known = known.filter(organisation__profile__region=held.scope)
    get_object_or_404(known, pk=request_id)
    messages.info(http, changed_text())
    return redirect("round", held.pk)


@require_GET
def round_line(http: HttpRequest, round_id: str, request_id: str) -> HttpResponse:
    """One line: why this therapist, who else fits, and what a person may change."""
    held = own_round(http.user, round_id)
    row = own_line(held, http.user, request_id)
    if row is None:
        return _left_the_round(http, held, request_id)
    demand_fresh(http, Freshness.CLIENT_DATA)
    now = timezone.now()
    (line,) = lines_of(row.round, [row], http.user, now)
    record_read(row.request, by=http.user, now=now, action="round.read", round=row.round_id)
    on = local_date(now)
    others = find(
        need_of(row.request, on),
        on=on,
        now=now,
        order=Order.NEAREST,
        limit=OTHERS + 1,
        without=never_for(row.request, on) | all_asked_for(on, now),
    ).fits
    swaps = (
        row.round.suggestions.proposed()
        .not_kept_from(http.user)
        .exclude(pk=row.pk)
        .select_related("request__organisation", "professional")[:200]
    )
    context = {
        "held": row.round,
        "scope": scope_name(row.round.scope),
        "line": line,
        "choices": hand_choices(row.round, http.user).filter(request=row.request_id),
        "others": [verdict for verdict in others if verdict.supply.id != row.professional_id][:OTHERS],
        "swaps": swaps if row.professional_id else [],
        "may_change": row.round.state == RoundState.READY
        and row.state in {SuggestionState.PROPOSED, SuggestionState.UNPLACED},
    }
    return render(http, "matching/round_line.html", context)
