"""Small rounds for tests: drawn at random, and solved by trying everything or by another solver."""

import itertools

import highspy
import numpy as np
from hypothesis import strategies as st

from drakentemmers.matching.allocation import Instance, Room, Waiting
from drakentemmers.matching.allocation.families import groups, is_together
from drakentemmers.matching.allocation.instance import NOBODY
from drakentemmers.matching.allocation.tally import Tally, tally

Parts = tuple[list[Waiting], list[Room], tuple[np.ndarray, np.ndarray, np.ndarray]]


def drawn(seed: int, requests: int, therapists: int, *, families: int = 0, density: float = 0.5) -> Parts:
    """Return the parts of an instance, drawn by a seed."""
    rng = np.random.default_rng(seed)

    def family() -> str:
        return f"f{rng.integers(0, families)}" if families and rng.random() < 0.6 else ""

    waiting = [
        Waiting(f"r{i:05}", int(rng.integers(0, 3)), int(rng.integers(0, 6)), family())
        for i in range(requests)
    ]
    rooms = [
        Room(
            f"t{j:05}",
            int(rng.integers(0, 3)),
            f"p{rng.integers(0, 2)}" if rng.random() < 0.4 else "",
            (int(rng.integers(0, 60_000)), 0, 0),
        )
        for j in range(therapists)
    ]
    who, whom = np.nonzero(rng.random((requests, therapists)) < density)
    return waiting, rooms, (who, whom, rng.integers(0, 400, who.size))


@st.composite
def small_rounds(draw: st.DrawFn, families: int = 0) -> Instance:
    """Rounds small enough to try every proposal."""
    seed, density = draw(st.integers(0, 2**32)), draw(st.sampled_from([0.3, 0.5, 0.8]))
    requests, therapists = draw(st.integers(1, 6)), draw(st.integers(1, 4))
    return Instance.made(*drawn(seed, requests, therapists, families=families, density=density))


def best_by_trying(instance: Instance, *, families: bool = False) -> Tally:
    """Return what the best of all proposals reaches."""
    options = [
        [NOBODY, *instance.fits[instance.starts[i] : instance.starts[i + 1]].tolist()]
        for i in range(len(instance.requests))
    ]
    together = groups(instance) if families else []
    reached = []
    for way in itertools.product(*options):
        chosen = np.array(way)
        if np.all(instance.used(chosen) <= instance.places) and all(
            is_together(instance, chosen[members].tolist()) for members in together
        ):
            reached.append(tally(instance, chosen))
    return max(reached)


def best_by_highs(instance: Instance) -> Tally:
    """Return what the best proposal reaches by another solver: one linear programme after the other, aim by aim."""
    pairs = instance.fits.size
    model = highspy.Highs()
    model.silent()
    for _ in range(pairs):
        model.addVar(0.0, 1.0)
    for i in range(len(instance.requests)):
        mine = np.arange(instance.starts[i], instance.starts[i + 1], dtype=np.int32)
        if mine.size:
            model.addRow(0.0, 1.0, mine.size, mine, np.ones(mine.size))
    for j in range(len(instance.therapists)):
        theirs = np.flatnonzero(instance.fits == j).astype(np.int32)
        if theirs.size:
            model.addRow(0.0, float(instance.places[j]), theirs.size, theirs, np.ones(theirs.size))
    urgency, weeks = instance.urgency[instance.rows], instance.weeks[instance.rows]
    aims = [(urgency == step).astype(float) for step in range(int(instance.urgency.max()) + 1)]
    aims += [weeks.astype(float), -instance.cost.astype(float)]
    reached = []
    for weights in aims:
        model.changeColsCost(pairs, np.arange(pairs, dtype=np.int32), weights)
        model.changeObjectiveSense(highspy.ObjSense.kMaximize)
        model.run()
        best = round(model.getInfo().objective_function_value)
        reached.append(best)
        model.addRow(best - 1e-6, highspy.kHighsInf, pairs, np.arange(pairs, dtype=np.int32), weights)
    return Tally(tuple(reached[:-2]), *reached[-2:])
