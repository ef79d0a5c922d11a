"""A round: is it right, how many more get a place, what it costs beside the bare solve, how much moves.

    python benchmarks/allocation.py [REQUESTS ...] [--random N]

First correctness: N random rounds (500) against every proposal there is or against HiGHS, to the last unit; at 3,000
requests once more against HiGHS. Then for each size, by a seed: first come first served, most urgent first, the bare
solve and the whole round in one run. Ratios count; seconds of another machine say nothing.
"""

import argparse
import dataclasses
import resource
from collections.abc import Callable
from time import perf_counter

import _instances
import numpy as np

from drakentemmers.matching.allocation import (
    Instance,
    Room,
    Waiting,
    allocate,
    certify,
    nearer_kept_free,
    why_unplaced,
)
from drakentemmers.matching.allocation.first_ideas import longest_waiting_first, most_pressing_first
from drakentemmers.matching.allocation.flow import best_flow
from drakentemmers.matching.allocation.instance import NOBODY
from drakentemmers.matching.allocation.reasons import scarcest
from drakentemmers.matching.allocation.solving import AT_ONCE, Allocation
from drakentemmers.matching.allocation.tally import tally
from drakentemmers.matching.rounds import STAYING
from tests.matching.rounds_by_hand import best_by_highs, best_by_trying, drawn

SEED = 1
TO_HIGHS = 3_000
CHANGED = 100  # one of so many requests is another one


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("sizes", nargs="*", type=int, default=[3_000])
    parser.add_argument("--random", type=int, default=500)
    asked = parser.parse_args()
    random_rounds(asked.random)
    scale = [one_size(size) for size in asked.sizes]
    print("\nscale: requests, pairs, whole round in seconds, per request against the first")
    for size, pairs, seconds in scale:
        print(f"  {size:8,} {pairs:12,} {seconds:9.2f} {seconds / size / (scale[0][2] / scale[0][0]):6.2f} x")


