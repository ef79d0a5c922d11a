"""Sending what a person chose of a proposal: ordinary questions, one transaction each.

Under the lock of the request and of the offer it is looked at once more: is nobody asked yet, does it still fit, is
there a place that nobody else is asked for. So two proposals that overlap ask nobody twice and give no place twice.
"""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from drakentemmers.accounts.models import User
from drakentemmers.accounts.permissions import Permission, demand
from drakentemmers.directory.models import Professional
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.actions.errors import NotAvailable, RoundRefused
from drakentemmers.matching.actions.messages import tell_askers
from drakentemmers.matching.actions.questions import put_to_all
from drakentemmers.matching.actions.rounds import lock_round, take_round_step
from drakentemmers.matching.actions.steps import lock_request
from drakentemmers.matching.course import LIVE_QUESTION, RequestState, Step
from drakentemmers.matching.models import Offer, Round, Suggestion
from drakentemmers.matching.permissions import is_kept_apart
from drakentemmers.matching.read.apart import kept_apart_from
from drakentemmers.matching.read.ground import rooms_of
from drakentemmers.matching.read.needs import need_of
from drakentemmers.matching.read.shortlist import explain
from drakentemmers.matching.rounds import RoundState, RoundStepKind, SuggestionState


def send(*, held: Round, suggestions: Sequence[Suggestion], by: User | None, now: datetime) -> dict[str, int]:
    """Ask the therapists of the chosen suggestions; return how many ended in which state.

    What can no longer be asked is marked with why; the others go on. Raises RoundRefused while a proposal is being
    worked out, or when the round is closed.
    """
    _may_send(held, by=by)
    found: dict[str, int] = {}
    for suggestion in suggestions:
        state = _send_one(suggestion, held, by=by, now=now)
        found[state] = found.get(state, 0) + 1
    if found:
        with transaction.atomic():
            lock_round(held)
            take_round_step(held, RoundStepKind.SENT, by=by, now=now, came_of_it=found)
    return found


@transaction.atomic
def _may_send(held: Round, *, by: User | None) -> None:
    lock_round(held)
    demand(by, Permission.HOLD_ROUND, held)
    if held.state != RoundState.READY:
        raise RoundRefused(
            RoundRefused.Why.WORKING if held.state == RoundState.WORKING else RoundRefused.Why.CLOSED
        )


@transaction.atomic
def _send_one(suggestion: Suggestion, held: Round, *, by: User | None, now: datetime) -> SuggestionState:
    request = lock_request(suggestion.request)
    if by is not None and is_kept_apart(by, request):
        raise PermissionDenied(Permission.HOLD_ROUND)
    locked = Suggestion.objects.select_for_update().filter(pk=suggestion.pk, round=held).first()
    if locked is None or locked.professional is None:
        return SuggestionState.WAS_ASKED  # the proposal was made anew in the meantime
    if locked.state != SuggestionState.PROPOSED:
        return SuggestionState(locked.state)
    locked.state = _what_now(locked, locked.professional, now)
    if locked.state == SuggestionState.SENT:
        locked.request = request
        try:
            (locked.question,) = put_to_all(request, [locked.professional], by=by, now=now)
        except NotAvailable:
            locked.state = SuggestionState.NO_FIT
        else:
            tell_askers(request, Step.ASKED, by=by, now=now)
    locked.save(update_fields=["state", "question"])
    return SuggestionState(locked.state)


def _what_now(line: Suggestion, professional: Professional, now: datetime) -> SuggestionState:
    request = line.request
    waits = request.state in {RequestState.OPEN, RequestState.ASKED}
    if not waits or request.questions.filter(state__in=LIVE_QUESTION).exists():
        return SuggestionState.WAS_ASKED
    Offer.objects.select_for_update().filter(professional=professional).first()
    on = local_date(now)
    explained = explain(
        need_of(request, on), professional.pk, on=on, now=now, without=kept_apart_from(request, on)
    )
    if explained is None or explained.obstacle is not None:
        return SuggestionState.NO_FIT
    supply = explained.verdict.supply
    if supply.first_place is None:
        return SuggestionState.PLACE_GONE
    if not explained.verdict.fits:
        return SuggestionState.NO_FIT
    room = rooms_of(Professional.objects.filter(pk=professional.pk), {supply.id: supply}, on, now)
    return SuggestionState.SENT if room.get(supply.id) else SuggestionState.PLACE_GONE
