"""From an instance to a proposal: a first idea, the exact solve, its proof, and the families."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from drakentemmers.matching.allocation.families import apart, groups, repair
from drakentemmers.matching.allocation.first_ideas import most_pressing_first
from drakentemmers.matching.allocation.flow import Stopped, best_flow
from drakentemmers.matching.allocation.instance import NOBODY, Instance, Ints
from drakentemmers.matching.allocation.prices import Certificate, certify, least_prices
from drakentemmers.matching.allocation.pricing import priced
from drakentemmers.matching.allocation.tally import Tally, tally

AT_ONCE = 6_000_000  # pairs that one solve gets; more are priced


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a solve is: the best so far, and how many more it could still place at most (None: not known yet)."""

    stage: str  # "first", "solved", "proven", "families"
    placed: int
    certificate: Certificate | None = None


@dataclass(frozen=True)
class Allocation:
    """A proposal: the therapist of each request (NOBODY: none), prices of places, and how good it is proven to be."""

    instance: Instance  # what was divided, without what was pinned
    pinned: Mapping[str, str]
    chosen: Ints  # pins included
    prices: Ints
    certificate: Certificate  # of the division without families, over all pairs
    is_best: bool
    was_stopped: bool = False
    apart: list[list[str]] = field(
        default_factory=list
    )  # families that nobody could put together; all of them wait

    def pairs(self) -> dict[str, str]:
        """Return the proposal by id: request to therapist."""
        names, therapists = self.instance.requests, self.instance.therapists
        return {names[i]: therapists[self.chosen[i]] for i in np.flatnonzero(self.chosen != NOBODY)}


def _silence(progress: Progress) -> None:
    """Tell nobody."""


@dataclass
class _Best:
    """The best so far, with what proves how good it is."""

    chosen: Ints
    prices: Ints
    certificate: Certificate


def allocate(
    instance: Instance,
    *,
    pins: Mapping[str, str] | None = None,
    families: bool = True,
    stop: Callable[[], bool] | None = None,
    tell: Callable[[Progress], None] | None = None,
) -> Allocation:
    """Return the best proposal for `instance`, with `pins` (request to therapist, by id) kept as they are.

    `families`: people of one family go together or wait together. When `stop` says so, the best so far comes back
    with what is proven of it. Raises PinRefused and CostsTooLarge.
    """
    pins, tell = dict(pins or {}), tell or _silence
    rest = instance.given(pins)
    best = _first(rest)
    tell(Progress("first", _placed(best.chosen)))
    stopped = False
    try:
        _improve(rest, best, stop, tell)
    except Stopped:
        stopped = True
    chosen, is_best = best.chosen, best.certificate.holds
    torn: list[list[str]] = []
    if families and groups(rest):
        if not stopped:
            chosen, is_best = _with_families(rest, best, stop)
        chosen, torn = _without_torn(rest, chosen)
        is_best &= not stopped
        tell(Progress("families", _placed(chosen), best.certificate))
    chosen = chosen.copy()
    for request, therapist in pins.items():
        chosen[rest.place_of_request[request]] = rest.place_of_therapist[therapist]
    return Allocation(rest, pins, chosen, best.prices, best.certificate, is_best, stopped, torn)


def reached(allocation: Allocation, instance: Instance) -> Tally:
    """Return what a proposal reaches in the instance it was made for."""
    return tally(instance, allocation.chosen)


def _placed(chosen: Ints) -> int:
    return int((chosen != NOBODY).sum())


def _first(instance: Instance) -> _Best:
    chosen = most_pressing_first(instance)
    prices = np.zeros(len(instance.therapists), dtype=np.int64)
    return _Best(chosen, prices, certify(instance, chosen, prices))


def _improve(
    instance: Instance, best: _Best, stop: Callable[[], bool] | None, tell: Callable[[Progress], None]
) -> None:
    def found(chosen: Ints, prices: Ints, certificate: Certificate) -> None:
        bound = min(certificate.bound, best.certificate.bound)
        if certificate.bound == bound:
            best.prices = prices
        if certificate.value >= best.certificate.value:
            best.chosen = chosen
        value = max(certificate.value, best.certificate.value)
        best.certificate = Certificate(value, bound, is_sound=True)
        tell(
            Progress("proven" if best.certificate.holds else "solved", _placed(best.chosen), best.certificate)
        )
        if stop is not None and stop() and not best.certificate.holds:
            raise Stopped

    if stop is not None and stop():
        raise Stopped
    if instance.fits.size > AT_ONCE:
        priced(instance, stop, found)
        return
    chosen = best_flow(instance, stop)
    prices = least_prices(instance, chosen)
    if prices is None:
        raise RuntimeError("the solver's answer can be bettered by hand")
    found(chosen, prices, certify(instance, chosen, prices))


def _with_families(instance: Instance, best: _Best, stop: Callable[[], bool] | None) -> tuple[Ints, bool]:
    """Return the proposal with families together, and whether it is proven to be the best."""
    if not apart(instance, best.chosen):
        return best.chosen, best.certificate.holds
    fixed = repair(instance, best.chosen)
    chosen = fixed.chosen
    if not fixed.is_whole:
        chosen = _around_families(instance, chosen, stop)
    same = tally(instance, chosen) == tally(instance, best.chosen)
    return chosen, fixed.is_proven or (same and best.certificate.holds)


def _around_families(instance: Instance, chosen: Ints, stop: Callable[[], bool] | None) -> Ints:
    """Divide what is left among everybody without a family, with every family where it is."""
    members = np.concatenate(groups(instance))
    torn = {int(i) for family in apart(instance, chosen) for i in family}
    pins = {
        instance.requests[i]: instance.therapists[chosen[i]]
        for i in members.tolist()
        if chosen[i] != NOBODY and i not in torn
    }
    waits = np.isin(instance.rows, [i for i in members.tolist() if instance.requests[i] not in pins])
    after = best_flow(instance.only(~waits).given(pins), stop)
    for request, therapist in pins.items():
        after[instance.place_of_request[request]] = instance.place_of_therapist[therapist]
    return after


def _without_torn(instance: Instance, chosen: Ints) -> tuple[Ints, list[list[str]]]:
    """Let the families that are still apart wait together."""
    chosen, torn = chosen.copy(), []
    for members in apart(instance, chosen):
        chosen[members] = NOBODY
    for members in groups(instance):
        if np.all(chosen[members] == NOBODY):
            torn.append([instance.requests[i] for i in members])
    return chosen, torn
