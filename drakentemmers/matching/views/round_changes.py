"""Changing a round by hand, working it out again, stopping it, putting it away, and sending what was chosen."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from drakentemmers.directory.models import Professional
from drakentemmers.matching.actions import rounds as actions
from drakentemmers.matching.actions.errors import RoundRefused
from drakentemmers.matching.actions.rounds_sending import send
from drakentemmers.matching.actions.working_out import set_to_work
from drakentemmers.matching.models import Round, Suggestion
from drakentemmers.matching.read.round_pages import PER_PAGE, Part
from drakentemmers.matching.round_words import changed_text
from drakentemmers.matching.rounds import SuggestionState
from drakentemmers.matching.views.carried_out import CONFLICT
from drakentemmers.matching.views.rounds import own_line, own_round, show_round


@require_http_methods(["GET", "HEAD", "POST"])
def round_change(http: HttpRequest, round_id: str) -> HttpResponse:
    """Change a round by hand, work it out again, stop it or put it away; the cost of it stands on the page after.

    A refusal is shown at this address: who pages on from there, or opens it again, is led to the round.
    """
    held = own_round(http.user, round_id)
    if http.method != "POST":
        return _to_the_round(http, held)
    try:
        deed = _deed(http, held)
    except RoundRefused as refused:
        return show_round(http, held, problem=refusal_text(refused), status=CONFLICT)
    if deed is None:
        return show_round(http, held, problem=_("Choose what you want to change."), status=400)
    act, again = deed
    try:
        act()
    except RoundRefused as refused:
        held.refresh_from_db()
        return show_round(http, held, problem=refusal_text(refused), status=CONFLICT)
    if again:
        set_to_work(held, now=timezone.now())
    return redirect("round", held.pk)


def _deed(http: HttpRequest, held: Round) -> tuple[Callable[[], None], bool] | None:
    """Return what to do, and whether the round is worked out again after it."""
    common = {"held": held, "by": http.user, "now": timezone.now()}
    on_the_round = {
        "opnieuw": (actions.work_out_again, True),
        "stop": (actions.stop_round, False),
        "weg": (actions.close_round, False),
    }
    wanted = http.POST.get("wat", "")
    if wanted in on_the_round:
        act, again = on_the_round[wanted]
        return lambda: act(**common), again
    if wanted not in {"vast", "niet", "ruil", "los"} or (wanted == "ruil" and not http.POST.get("met")):
        return None
    if http.POST.get("versie") != str(
        held.version
    ):  # read before a newer decision: never overrule that unseen
        raise RoundRefused(RoundRefused.Why.CHANGED)
    row = own_line(held, http.user, http.POST.get("aanvraag", ""))
    if row is None:
        raise RoundRefused(RoundRefused.Why.CHANGED)
    if wanted == "ruil":
        return _swap(http, held, row, common), True
    if wanted == "los":
        return _let_go(http, held, row, common), True
    professional = get_object_or_404(
        Professional.objects.visible_to(http.user), pk=http.POST.get("behandelaar", "")
    )
    act_on = actions.pin if wanted == "vast" else actions.forbid
    return lambda: act_on(request=row.request, professional=professional, **common), True


def _let_go(http: HttpRequest, held: Round, row: Suggestion, common: dict[str, Any]) -> Callable[[], None]:
    """Return what undoes one decision by hand, or all about this request."""
    if "behandelaar" not in http.POST:
        return lambda: actions.let_go(request=row.request, **common)
    decided = held.choices.filter(request=row.request, professional=http.POST["behandelaar"])
    choice = decided.select_related("professional").first()
    if choice is None:
        raise RoundRefused(RoundRefused.Why.CHANGED)
    return lambda: actions.let_go(request=row.request, professional=choice.professional, **common)


def _swap(http: HttpRequest, held: Round, row: Suggestion, common: dict[str, Any]) -> Callable[[], None]:
    """Return the swap of two lines."""
    other = own_line(held, http.user, http.POST.get("met", ""))
    if other is None:
        raise RoundRefused(RoundRefused.Why.CHANGED)
    return lambda: actions.swap(request=row.request, other=other.request, **common)


def refusal_text(refused: RoundRefused) -> str:
    """Return why a round cannot be changed like this."""
    why = RoundRefused.Why
    return {
        why.WORKING: _("The proposal is being worked out. Wait until it is ready."),
        why.NOT_WORKING: _("The proposal is ready already."),
        why.CLOSED: _("This round is put away. Make a new one."),
        why.NO_FIT: _("That does not fit: something that must be met is not, or there is no place."),
        why.CHANGED: changed_text(),
        why.NO_PLACE: _("That does not fit: there is no place left there."),
        why.NOT_FOR_THIS: _("This therapist cannot be asked for this request now."),
    }[refused.why]


def _to_the_round(http: HttpRequest, held: Round) -> HttpResponse:
    query = http.GET.urlencode()
    return redirect(f"{reverse('round', args=[held.pk])}{'?' if query else ''}{query}")


@require_http_methods(["GET", "HEAD", "POST"])
def round_send(http: HttpRequest, round_id: str) -> HttpResponse:
    """Ask the therapists of the chosen lines."""
    held = own_round(http.user, round_id)
    if http.method != "POST":
        return _to_the_round(http, held)
    rows = held.suggestions.proposed().not_kept_from(http.user).select_related("request")
    ticked = http.POST.getlist("op-de-pagina" if http.POST.get("alles") else "voorstel")[:PER_PAGE]
    if not ticked:
        return show_round(http, held, problem=_("Choose at least one proposal to send."), status=400)
    chosen = list(rows.filter(pk__in=ticked).order_by("place"))
    if not chosen:
        return show_round(
            http, held, problem=refusal_text(RoundRefused(RoundRefused.Why.CHANGED)), status=CONFLICT
        )
    try:
        found = send(held=held, suggestions=chosen, by=http.user, now=timezone.now())
    except RoundRefused as refused:
        held.refresh_from_db()
        return show_round(http, held, problem=refusal_text(refused), status=CONFLICT)
    sent = found.get(SuggestionState.SENT, 0)
    if sent:
        messages.success(http, ngettext("%(n)s question sent.", "%(n)s questions sent.", sent) % {"n": sent})
    gone = len(set(ticked)) - len(chosen)
    if gone:  # the proposal was made anew since the page was read: these lines stand nowhere any more
        messages.warning(
            http,
            ngettext(
                "%(n)s was not sent: the proposal changed since you opened the page. Look at it once more.",
                "%(n)s were not sent: the proposal changed since you opened the page. Look at them once more.",
                gone,
            )
            % {"n": gone},
        )
    dropped = sum(found.values()) - sent
    if dropped:
        messages.warning(
            http,
            ngettext(
                "%(n)s was not sent: something changed in the meantime. You see why below.",
                "%(n)s were not sent: something changed in the meantime. You see why below.",
                dropped,
            )
            % {"n": dropped},
        )
    return redirect(f"{reverse('round', args=[held.pk])}?lijst={Part.SENT}")