def random_rounds(count: int) -> None:
    """Random rounds: small ones against every proposal (half of them with families), larger ones against HiGHS."""
    wrong = unproven = 0
    kinds: dict[str, int] = {}
    for seed in range(count):
        rng = np.random.default_rng(seed)
        kind = ("every proposal", "every proposal, families", "HiGHS")[seed % 3]
        kinds[kind] = kinds.get(kind, 0) + 1
        families = 2 if "families" in kind else 0
        if kind == "HiGHS":
            size = int(rng.integers(20, 120))
            made = Instance.made(*drawn(seed, size, size // 2, density=8 / size))
            best = best_by_highs(made)
        else:
            made = Instance.made(
                *drawn(seed, int(rng.integers(2, 7)), int(rng.integers(1, 5)), families=families)
            )
            best = best_by_trying(made, families=bool(families))
        found = allocate(made)
        wrong += tally(made, found.chosen) != best or not made.is_sound(found.chosen)
        unproven += not ((found.is_best and certify(made, found.chosen, found.prices).holds) or families)
    print(f"{count} random rounds ({', '.join(f'{n} {kind}' for kind, n in kinds.items())})")
    print(f"  {wrong} differ in the last unit or break a need or a capacity; {unproven} without certificate")


def instance_of(
    asking: _instances.Side, offering: _instances.Side, names: list[str], pairs: tuple[np.ndarray, ...]
) -> Instance:
    waiting = [
        Waiting(name, int(urgency), int(weeks))
        for name, urgency, weeks in zip(names, asking.urgency, asking.weeks, strict=True)
    ]
    rooms = [
        Room(f"t{at:07}", int(places), "", (int(x), int(y), 0))
        for at, (places, (x, y)) in enumerate(zip(offering.places, offering.spot, strict=True))
    ]
    return Instance.made(waiting, rooms, pairs)


def timed(act: Callable[[], object]) -> tuple[object, float]:
    began = perf_counter()
    found = act()
    return found, perf_counter() - began


def one_size(size: int) -> tuple[int, int, float]:
    asking, offering = _instances.sides(size, SEED)
    names = [f"r{at:07}" for at in range(size)]
    pairs, candidates = timed(lambda: _instances.pairs(asking, offering))
    made, building = timed(lambda: instance_of(asking, offering, names, pairs))
    print(
        f"\n{size:,} requests, {int(offering.places.sum()):,} places, {made.fits.size:,} pairs, seed {SEED}"
    )
    first = longest_waiting_first(made)
    urgent = most_pressing_first(made)
    bare_seconds = None
    if made.fits.size <= AT_ONCE:
        bare, bare_seconds = timed(lambda: best_flow(made))
    found, solving = timed(lambda: allocate(made))
    reasons, explaining = timed(
        lambda: (why_unplaced(made, found), nearer_kept_free(made, found), scarcest(made, found))
    )
    for title, chosen in (
        ("first come", first),
        ("urgent first", urgent),
        *([("bare solve", bare)] if bare_seconds is not None else []),
        ("round", found.chosen),
    ):
        line(title, made, chosen, first)
    certificate = certify(made, found.chosen, found.prices)
    print(
        f"  certificate over all {made.fits.size:,} pairs: holds {certificate.holds}, gap {certificate.gap}"
    )
    print(f"  tampered proposals refused: {tampered(made, found)} of 200")
    whole = building + solving + explaining
    print(
        f"  seconds: candidates {candidates:.2f} (columns), instance {building:.2f}, "
        f"solve and proof {solving:.2f}, explanations {explaining:.2f} for {len(reasons[0]):,} without a place"
    )
    if bare_seconds is not None:
        print(
            f"  whole round {(whole + candidates) / bare_seconds:.2f} x the bare solve of {bare_seconds:.2f} s "
            f"({whole / bare_seconds:.2f} x without candidates)"
        )
    if size <= TO_HIGHS:
        other, seconds = timed(lambda: best_by_highs(made))
        same = other == tally(made, found.chosen)
        print(f"  HiGHS: the same to the last unit {same}, {seconds / solving:.1f} x as long")
    if made.fits.size <= AT_ONCE:
        shuffled(made, found, asking, offering, names, pairs)
        stability(size, found, asking, offering, names)
    print(f"  peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    return size, made.fits.size, whole + candidates


def line(title: str, made: Instance, chosen: np.ndarray, first: np.ndarray) -> None:
    reached, before = tally(made, chosen), tally(made, first)
    more = "  ".join(
        f"{a:6,} ({100 * (a - b) / b:+5.1f}%)" for a, b in zip(reached.placed, before.placed, strict=True)
    )
    print(
        f"  {title:13} {reached.total:7,} placed ({100 * (reached.total - before.total) / before.total:+5.1f}%): "
        f"{more}  {-reached.nearness / 10 / reached.total:5.1f} km"
    )


def tampered(made: Instance, found: Allocation) -> int:
    """Return how many of 200 changed proposals are refused: somebody left out, or sent elsewhere at a cost."""
    rng = np.random.default_rng(SEED)
    placed = np.flatnonzero(found.chosen != NOBODY)
    refused = 0
    for turn in range(200):
        changed = found.chosen.copy()
        at = int(rng.choice(placed))
        changed[at] = NOBODY if turn % 2 else rng.integers(0, len(made.therapists))
        same = changed[at] == found.chosen[at]
        refused += same or not certify(made, changed, found.prices).holds
    return refused


def shuffled(
    made: Instance,
    found: Allocation,
    asking: _instances.Side,
    offering: _instances.Side,
    names: list[str],
    pairs: tuple[np.ndarray, ...],
) -> None:
    order = np.random.default_rng(SEED).permutation(pairs[0].size)
    again = instance_of(asking, offering, names, tuple(part[order] for part in pairs))
    changes = int((allocate(again).chosen != found.chosen).sum())
    print(f"  shuffled input: {changes} proposals changed")


def stability(
    size: int, found: Allocation, asking: _instances.Side, offering: _instances.Side, names: list[str]
) -> None:
    """One request in a hundred is another one today; yesterday's proposal stays where it can."""
    rng = np.random.default_rng(SEED)
    gone = rng.choice(size, size // CHANGED, replace=False)
    other, _ = _instances.sides(size, SEED + 1)
    for field in dataclasses.fields(asking):
        if field.name != "places":
            getattr(asking, field.name)[gone] = getattr(other, field.name)[gone]
    today = [*names]
    for at in gone.tolist():
        today[at] = f"s{at:07}"
    fresh = instance_of(asking, offering, today, _instances.pairs(asking, offering))
    yesterday = found.pairs()
    free = allocate(fresh)
    kept = allocate(fresh.staying_near(yesterday, STAYING))
    both = [name for name in yesterday if name in fresh.place_of_request]

    def moved(proposal: dict[str, str]) -> float:
        return sum(proposal.get(name) != yesterday[name] for name in both) / len(both)

    best, ours = tally(fresh, free.chosen), tally(fresh, kept.chosen)
    same = (ours.placed, ours.weeks) == (best.placed, best.weeks)
    print(
        f"  1% other requests: {100 * moved(kept.pairs()):.2f}% of proposals move "
        f"({100 * moved(free.pairs()):.1f}% without the bonus); placed and weeks the same {same}, "
        f"value {fresh.value(kept.chosen) / fresh.value(free.chosen):.7f} of the best, "
        f"travel {ours.nearness / best.nearness:.4f} of the least"
    )


if __name__ == "__main__":
    main()
