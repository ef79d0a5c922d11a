"""The best proposal for everybody at once: held against trying everything and against another solver."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drakentemmers.matching.allocation import (
    BadInstance,
    CostsTooLarge,
    Instance,
    PinRefused,
    Room,
    Waiting,
    allocate,
    certify,
    least_prices,
    pricing,
    solving,
)
from drakentemmers.matching.allocation.families import groups, is_together
from drakentemmers.matching.allocation.first_ideas import longest_waiting_first, most_pressing_first
from drakentemmers.matching.allocation.instance import NOBODY
from drakentemmers.matching.allocation.tally import tally
from tests.matching.rounds_by_hand import best_by_highs, best_by_trying, drawn, small_rounds

ACUTE, SOON, REGULAR = 0, 1, 2


def instance(waiting: list[Waiting], rooms: list[Room], pairs: dict[tuple[int, int], int]) -> Instance:
    """The instance of pairs (request, therapist) and how far apart they are."""
    who, whom = zip(*pairs, strict=True)
    return Instance.made(waiting, rooms, (np.array(who), np.array(whom), np.array(list(pairs.values()))))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(small_rounds())
def test_no_proposal_is_better_and_that_is_proven(small: Instance):
    found = allocate(small)
    assert tally(small, found.chosen) == best_by_trying(small)
    assert small.is_sound(found.chosen)
    assert certify(small, found.chosen, found.prices).holds
    assert found.is_best


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(small_rounds(families=2))
def test_families_go_together_or_wait_together_and_nothing_is_better(small: Instance):
    found = allocate(small)
    assert tally(small, found.chosen) == best_by_trying(small, families=True)
    assert all(is_together(small, found.chosen[members].tolist()) for members in groups(small))
    assert small.is_sound(found.chosen)
    assert found.is_best


@pytest.mark.parametrize("seed", range(5))
def test_another_solver_finds_the_same_to_the_last_unit(seed: int):
    larger = Instance.made(*drawn(seed, 60, 30, density=0.12))
    found = allocate(larger)
    assert tally(larger, found.chosen) == best_by_highs(larger)
    assert found.certificate.holds


def test_the_most_urgent_come_first_however_far_and_however_many_wait():
    waiting = [Waiting("acute", ACUTE, 0), *[Waiting(f"long{n}", REGULAR, 50) for n in range(5)]]
    pairs = {(0, 0): 4000, **{(n, 0): 0 for n in range(1, 6)}}
    assert allocate(instance(waiting, [Room("one", 1)], pairs)).pairs() == {"acute": "one"}


def test_of_equally_urgent_ones_who_waited_longest_comes_first():
    waiting = [Waiting("new", SOON, 1), Waiting("old", SOON, 2)]
    one = instance(waiting, [Room("one", 1)], {(0, 0): 0, (1, 0): 4000})
    assert allocate(one).pairs() == {"old": "one"}


def test_the_most_urgent_first_costs_nobody_else_a_place():
    waiting = [Waiting("acute", ACUTE, 0), Waiting("regular", REGULAR, 0)]
    two = instance(waiting, [Room("far", 1), Room("near", 1)], {(0, 0): 900, (0, 1): 1, (1, 1): 1})
    assert allocate(two).pairs() == {"acute": "far", "regular": "near"}


@given(st.integers(0, 2**32))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_order_in_which_it_comes_in_changes_nothing(seed: int):
    waiting, rooms, (who, whom, travel) = drawn(seed, 25, 12, density=0.3)
    rng = np.random.default_rng(seed)
    w, r, p = rng.permutation(len(waiting)), rng.permutation(len(rooms)), rng.permutation(who.size)
    new_place_w, new_place_r = np.argsort(w), np.argsort(r)
    shuffled = Instance.made(
        [waiting[i] for i in w],
        [rooms[j] for j in r],
        (new_place_w[who[p]], new_place_r[whom[p]], travel[p]),
    )
    straight = Instance.made(waiting, rooms, (who, whom, travel))
    assert allocate(shuffled).pairs() == allocate(straight).pairs()


def test_a_tampered_proposal_is_refused():
    whole = Instance.made(*drawn(3, 30, 15, density=0.3))
    found = allocate(whole)
    placed = np.flatnonzero(found.chosen != NOBODY)
    for at in placed.tolist():
        for other in [NOBODY, *range(len(whole.therapists))]:
            tampered = found.chosen.copy()
            tampered[at] = other
            if other != found.chosen[at] and whole.is_sound(tampered):
                same = tally(whole, tampered) == tally(whole, found.chosen)
                assert certify(whole, tampered, found.prices).holds == same
            elif other != found.chosen[at]:
                assert not certify(whole, tampered, found.prices).holds


def test_prices_are_what_one_more_place_would_add():
    whole = Instance.made(*drawn(8, 20, 8, density=0.4))
    found = allocate(whole)
    for therapist in range(len(whole.therapists)):
        waiting, rooms, pairs = drawn(8, 20, 8, density=0.4)
        room = rooms[therapist]
        rooms[therapist] = Room(room.id, room.places + 1, room.practice, room.spot)
        more = Instance.made(waiting, rooms, pairs)
        assert more.value(allocate(more).chosen) - whole.value(found.chosen) == found.prices[therapist]


def test_a_worse_proposal_has_no_prices():
    whole = Instance.made(*drawn(5, 40, 20, density=0.2))
    assert least_prices(whole, longest_waiting_first(whole)) is None
    assert most_pressing_first(whole).shape == (40,)


def test_yesterdays_proposal_is_kept_where_that_costs_nobody_a_place():
    parts = drawn(12, 60, 30, density=0.3)
    yesterday = allocate(Instance.made(*parts)).pairs()
    waiting, rooms, pairs = parts
    today = [w for w in waiting if w.id != "r00007"] + [Waiting("r00060", ACUTE, 0)]
    keep = pairs[0] != 7
    who = np.where(pairs[0] > 7, pairs[0] - 1, pairs[0])[keep]
    changed = (who, pairs[1][keep], pairs[2][keep])
    free = allocate(Instance.made(today, rooms, changed))
    stable = allocate(Instance.made(today, rooms, changed, yesterday=yesterday, bonus=50))

    def moved(found: dict[str, str]) -> int:
        return sum(found.get(request) != therapist for request, therapist in yesterday.items())

    assert len(stable.pairs()) == len(free.pairs())
    assert moved(stable.pairs()) < moved(free.pairs())


def test_a_pin_is_kept_and_a_forbidden_pair_is_not_used():
    two = instance(
        [Waiting("a", REGULAR, 0), Waiting("b", REGULAR, 0)],
        [Room("x", 1), Room("y", 1)],
        {(0, 0): 1, (0, 1): 9, (1, 0): 9, (1, 1): 1},
    )
    assert allocate(two).pairs() == {"a": "x", "b": "y"}
    assert allocate(two, pins={"a": "y"}).pairs() == {"a": "y", "b": "x"}
    assert allocate(two.without([("a", "x")])).pairs() == {"a": "y", "b": "x"}


def test_a_pin_that_breaks_a_need_or_a_place_is_refused():
    one = instance(
        [Waiting("a", 2, 0), Waiting("b", 2, 0)], [Room("x", 1), Room("y", 0)], {(0, 0): 1, (1, 0): 1}
    )
    for pins in ({"a": "y"}, {"a": "nobody"}, {"a": "x", "b": "x"}):
        with pytest.raises(PinRefused):
            allocate(one, pins=pins)


def test_of_too_many_pins_the_first_ones_stand():
    one = instance(
        [Waiting("a", 2, 0), Waiting("b", 2, 0)], [Room("x", 1), Room("y", 0)], {(0, 0): 1, (1, 0): 1}
    )
    assert one.standing([("b", "x"), ("a", "x")]) == [("b", "x")]
    assert one.standing([("a", "y"), ("a", "nobody"), ("nobody", "x"), ("a", "x")]) == [("a", "x")]
    assert allocate(one, pins=dict(one.standing([("b", "x"), ("a", "x")]))).pairs() == {"b": "x"}


def test_the_fingerprint_is_of_the_world_and_not_of_what_was_proposed():
    def made(weeks: int = 0, places: int = 1, km: int = 1) -> Instance:
        return instance([Waiting("a", 2, weeks)], [Room("x", places)], {(0, 0): km})

    here = made()
    assert here.staying_near({"a": "x"}, 9).fingerprint == made().fingerprint
    others = [here, made(weeks=1), made(places=2), made(km=2), here.without([("a", "x")])]
    assert len({other.fingerprint for other in others}) == len(others)


def far_apart(requests: int, travel: int) -> Instance:
    waiting = [Waiting(f"r{n:05}", REGULAR, n) for n in range(requests)]
    return Instance.made(waiting, [Room("x", 1)], (np.array([0]), np.array([0]), np.array([travel])))


def test_numbers_that_64_bits_cannot_hold_are_refused_aloud():
    assert allocate(far_apart(1_000, 2**31 - 1)).pairs() == {"r00000": "x"}
    with pytest.raises(CostsTooLarge):
        allocate(far_apart(2_000, 2**31 - 1))
    with pytest.raises(CostsTooLarge):
        far_apart(1, 2**31)
    with pytest.raises(CostsTooLarge):
        far_apart(1, 2**31 - 10).staying_near({}, 50)


@pytest.mark.parametrize(
    ("waiting", "pairs"),
    [
        ([Waiting("a", 0, 0), Waiting("a", 0, 0)], {(0, 0): 1}),
        ([Waiting("a", 0, 0)], {(0, 0): -1}),
    ],
)
def test_what_cannot_be_right_is_refused(waiting: list[Waiting], pairs: dict):
    with pytest.raises(BadInstance):
        instance(waiting, [Room("x", 1)], pairs)
    with pytest.raises(BadInstance):
        Instance.made(
            [Waiting("a", 0, 0)], [Room("x", 1)], (np.array([0, 0]), np.array([0, 0]), np.array([1, 2]))
        )


def test_pairs_by_the_part_give_the_same_as_all_at_once(monkeypatch):
    whole = Instance.made(*drawn(21, 120, 60, density=0.5))
    at_once = allocate(whole)
    monkeypatch.setattr(solving, "AT_ONCE", 100)
    monkeypatch.setattr(pricing, "FIRST_NEAREST", 2)
    monkeypatch.setattr(pricing, "FIRST_SPREAD", 2)
    told = []
    by_part = allocate(whole, tell=told.append)
    assert tally(whole, by_part.chosen) == tally(whole, at_once.chosen)
    assert certify(whole, by_part.chosen, by_part.prices).holds
    assert Counter(progress.stage for progress in told)["proven"] == 1


def test_stopped_it_gives_the_best_so_far_with_what_is_proven():
    whole = Instance.made(*drawn(21, 60, 30, density=0.3))
    found = allocate(whole, stop=lambda: True)
    assert found.was_stopped
    assert not found.is_best
    assert whole.is_sound(found.chosen)
    best = whole.value(allocate(whole).chosen)
    assert found.certificate.value <= best <= found.certificate.bound


def test_a_solve_of_its_own_gives_the_same_and_can_be_ended(monkeypatch):
    from drakentemmers.matching.allocation import flow

    whole = Instance.made(*drawn(2, 40, 20, density=0.4))
    expected = allocate(whole).pairs()
    monkeypatch.setattr(flow, "OWN_PROCESS_FROM", 0)
    assert allocate(whole, stop=lambda: False).pairs() == expected
    looks = iter([False, True])
    ended = allocate(whole, stop=lambda: next(looks, True))
    assert ended.was_stopped or ended.pairs() == expected
