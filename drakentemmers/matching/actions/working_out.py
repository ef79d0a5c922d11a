"""Working a round out: small ones at once, large ones in the background, with progress and a way to stop."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from time import monotonic

from django.db import transaction
from django.utils import timezone

from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.actions.rounds import lock_round, proposed_pairs, take_round_step
from drakentemmers.matching.allocation import CostsTooLarge, Progress
from drakentemmers.matching.models import Round, Suggestion
from drakentemmers.matching.read.ground import Ground, gather, waiting_requests
from drakentemmers.matching.read.hand_choices import choices_of, standing
from drakentemmers.matching.read.proposals import Proposal, propose, would_reach
from drakentemmers.matching.read.supply import findable
from drakentemmers.matching.rounds import (
    GONE,
    STAYING,
    Difference,
    Figures,
    HandChoices,
    HandKind,
    RoundState,
    RoundStepKind,
    Since,
    SuggestionState,
    difference,
    since,
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
        worked = _worked_out(held, was, yesterday, now, stop or _asked_to_stop(held), tell or _keeper(held))
    except CostsTooLarge:
        _failed(held, version, now=now)
        return None
    except BaseException:  # Ctrl-C too: nobody could make a round here for an hour
        _failed(held, version, now=now)
        raise
    _keep(held, version, worked, now=now)
    return worked.proposal


def last_proposal(scope: str, *, but: str = "") -> dict[str, str]:
    """Return the proposal of the latest round in a scope: what need not change stays as it was."""
    last = Round.objects.filter(scope=scope).exclude(pk=but).order_by("-made_at", "-pk").first()
    return proposed_pairs(last) if last else {}


@dataclass(frozen=True)
class _Worked:
    """A proposal with what led to it: the choices by hand, and what they changed apart from what the world did."""

    ground: Ground
    proposal: Proposal
    choices: HandChoices
    dropped: list[tuple[str, str]]  # pins that cannot be kept any more
    change: Difference | None  # what the choices since the proposal before do
    since: Since | None  # what those who came and left, and other free places, do


def _worked_out(
    held: Round,
    was: dict[str, str],
    yesterday: dict[str, str],
    now: datetime,
    stop: Callable[[], bool],
    tell: Callable[[Progress], None],
) -> _Worked:
    """Work the round out. When both the choices and the world changed, it is worked out without the new choices too:
    only what differs from that is what they do."""
    ground = gather(held.scope, now=now, families=held.families, yesterday=yesterday)
    before = Figures.of(held.figures.get("reached", {}))
    other_world = held.figures.get("ground", ground.instance.fingerprint) != ground.instance.fingerprint
    chosen = choices_of(held)
    old = HandChoices.of(held.figures.get("choices")) if before else None
    choices, dropped = standing(ground, chosen)
    chose = old is not None and not chosen.same_as(old)
    pairs, figures = was, before  # of what this proposal is compared with
    if other_world and chose and old is not None:
        kept, _gone = standing(ground, old)
        pairs, figures = would_reach(ground, pins=dict(kept.pins), forbidden=kept.forbidden, stop=stop)
        ground = replace(ground, instance=ground.instance.staying_near(pairs, STAYING))
    proposal = propose(
        ground, pins=dict(choices.pins), forbidden=choices.forbidden, stop=stop, tell=tell, now=now
    )
    change = meanwhile = None
    if figures is not None and (chose or not other_world):
        change = difference(figures, proposal.figures, pairs, proposal.pairs)
        change = None if change.is_nothing and not chose else change
    if before is not None and other_world:
        meanwhile = _since(held, before, ground, was, pairs if chose else proposal.pairs)
    return _Worked(ground, proposal, choices, dropped, change, meanwhile)


def _since(
    held: Round, before: Figures, ground: Ground, was: Mapping[str, str], now: Mapping[str, str]
) -> Since | None:
    there = held.suggestions.filter(state__in=[SuggestionState.PROPOSED, SuggestionState.UNPLACED, *GONE])
    stayed = ground.requests.keys() & set(there.values_list("request_id", flat=True))
    instance = ground.instance
    found = since(
        was,
        now,
        stayed=stayed,
        left=before.all_asked - len(stayed),
        urgency=dict(zip(instance.requests, instance.urgency.tolist(), strict=True)),
    )
    return None if found.is_nothing else found


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
def _keep(held: Round, version: int, worked: _Worked, *, now: datetime) -> None:
    lock_round(held)
    if held.version != version or held.state != RoundState.WORKING:
        return
    proposal = worked.proposal
    held.suggestions.exclude(state=SuggestionState.SENT).delete()
    held.suggestions.filter(request__in=list(worked.ground.requests)).delete()
    Suggestion.objects.bulk_create(
        [_line(held, request, place, proposal) for place, request in enumerate(proposal.order, 1)],
        batch_size=1000,
    )
    for request, therapist in worked.dropped:
        held.choices.filter(request=request, professional=therapist, kind=HandKind.PIN).delete()
    held.state, held.fairness = RoundState.READY, proposal.fairness
    held.figures = {
        "reached": proposal.figures.as_json(),
        "scarce": [list(line) for line in proposal.scarce],
        "change": worked.change.as_json() if worked.change else None,
        "since": worked.since.as_json() if worked.since else None,
        "ground": worked.ground.instance.fingerprint,
        "choices": choices_of(held).as_json(),
        "by_hand": worked.choices.count,
        "dropped": [list(pin) for pin in worked.dropped],
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
