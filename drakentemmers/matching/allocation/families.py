"""People of one family go to one practice, or to therapists near each other, or wait together.

That takes two places at once, which no flow can see, so a small model is solved after it: CP-SAT, one aim after the
other. Small instances are solved as a whole, with proof. In large ones only the families that came out apart and who
sits where they could go move; everybody else is then divided anew around them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from ortools.sat.python import cp_model

from drakentemmers.matching.allocation.instance import NOBODY, Instance, Ints
from drakentemmers.matching.allocation.prices import spans

NEAR_M = 15_000
AS_A_WHOLE = 4_000  # pairs up to which everything is solved at once
WAYS = 8  # to put one family together that are looked at in a large instance
MOVES = 4  # therapists with room that somebody may move to for a family
SECONDS = 20.0  # for each aim


def groups(instance: Instance) -> list[Ints]:
    """Return the members of every family of which two or more wait."""
    members = np.flatnonzero(instance.family != NOBODY)
    order = members[np.argsort(instance.family[members], kind="stable")]
    _, begins = np.unique(instance.family[order], return_index=True)
    return [part for part in np.split(order, begins[1:]) if part.size > 1]


def goes_together(instance: Instance, one: int, other: int) -> bool:
    """Tell whether two therapists are of one practice or at most 15 km apart."""
    if one == other or instance.practice[one] == instance.practice[other] != NOBODY:
        return True
    apart = instance.spots[one] - instance.spots[other]
    return int((apart * apart).sum()) <= NEAR_M**2


def is_together(instance: Instance, therapists: Sequence[int]) -> bool:
    """Tell whether all members of a family wait, or all go to therapists that go together."""
    if NOBODY in therapists:
        return set(therapists) == {NOBODY}
    firsts = sorted(set(therapists))
    return all(goes_together(instance, a, b) for n, a in enumerate(firsts) for b in firsts[n + 1 :])


def apart(instance: Instance, chosen: Ints) -> list[Ints]:
    """Return the families that a proposal does not keep together."""
    return [members for members in groups(instance) if not is_together(instance, chosen[members].tolist())]


@dataclass(frozen=True, slots=True)
class Repaired:
    """Where the families go, and whether that is proven to be the best for everybody."""

    chosen: Ints
    is_whole: bool  # everybody was in the model, not only those around the families
    is_proven: bool


def repair(instance: Instance, chosen: Ints) -> Repaired:
    """Return a proposal that keeps every family together, starting from one that does not."""
    movable: Ints
    allowed: Ints
    if instance.fits.size <= AS_A_WHOLE:
        movable = np.arange(len(instance.requests))
        allowed = np.ones(instance.fits.size, dtype=bool)
        is_whole = True
    else:
        movable, allowed = _around(instance, chosen)
        is_whole = False
    after, proven = _solve(instance, chosen, movable, allowed)
    return Repaired(after, is_whole, proven and is_whole)


def _around(instance: Instance, chosen: Ints) -> tuple[Ints, Ints]:
    """Return who may move for the families that came out apart, and the pairs they may move to."""
    broken = apart(instance, chosen)
    allowed = np.zeros(instance.fits.size, dtype=bool)
    wanted = set()
    for members in broken:
        for pair in _ways(instance, members):
            allowed[pair] = True
            wanted.add(int(instance.fits[pair]))
    family = np.concatenate(broken)
    sitting = np.flatnonzero(np.isin(chosen, list(wanted)))
    movable = set(family.tolist()) | set(sitting.tolist())
    for members in groups(instance):  # nobody is torn away from a family
        if movable & set(members.tolist()):
            movable |= set(members.tolist())
    left = instance.places - instance.used(chosen)
    for request in sorted(movable):
        pairs = np.arange(instance.starts[request], instance.starts[request + 1])
        allowed[pairs[instance.fits[pairs] == chosen[request]]] = True
        roomy = pairs[left[instance.fits[pairs]] > 0]
        allowed[roomy[np.argsort(instance.cost[roomy], kind="stable")[:MOVES]]] = True
    return np.array(sorted(movable)), allowed


def _ways(instance: Instance, members: Ints) -> list[int]:
    """Return the pairs of the best few ways to put a family together, with everybody as near as can be."""
    options = [np.arange(instance.starts[i], instance.starts[i + 1]) for i in members]
    if not all(option.size for option in options):
        return []
    found = []
    for anchor in options[0].tolist():
        way = [anchor]
        for option in options[1:]:
            near = [
                p for p in option.tolist() if goes_together(instance, instance.fits[anchor], instance.fits[p])
            ]
            if not near:
                break
            way.append(min(near, key=lambda p: (int(instance.cost[p]), p)))
        else:
            found.append((sum(int(instance.cost[p]) for p in way), way))
    best = sorted(found)[:WAYS]
    return sorted({pair for _, way in best for pair in way})


def _solve(instance: Instance, chosen: Ints, movable: Ints, allowed: Ints) -> tuple[Ints, bool]:
    model = cp_model.CpModel()
    pairs = spans(instance.starts[movable], instance.starts[movable + 1])
    pairs = pairs[allowed[pairs]]
    rows = instance.rows[pairs]
    takes = {int(pair): model.new_bool_var("") for pair in pairs}
    left = instance.places - instance.used(chosen)
    freed = np.bincount(chosen[movable][chosen[movable] != NOBODY], minlength=len(instance.therapists))
    for request in movable:
        model.add_at_most_one(takes[int(pair)] for pair in pairs[rows == request])
    order = np.argsort(instance.fits[pairs], kind="stable")
    whom, begins = np.unique(instance.fits[pairs][order], return_index=True)
    for therapist, part in zip(whom, np.split(pairs[order], begins[1:]), strict=True):
        model.add(sum(takes[int(pair)] for pair in part) <= int(left[therapist] + freed[therapist]))
    _keep_families(model, instance, set(movable.tolist()), takes)
    proven = _aim(model, instance, pairs, takes, chosen)
    if proven is None:
        return chosen, False
    solver, is_proven = proven
    after = chosen.copy()
    after[movable] = NOBODY
    for pair, take in takes.items():
        if solver.boolean_value(take):
            after[instance.rows[pair]] = instance.fits[pair]
    return after, is_proven


def _keep_families(
    model: cp_model.CpModel, instance: Instance, movable: set[int], takes: dict[int, cp_model.IntVar]
) -> None:
    for members in groups(instance):
        if not movable & set(members.tolist()):
            continue
        options = [
            [p for p in range(instance.starts[i], instance.starts[i + 1]) if p in takes] for i in members
        ]
        for mine, theirs in pairwise(options):
            model.add(sum(takes[p] for p in mine) == sum(takes[p] for p in theirs))
        for n, mine in enumerate(options):
            for theirs in options[n + 1 :]:
                for p in mine:
                    beside = [
                        takes[q]
                        for q in theirs
                        if goes_together(instance, instance.fits[p], instance.fits[q])
                    ]
                    model.add_bool_or([*beside, ~takes[p]])


def _aim(
    model: cp_model.CpModel,
    instance: Instance,
    pairs: Ints,
    takes: dict[int, cp_model.IntVar],
    chosen: Ints,
) -> tuple[cp_model.CpSolver, bool] | None:
    """Reach one aim after the other, each without giving up the one before; tell whether all were proven."""
    urgency, weeks = instance.urgency[instance.rows[pairs]], instance.weeks[instance.rows[pairs]]
    for pair, take in takes.items():
        model.add_hint(take, int(chosen[instance.rows[pair]] == instance.fits[pair]))
    aims = [(urgency == step).astype(np.int64) for step in range(int(instance.urgency.max()) + 1)]
    aims += [weeks, -instance.cost[pairs].astype(np.int64)]
    last, is_proven = None, True
    for weights in aims:
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1  # the same answer every time
        solver.parameters.random_seed = 1
        solver.parameters.max_deterministic_time = SECONDS
        total = sum(int(w) * takes[int(p)] for w, p in zip(weights, pairs, strict=True) if w)
        model.maximize(total)
        status = solver.solve(model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None if last is None else (last, False)
        is_proven &= status == cp_model.OPTIMAL
        model.clear_objective()
        model.add(total >= round(solver.objective_value))
        model.clear_hints()
        for take in takes.values():
            model.add_hint(take, solver.boolean_value(take))
        last = solver
    return None if last is None else (last, is_proven)
