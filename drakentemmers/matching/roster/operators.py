"""The operators of `rules.decisions` on columns."""

from functools import lru_cache

import numpy as np

from drakentemmers.matching.rules.decisions import Rule
from drakentemmers.matching.rules.vocabulary import NeedName

Column = np.ndarray


class Columnwise:
    """Whole columns at once, in small integer types."""

    @staticmethod
    def where(condition: Column, then: Column | int, otherwise: Column | int) -> Column:
        return np.where(condition, then, otherwise)

    @staticmethod
    def least(one: Column, other: Column | int) -> Column:
        return np.minimum(one, other)

    @staticmethod
    def most(one: Column, other: Column | int) -> Column:
        return np.maximum(one, other)

    @staticmethod
    def bit(condition: Column, value: int) -> Column:
        return np.multiply(condition, np.int16(value))

    @staticmethod
    def count(mask: Column) -> Column:
        return np.bitwise_count(mask).astype(np.int16)

    @staticmethod
    def looked_up(rule: Rule, argument: int, mask: Column) -> Column:
        return _table(rule, argument).take(mask)

    @staticmethod
    def steps(value: Column, bounds: tuple[int, ...]) -> Column:
        return np.searchsorted(_array(bounds), value)


COLUMNWISE = Columnwise()
_ARRAYS: dict[tuple[int, ...], Column] = {}


def _array(bounds: tuple[int, ...]) -> Column:
    if bounds not in _ARRAYS:
        _ARRAYS[bounds] = np.array(bounds, dtype=np.int64)
    return _ARRAYS[bounds]


@lru_cache(256)
def _table(rule: Rule, argument: int) -> Column:
    """Return what a rule gives for every mask of rules."""
    masks = np.arange(1 << len(NeedName), dtype=np.int16)
    return np.broadcast_to(np.asarray(rule(argument, masks, COLUMNWISE), np.int16), masks.shape)
