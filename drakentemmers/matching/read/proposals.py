"""From the ground of a round to a proposal: who goes where, what it reaches, why not, and how fair that is."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter
from typing import Any

import numpy as np

from drakentemmers.directory.models import Professional, WorkLocation
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.allocation import (
    Allocation,
    Missed,
    Progress,
    allocate,
    nearer_kept_free,
    why_unplaced,
)
from drakentemmers.matching.allocation.first_ideas import longest_waiting_first
from drakentemmers.matching.allocation.instance import NOBODY, Instance, Ints
from drakentemmers.matching.allocation.reasons import Unplaced, scarcest
from drakentemmers.matching.allocation.tally import tally
from drakentemmers.matching.fairness import IN_PROVINCE, practice_size
from drakentemmers.matching.read.apart import kept_apart_from
from drakentemmers.matching.read.ground import Ground
from drakentemmers.matching.read.shortlist import find
from drakentemmers.matching.rounds import URGENCIES, Figures
from drakentemmers.ui.provinces import provinces_of

MOST_WAYS = 500  # requests without any fit for which is looked up what would help
WAYS = 3  # of each


@dataclass(frozen=True)
class Proposal:
    """A worked-out round, by id."""

    pairs: Mapping[str, str]
    order: list[str]  # requests, most pressing first
    unplaced: Mapping[str, Unplaced]
    facts: Mapping[str, dict[str, Any]]  # what stands behind each line, as ids
    distances: Mapping[str, int | None]
    figures: Figures
    scarce: list[tuple[str, int]]  # therapists, with how many wait for one more place there
    fairness: dict[str, dict[str, list[int]]]


def propose(
    ground: Ground,
    *,
    pins: Mapping[str, str] | None = None,
    forbidden: Collection[tuple[str, str]] = (),
    stop: Callable[[], bool] | None = None,
    tell: Callable[[Progress], None] | None = None,
    now: datetime,
) -> Proposal:
    """Work out the best proposal on this ground. Raises PinRefused and CostsTooLarge."""
    began = perf_counter()
    instance = ground.instance.without(forbidden)
    allocation = allocate(instance, pins=pins, stop=stop, tell=tell)
    unplaced = {line.request: line for line in why_unplaced(instance, allocation)}
    pairs = allocation.pairs()
    distances = _distances(ground, pairs)
    return Proposal(
        pairs=pairs,
        order=[
            instance.requests[at] for at in np.lexsort((np.arange(len(instance.requests)), -instance.level))
        ],
        unplaced=unplaced,
        facts=_facts(ground, allocation, pairs, unplaced, now),
        distances=distances,
        figures=_figures(instance, allocation, distances, perf_counter() - began),
        scarce=[(line.therapist, line.waiting) for line in scarcest(instance, allocation)],
        fairness=_fairness(ground, allocation.chosen),
    )


def would_reach(
    ground: Ground,
    *,
    pins: Mapping[str, str],
    forbidden: Collection[tuple[str, str]],
    stop: Callable[[], bool] | None = None,
) -> tuple[dict[str, str], Figures]:
    """Return the pairs and the figures of the proposal on this ground, without what explains it."""
    began = perf_counter()
    instance = ground.instance.without(forbidden)
    allocation = allocate(instance, pins=pins, stop=stop)
    pairs = allocation.pairs()
    return pairs, _figures(instance, allocation, _distances(ground, pairs), perf_counter() - began)


def _figures(
    instance: Instance, allocation: Allocation, distances: Mapping[str, int | None], seconds: float
) -> Figures:
    reached = tally(instance, allocation.chosen)
    placed = np.bincount(instance.urgency[allocation.chosen != NOBODY], minlength=len(URGENCIES))
    asked = np.bincount(instance.urgency, minlength=len(URGENCIES))
    known = [metres for metres in distances.values() if metres is not None]
    return Figures(
        placed=tuple(placed.tolist()),
        asked=tuple(asked.tolist()),
        weeks=reached.weeks,
        metres=sum(known),
        with_way=len(known),
        value=allocation.certificate.value,
        bound=allocation.certificate.bound,
        is_best=allocation.is_best,
        was_stopped=allocation.was_stopped,
        seconds=round(seconds, 2),
    )


def _distances(ground: Ground, pairs: Mapping[str, str]) -> dict[str, int | None]:
    return {request: _metres(ground, request, therapist) for request, therapist in pairs.items()}


def _metres(ground: Ground, request: str, therapist: str) -> int | None:
    """Return how far the nearest work location of a therapist lies from where a request asks."""
    point, places = ground.needs[request].point, ground.supplies[therapist].places
    return min((point.distance_m(p.point) for p in places), default=None) if point else None


def _is_nearer(ground: Ground, request: str, therapist: str, other: str) -> bool:
    """Tell whether a therapist is nearer than the other, and not only better by what is wished for."""
    mine, theirs = (_metres(ground, request, one) for one in (therapist, other))
    return mine is not None and theirs is not None and mine < theirs


def _facts(
    ground: Ground,
    allocation: Allocation,
    pairs: Mapping[str, str],
    unplaced: Mapping[str, Unplaced],
    now: datetime,
) -> dict[str, dict[str, Any]]:
    facts: dict[str, dict[str, Any]] = {
        request: {"first_place": first.isoformat()}
        for request, therapist in pairs.items()
        if (first := ground.supplies[therapist].first_place)
    }
    for kept in nearer_kept_free(ground.instance, allocation):
        facts.setdefault(kept.request, {}).update(
            nearer=kept.therapist,
            by_way=_is_nearer(ground, kept.request, kept.therapist, pairs[kept.request]),
            kept_for=kept.for_request,
            presses=kept.presses,
            other_ways=kept.other_ways,
        )
    looked_up = 0
    for line in unplaced.values():
        facts[line.request] = {"lost_to": list(line.lost_to), "helps": list(line.helps)}
        if line.reason == Missed.NO_FIT and looked_up < MOST_WAYS:
            looked_up += 1
            facts[line.request]["ways"] = _ways(ground, line.request, now)
    return facts


def _ways(ground: Ground, request: str, now: datetime) -> list[list[Any]]:
    """Return which needs, given up, would let somebody fit: their names and how many then do."""
    row = ground.requests[request]
    on = local_date(now)
    near = find(ground.needs[request], on=on, now=now, limit=0, without=kept_apart_from(row, on))
    return [[[str(name) for name in way.needs], way.more] for way in near.relaxations[:WAYS]]


def _fairness(ground: Ground, chosen: Ints) -> dict[str, dict[str, list[int]]]:
    """Return counts per group: how many there are, and how many get a place without and with the round."""
    instance = ground.instance
    before = longest_waiting_first(instance)
    size = Counter(supply.practice_id for supply in ground.supplies.values() if supply.practice_id)
    regions = _regions(ground)

    def kind(therapist: str) -> str:
        practice = ground.supplies[therapist].practice_id
        return practice_size(size[practice]) if practice else "1"

    found: dict[str, dict[str, list[int]]] = {}
    therapists = instance.therapists
    found["practice"] = _offered(instance, before, chosen, [kind(t) for t in therapists])
    found["region"] = _offered(instance, before, chosen, [regions.get(t, "") for t in therapists])
    rows = [ground.requests[request] for request in instance.requests]
    found["language"] = _waited(before, chosen, [row.language for row in rows], instance.weeks)
    found["group"] = _waited(before, chosen, [row.group for row in rows], instance.weeks)
    return found


def _regions(ground: Ground) -> dict[str, str]:
    """Return the region of the practice of each therapist; without one, the province of the first work location."""
    rows = Professional.objects.filter(practice__profile__region__isnull=False)
    regions = dict(rows.values_list("pk", "practice__profile__region__name"))
    places = WorkLocation.objects.filter(professional__practice__profile__region__isnull=True).order_by("-pk")
    spots = {
        pk: spot
        for pk, *spot in places.values_list("professional_id", "latitude", "longitude")
        if pk in ground.supplies
    }
    provinces = provinces_of(*zip(*spots.values(), strict=True)) if spots else []
    return regions | {pk: IN_PROVINCE + name for pk, name in zip(spots, provinces, strict=True) if name}


def _offered(instance: Instance, before: Ints, chosen: Ints, kinds: list[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for at, kind in enumerate(kinds):
        found[kind][0] += int(instance.places[at])
    for column, proposal in ((1, before), (2, chosen)):
        for at in proposal[proposal != NOBODY].tolist():
            found[kinds[at]][column] += 1
    return dict(found)


def _waited(before: Ints, chosen: Ints, kinds: Iterable[str], weeks: Ints) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for at, kind in enumerate(kinds):
        row = found[kind]
        row[0] += 1
        row[1] += int(before[at] != NOBODY)
        row[2] += int(chosen[at] != NOBODY)
        row[3] += int(weeks[at])
    return dict(found)
