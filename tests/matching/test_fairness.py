"""Small groups are hidden, also from who can subtract."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drakentemmers.matching.fairness import (
    SMALLEST,
    Answer,
    Share,
    answer,
    gap,
    guarded,
    per_hundred,
    practice_size,
)


def rows(*sizes: int) -> list[Share]:
    return [Share(f"g{at}", size, 0, 0) for at, size in enumerate(sizes)]


def shown(*sizes: int) -> list[int | None]:
    return [row.size for row in guarded(rows(*sizes))]


def test_large_groups_are_shown():
    assert shown(10, 25) == [10, 25]


def test_one_small_group_takes_the_next_smallest_with_it():
    assert shown(3, 12, 40) == [None, None, 40]


def test_small_groups_that_are_ten_together_hide_nobody_else():
    assert shown(4, 6, 12) == [None, None, 12]
    assert shown(4, 5, 12) == [None, None, None]


def test_nobody_is_nothing_to_hide():
    assert shown(0, 12) == [0, 12]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(0, 60), max_size=8))
def test_what_is_hidden_cannot_be_told_from_the_total(sizes: list[int]):
    found = guarded(rows(*sizes))
    hidden = [size for size, row in zip(sizes, found, strict=True) if row.is_hidden]
    assert all(size == 0 or size >= SMALLEST for size in (row.size for row in found) if size is not None)
    everything = len(hidden) == sum(size > 0 for size in sizes)
    assert not hidden or everything or (len(hidden) > 1 and sum(hidden) >= SMALLEST)


def test_what_is_hidden_is_not_all_in_the_same_case():
    some = [Share("a", 4, 0, 0), Share("b", 8, 0, 0), Share("c", 20, 3, 5), Share("d", 40, 9, 9)]
    assert [row.size for row in guarded(some)] == [None, None, None, 40]
    nobody = [Share("a", 4, 0, 0), Share("b", 8, 0, 0), Share("c", 20, 0, 0)]
    assert [row.size for row in guarded(nobody)] == [None, None, 20]  # the total says so already


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(1, 40), st.floats(0, 1), st.floats(0, 1)), max_size=8))
def test_the_total_does_not_tell_that_of_the_hidden_nobody_or_everybody_got_a_place(groups: list):
    given_rows = [Share(f"g{at}", n, int(n * one), int(n * two)) for at, (n, one, two) in enumerate(groups)]
    hidden = [row for row, shown in zip(given_rows, guarded(given_rows), strict=True) if shown.is_hidden]
    if not hidden or len(hidden) == len(given_rows):
        return
    total, size = (sum(row.size for row in rows) for rows in (given_rows, hidden))
    for what in ("before", "after"):
        of_all, of_hidden = (sum(getattr(row, what) for row in rows) for rows in (given_rows, hidden))
        assert of_hidden not in {0, size} or of_all in {0, total}


def test_practices_are_told_by_size():
    assert [practice_size(n) for n in (1, 2, 5, 6, 15, 16)] == ["1", "2-5", "2-5", "6-15", "6-15", "16+"]


def served(*of_each: tuple[int | None, int | None, int | None]) -> list[Share]:
    return [Share(f"g{at}", *numbers) for at, numbers in enumerate(of_each)]


def test_the_gap_is_between_the_least_and_the_best_served_of_each_hundred():
    found = gap(served((20, 2, 8), (50, 30, 25), (10, 6, 6)))
    assert found is not None
    assert (found.least.name, found.most.name, found.before, found.after) == ("g0", "g2", 50, 20)
    assert found.turn == 1
    assert gap(served((20, 10, 2), (50, 25, 40))).turn == -1
    assert gap(served((20, 10, 10), (50, 25, 25))).turn == 0


def test_what_is_hidden_or_empty_plays_no_part_in_the_gap():
    assert gap(served((None, None, None), (0, 0, 0), (50, 25, 40))) is None
    assert gap(served((None, None, None), (20, 5, 10), (50, 25, 40))).after == 30
    assert gap([]) is None


def test_of_each_hundred_is_rounded_half_up():
    assert [per_hundred(1, 3), per_hundred(2, 3), per_hundred(1, 8), per_hundred(None, None)] == [
        33,
        67,
        13,
        0,
    ]


@given(
    st.lists(st.tuples(st.integers(1, 60), st.integers(0, 60), st.integers(0, 60)), min_size=2, max_size=8)
)
def test_a_gap_is_a_part_of_a_hundred_and_the_order_of_rows_changes_nothing(numbers: list):
    all_rows = served(*((size, min(size, before), min(size, after)) for size, before, after in numbers))
    found, turned = gap(all_rows), gap(all_rows[::-1])
    assert 0 <= found.before <= 100 and 0 <= found.after <= 100
    assert (found.before, found.after) == (turned.before, turned.after)


def test_one_answer_to_all_gaps():
    closer, apart = gap(served((10, 2, 5), (10, 8, 5))), gap(served((10, 5, 2), (10, 5, 8)))
    equal = gap(served((10, 5, 5), (10, 5, 5)))
    assert [
        answer(gaps) for gaps in ([], [None], [equal, None], [closer, equal], [apart, equal], [apart, closer])
    ] == [Answer.UNKNOWN, Answer.UNKNOWN, Answer.SAME, Answer.FAIRER, Answer.LESS_FAIR, Answer.PARTLY]
    assert (
        answer([None], [closer, apart]) == Answer.UNKNOWN
    )  # of practices alone nobody knows who gets a place
    assert answer([equal], [closer]) == Answer.FAIRER
