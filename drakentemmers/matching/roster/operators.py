"""The operators of `rules.decisions` on columns."""

import numpy as np

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
    def steps(value: Column, bounds: tuple[int, ...]) -> Column:
        return np.searchsorted(_array(bounds), value)


COLUMNWISE = Columnwise()
_ARRAYS: dict[tuple[int, ...], Column] = {}


def _array(bounds: tuple[int, ...]) -> Column:
    if bounds not in _ARRAYS:
        _ARRAYS[bounds] = np.array(bounds, dtype=np.int64)
    return _ARRAYS[bounds]
