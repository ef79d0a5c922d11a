"""The bare solve: minimum-cost flow by OR-Tools, in this process or in one of its own that can be ended at once."""

import subprocess
import sys
from collections.abc import Callable
from io import BytesIO

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from drakentemmers.matching.allocation.instance import NOBODY, CostsTooLarge, Instance, Ints

LOOK_EVERY = 0.05  # seconds
OWN_PROCESS_FROM = 300_000  # pairs; below this a solve is over before anybody could stop it


class Stopped(Exception):  # noqa: N818 - reads as the sentence it is
    """Somebody stopped the solve."""


def best_flow(instance: Instance, stop: Callable[[], bool] | None = None) -> Ints:
    """Return the therapist of every request (NOBODY: none) in a proposal of the greatest value.

    With `stop` a large solve runs in its own process; as soon as `stop` says so that is ended and Stopped raised.
    """
    network = (instance.places, instance.rows, instance.fits, instance.cost, instance.worth)
    if stop is None or instance.fits.size < OWN_PROCESS_FROM:
        return solved(*network)
    return _solved_apart(network, stop)


def solved(places: Ints, rows: Ints, fits: Ints, cost: Ints, worth: Ints) -> Ints:
    """Return the best flow: every request goes to a therapist who fits, or past all of them at its full worth."""
    n, m = worth.size, places.size
    sink = n + m
    useful = places[fits] > 0
    rows, fits, cost = rows[useful], fits[useful], cost[useful]
    flow = SimpleMinCostFlow()
    ones = np.ones(max(rows.size, n), dtype=np.int64)
    arcs = flow.add_arcs_with_capacity_and_unit_cost(rows, fits + n, ones[: rows.size], cost)
    flow.add_arcs_with_capacity_and_unit_cost(np.arange(n), np.full(n, sink), ones[:n], worth)
    flow.add_arcs_with_capacity_and_unit_cost(
        np.arange(m) + n, np.full(m, sink), places, np.zeros(m, dtype=np.int64)
    )
    flow.set_nodes_supplies(np.arange(n), ones[:n])
    flow.set_node_supply(sink, -n)
    status = flow.solve()
    if status == flow.BAD_COST_RANGE:
        raise CostsTooLarge("the solver cannot hold these costs")
    if status != flow.OPTIMAL:
        raise RuntimeError(f"no flow: {status}")
    chosen = np.full(n, NOBODY, dtype=np.int64)
    taken = flow.flows(arcs) > 0 if rows.size else np.zeros(0, dtype=bool)
    chosen[rows[taken]] = fits[taken]
    return chosen


def _solved_apart(network: tuple[Ints, ...], stop: Callable[[], bool]) -> Ints:
    # Only our own module, with numbers: nothing of the outside gets near the command line.
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", __name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C is for us alone
    ) as solver:
        sent = BytesIO()
        np.savez(sent, *network)
        try:
            return _answer(solver, sent.getvalue(), stop)
        finally:
            solver.kill()


def _answer(solver: "subprocess.Popen[bytes]", sent: bytes, stop: Callable[[], bool]) -> Ints:
    question: bytes | None = sent
    while True:
        try:
            answer, _ = solver.communicate(question, timeout=LOOK_EVERY)
        except subprocess.TimeoutExpired:
            question = None  # what was not written yet goes on being written
            if stop():
                raise Stopped from None
            continue
        if solver.returncode:
            raise RuntimeError(f"the solver ended with {solver.returncode}")
        return np.load(BytesIO(answer), allow_pickle=False)


def main() -> None:
    """Read a network, write who goes where."""
    network = np.load(BytesIO(sys.stdin.buffer.read()), allow_pickle=False)
    answer = BytesIO()
    np.save(answer, solved(*(network[name] for name in network.files)))
    sys.stdout.buffer.write(answer.getvalue())


if __name__ == "__main__":
    main()
