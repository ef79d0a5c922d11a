"""Working a round out: small ones at once, large ones in the background, with progress and a way to stop."""

from collections.abc import Callable
from datetime import datetime
from time import monotonic

from django.db import transaction
from django.utils import timezone

from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.actions.rounds import lock_round, proposed_pairs, take_round_step
from drakentemmers.matching.allocation import CostsTooLarge, PinRefused, Progress
from drakentemmers.matching.models import Round, Suggestion
from drakentemmers.matching.read.ground import Ground, gather, waiting_requests
from drakentemmers.matching.read.proposals import Proposal, propose
from drakentemmers.matching.read.supply import findable
from drakentemmers.matching.rounds import (
    Figures,
    HandKind,
    RoundState,
    RoundStepKind,
    SuggestionState,
    difference,
)

AT_ONCE = 150_000  # requests times therapists that a page waits for
LOOK_EVERY = 0.5  # seconds between two looks whether somebody wants it to stop


def set_to_work(held: Round, *, now: datetime) -> None:
    """Work the round out: now when it is small, else as soon as the background gets to it."""
    from drakentemmers.matching.tasks import work_out_in_background

    if waiting_requests(held.scope).count() * findable(local_date(now)).count() <= AT_ONCE:
        work_out(held, version=held.version, now=now)
    else:
        work_out_in_background.enqueue(held.pk, held.version)
    held.refresh_from_db()


def work_out(
    held: Round,
    *,
    version: int,
    now: datetime,
    stop: Callable[[], bool] | None = None,
    tell: Callable[[Progress], None] | None = None,
) -> Proposal | None:
    """Make the proposal of a round that waits for it, and keep it unless somebody changed the round meanwhile.

    Returns the proposal; None when the numbers do not fit, and then the round says that it failed.
    """
    was = proposed_pairs(held)
    yesterday = was or last_proposal(held.scope, but=held.pk)
    try:
        ground, proposal = _proposal(
            held, yesterday, now, stop or _asked_to_stop(held), tell or _keeper(held)
        )
    except CostsTooLarge:
        _failed(held, version, now=now)
        return None
    except Exception:
        _failed(held, version, now=now)
        raise
    _keep(held, version, ground, proposal, was, now=now)
    return proposal


def last_proposal(scope: str, *, but: str = "") -> dict[str, str]:
    """Return the proposal of the latest round in a scope: what need not change stays as it was."""
    last = Round.objects.filter(scope=scope).exclude(pk=but).order_by("-made_at", "-pk").first()
    return proposed_pairs(last) if last else {}


def _proposal(
    held: Round,
    yesterday: dict[str, str],
    now: datetime,
    stop: Callable[[], bool],
    tell: Callable[[Progress], None],
) -> tuple[Ground, Proposal]:
    ground = gather(held.scope, now=now, families=held.families, yesterday=yesterday)
    waiting = ground.instance.place_of_request
    choices = held.choices.filter(request__in=waiting).values_list("request_id", "professional_id", "kind")
    pins = {request: therapist for request, therapist, kind in choices if kind == HandKind.PIN}
    forbidden = [(request, therapist) for request, therapist, kind in choices if kind == HandKind.FORBID]
    while True:
        try:
            return ground, propose(ground, pins=pins, forbidden=forbidden, stop=stop, tell=tell, now=now)
        except PinRefused as refused:  # the offer changed since, or two pins want one place: the pin goes
            del pins[refused.request]
            held.choices.filter(request=refused.request, kind=HandKind.PIN).delete()


def _asked_to_stop(held: Round) -> Callable[[], bool]:
    looked, answer = 0.0, False

    def stop() -> bool:
        nonlocal looked, answer
        if monotonic() - looked > LOOK_EVERY:
            looked = monotonic()
            answer = Round.objects.filter(pk=held.pk, stop_asked_at__isnull=False).exists()
        return answer

    return stop


def _keeper(held: Round) -> Callable[[Progress], None]:
    def tell(progress: Progress) -> None:
        gap = progress.certificate.gap if progress.certificate else None
        shown = {"stage": progress.stage, "placed": progress.placed, "gap": gap}
        Round.objects.filter(pk=held.pk).update(progress=shown)

    return tell


@transaction.atomic
def _failed(held: Round, version: int, *, now: datetime) -> None:
    lock_round(held)
    if held.version == version and held.state == RoundState.WORKING:
        held.state = RoundState.FAILED
        held.save(update_fields=["state"])
        take_round_step(held, RoundStepKind.FAILED, by=None, now=now)


@transaction.atomic
def _keep(
    held: Round,
    version: int,
    ground: Ground,
    proposal: Proposal,
    was: dict[str, str],
    *,
    now: datetime,
) -> None:
    lock_round(held)
    if held.version != version or held.state != RoundState.WORKING:
        return
    before = Figures.of(held.figures.get("reached", {}))
    held.suggestions.exclude(state=SuggestionState.SENT).delete()
    held.suggestions.filter(request__in=list(ground.requests)).delete()
    Suggestion.objects.bulk_create(
        [_line(held, request, place, proposal) for place, request in enumerate(proposal.order, 1)],
        batch_size=1000,
    )
    cost = difference(before, proposal.figures, was, proposal.pairs) if before else None
    held.state, held.fairness = RoundState.READY, proposal.fairness
    held.figures = {
        "reached": proposal.figures.as_json(),
        "scarce": [list(line) for line in proposal.scarce],
        "change": [list(cost.placed), cost.weeks, cost.km, cost.moved] if cost else None,
    }
    held.save(update_fields=["state", "figures", "fairness"])
    take_round_step(
        held,
        RoundStepKind.SOLVED,
        by=None,
        now=max(now, timezone.now()),
        figures=proposal.figures.as_json(),
        placed=proposal.figures.total,
        asked=sum(proposal.figures.asked),
    )


def _line(held: Round, request: str, place: int, proposal: Proposal) -> Suggestion:
    therapist, missed = proposal.pairs.get(request), proposal.unplaced.get(request)
    return Suggestion(
        round=held,
        request_id=request,
        professional_id=therapist,
        state=SuggestionState.PROPOSED if therapist else SuggestionState.UNPLACED,
        place=place,
        distance_m=proposal.distances.get(request),
        reason=missed.reason if missed else "",
        facts=proposal.facts.get(request, {}),
    )
