"""Small groups are hidden, also from who can subtract."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drakentemmers.matching.fairness import SMALLEST, Share, guarded, practice_size


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


def test_practices_are_told_by_size():
    assert [practice_size(n) for n in (1, 2, 5, 6, 15, 16)] == ["1", "2-5", "2-5", "6-15", "6-15", "16+"]
