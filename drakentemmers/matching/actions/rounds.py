"""Holding a round: make a proposal, change it by hand, stop, close. Nothing is placed by machine."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from drakentemmers.accounts.models import User
from drakentemmers.accounts.permissions import Permission, demand
from drakentemmers.audit.actions import record
from drakentemmers.directory.models import Professional
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.actions.errors import RoundRefused
from drakentemmers.matching.models import Round, RoundChoice, RoundStep, Suggestion, TreatmentRequest
from drakentemmers.matching.permissions import is_kept_apart
from drakentemmers.matching.read.ground import never_for, rooms_of
from drakentemmers.matching.read.needs import need_of
from drakentemmers.matching.read.shortlist import explain
from drakentemmers.matching.rounds import HandKind, RoundState, RoundStepKind, SuggestionState

Refusal = RoundRefused.Why
HANGS_AFTER = timedelta(hours=1)


def lock_round(held: Round) -> None:
    """Make everybody else wait for this round, and bring it up to date."""
    held.refresh_from_db(from_queryset=Round.objects.select_for_update())


def take_round_step(
    held: Round,
    step: RoundStepKind,
    *,
    by: User | None,
    now: datetime,
    figures: dict[str, Any] | None = None,
    **details: Any,
) -> None:
    """Write a dated step of a locked round, and the line in the log."""
    RoundStep.objects.create(round=held, step=step, at=now, by=by, figures=figures or {})
    record(f"round.{step}", held, by=by, now=now, state=held.state, **details)


@transaction.atomic
def make_round(*, scope: str, families: bool = True, by: User | None, now: datetime) -> Round:
    """Begin a round in a scope; the one that lay there is closed. `work_out` then makes the proposal.

    Raises RoundRefused when one is being worked out at this moment.
    """
    demand(by, Permission.HOLD_ROUND, Round(scope=scope))
    for older in Round.objects.running().filter(scope=scope).select_for_update():
        if older.state == RoundState.WORKING and not _hangs(older, now):
            raise RoundRefused(Refusal.WORKING)
        _close(older, by=by, now=now)
    held = Round(scope=scope, state=RoundState.WORKING, made_by=by, made_at=now, families=families)
    try:
        with transaction.atomic():
            held.save(force_insert=True)
    except IntegrityError:
        raise RoundRefused(Refusal.WORKING) from None
    take_round_step(held, RoundStepKind.MADE, by=by, now=now)
    return held


def _hangs(held: Round, now: datetime) -> bool:
    """Tell whether nothing happened for so long that whoever worked it out must have stopped."""
    last = held.steps.last()
    return last is None or last.at < now - HANGS_AFTER


def _close(held: Round, *, by: User | None, now: datetime) -> None:
    held.state = RoundState.CLOSED
    held.save(update_fields=["state"])
    take_round_step(held, RoundStepKind.CLOSED, by=by, now=now)


@transaction.atomic
def close_round(*, held: Round, by: User | None, now: datetime) -> None:
    """Put a round away; what was sent goes on as it is."""
    lock_round(held)
    demand(by, Permission.HOLD_ROUND, held)
    if held.state == RoundState.CLOSED:
        raise RoundRefused(Refusal.CLOSED)
    _close(held, by=by, now=now)


@transaction.atomic
def stop_round(*, held: Round, by: User | None, now: datetime) -> None:
    """Ask the solve that is under way to come back with the best it has."""
    lock_round(held)
    demand(by, Permission.HOLD_ROUND, held)
    if held.state != RoundState.WORKING:
        raise RoundRefused(Refusal.NOT_WORKING)
    held.stop_asked_at = now
    held.save(update_fields=["stop_asked_at"])
    take_round_step(held, RoundStepKind.STOPPED, by=by, now=now)


@transaction.atomic
def pin(
    *, held: Round, request: TreatmentRequest, professional: Professional, by: User | None, now: datetime
) -> None:
    """Keep a request with a therapist, whatever else moves; an older choice that has the place gives way.

    Raises RoundRefused when that breaks a hard need, or when a round would never propose it.
    """
    _open_by_hand(held, [request], by=by)
    _pin(held, request, professional, by=by, now=now)
    _again(held, RoundStepKind.PINNED, by=by, now=now)


@transaction.atomic
def forbid(
    *, held: Round, request: TreatmentRequest, professional: Professional, by: User | None, now: datetime
) -> None:
    """Propose anybody but this therapist for a request."""
    _open_by_hand(held, [request], by=by)
    RoundChoice.objects.update_or_create(
        round=held,
        request=request,
        professional=professional,
        defaults={"kind": HandKind.FORBID, "by": by, "at": now},
    )
    _again(held, RoundStepKind.FORBADE, by=by, now=now)


@transaction.atomic
def swap(
    *, held: Round, request: TreatmentRequest, other: TreatmentRequest, by: User | None, now: datetime
) -> None:
    """Let two requests change therapists. Raises RoundRefused when one of them would not fit."""
    _open_by_hand(held, [request, other], by=by)
    proposed = held.suggestions.proposed().filter(request__in=[request, other])
    rows = proposed.select_related("professional")
    therapists = {line.request_id: line.professional for line in rows if line.professional is not None}
    if request == other or len(therapists) < 2:
        raise RoundRefused(Refusal.NO_FIT)
    _pin(held, request, therapists[other.pk], by=by, now=now)
    _pin(held, other, therapists[request.pk], by=by, now=now)
    _again(held, RoundStepKind.SWAPPED, by=by, now=now)


@transaction.atomic
def let_go(
    *,
    held: Round,
    request: TreatmentRequest,
    professional: Professional | None = None,
    by: User | None,
    now: datetime,
) -> None:
    """Undo what was decided by hand about a request, or only what was decided about one therapist for it."""
    _open_by_hand(held, [request], by=by)
    choices = held.choices.filter(request=request)
    (choices if professional is None else choices.filter(professional=professional)).delete()
    _again(held, RoundStepKind.LET_GO, by=by, now=now)


@transaction.atomic
def work_out_again(*, held: Round, by: User | None, now: datetime) -> None:
    """Make the proposal anew with what waits and is free by now; decisions by hand stay."""
    lock_round(held)
    demand(by, Permission.HOLD_ROUND, held)
    if held.state not in {RoundState.READY, RoundState.FAILED}:
        raise RoundRefused(Refusal.CLOSED if held.state == RoundState.CLOSED else Refusal.WORKING)
    _again(held, RoundStepKind.AGAIN, by=by, now=now)


def _open_by_hand(held: Round, requests: list[TreatmentRequest], *, by: User | None) -> None:
    lock_round(held)
    demand(by, Permission.HOLD_ROUND, held)
    for request in requests:
        if by is not None and is_kept_apart(by, request):
            raise PermissionDenied(Permission.HOLD_ROUND)
        mine = held.suggestions.filter(
            request=request, state__in=[SuggestionState.PROPOSED, SuggestionState.UNPLACED]
        )
        if not mine.exists():
            raise RoundRefused(Refusal.NO_FIT)
    if held.state == RoundState.WORKING:
        raise RoundRefused(Refusal.WORKING)
    if held.state != RoundState.READY:
        raise RoundRefused(Refusal.CLOSED)


def _pin(
    held: Round, request: TreatmentRequest, professional: Professional, *, by: User | None, now: datetime
) -> None:
    on = local_date(now)
    if professional.pk in never_for(request, on):
        raise RoundRefused(Refusal.NOT_FOR_THIS)
    explained = explain(need_of(request, on), professional.pk, on=on, now=now)
    if explained is None or explained.obstacle is not None or not explained.verdict.fits:
        raise RoundRefused(Refusal.NO_FIT)
    supply = explained.verdict.supply
    if not rooms_of(Professional.objects.filter(pk=professional.pk), {supply.id: supply}, on, now).get(
        supply.id
    ):
        raise RoundRefused(Refusal.NO_PLACE)
    held.choices.filter(request=request, kind=HandKind.PIN).delete()
    RoundChoice.objects.update_or_create(
        round=held,
        request=request,
        professional=professional,
        defaults={"kind": HandKind.PIN, "by": by, "at": now},
    )


def _again(held: Round, step: RoundStepKind, *, by: User | None, now: datetime) -> None:
    held.state, held.version, held.stop_asked_at, held.progress = (
        RoundState.WORKING,
        held.version + 1,
        None,
        {},
    )
    held.save(update_fields=["state", "version", "stop_asked_at", "progress"])
    take_round_step(held, step, by=by, now=now)


def proposed_pairs(held: Round) -> dict[str, str]:
    """Return the proposal of a round: request to therapist."""
    rows = Suggestion.objects.filter(round=held, state=SuggestionState.PROPOSED)
    return dict(rows.values_list("request_id", "professional_id"))
