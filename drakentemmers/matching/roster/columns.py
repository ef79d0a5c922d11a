"""One row of small numbers per therapist, in arrays that grow."""

from enum import StrEnum

import numpy as np
import numpy.typing as npt

from drakentemmers.directory.rules import (
    ClientGroup,
    ClientRole,
    Funding,
    Gender,
    Language,
    Method,
    Problem,
    Setting,
)
from drakentemmers.kernel.ids import LENGTH


def small(kind: type[StrEnum]) -> type[np.signedinteger]:
    """Return the smallest type that holds a bit for every member."""
    for dtype in (np.int8, np.int16, np.int32):
        if len(kind) < 8 * np.dtype(dtype).itemsize:
            return dtype
    return np.int64


TYPES: dict[str, npt.DTypeLike] = {
    "ids": f"S{LENGTH}",
    "groups": small(ClientGroup),
    "client_roles": small(ClientRole),
    "problems": small(Problem),
    "settings": small(Setting),
    "methods": small(Method),
    "languages": small(Language),
    "gender": small(Gender),
    "fundings": small(Funding),
    "interpreter": np.int8,
    "max_sessions": np.int32,
    "marked_until": np.int32,  # the last day of the quality mark
    "free_weeks": np.int64,  # one bit a week, from the first week of the roster
    "places_per_month": np.int16,
    "confirmed": np.int32,
    "since": np.int32,  # the first and the last day on which there is somebody and something to ask for
    "until": np.int32,
    "key": np.int32,
    "practice": np.int32,  # the number of the practice; -1: none
    "is_active": np.bool_,
    "locations": np.int16,  # how many
    "at": np.int32,  # the row of the first one; -1: none yet
}
# What follows from those on one day.
DERIVED: dict[str, npt.DTypeLike] = {
    "marked": np.int8,
    "first_week": np.int16,
    "lately": np.int32,
    "asked": np.int32,  # questions to this therapist alone in the last 90 days
    "gate": np.int16,  # client groups, and OPEN; 0 for who cannot be asked for
    "who": np.int16,  # the bits of some columns in one number: see `traits`
    "where": np.int16,
}
OPEN = 1 << len(ClientGroup)


class Table:
    """Arrays of equal length that grow together. `len` counts the rows in use."""

    def __init__(self, types: dict[str, npt.DTypeLike]) -> None:
        self.types = types
        self.arrays = {name: np.zeros(0, dtype) for name, dtype in types.items()}
        self.size = 0

    def __len__(self) -> int:
        return self.size

    def __getattr__(self, name: str) -> np.ndarray:
        try:
            return self.__dict__["arrays"][name][: self.size]
        except KeyError:
            raise AttributeError(name) from None

    def extend(self, **columns: np.ndarray) -> np.ndarray:
        """Add rows and return their numbers; a column that is not named starts at 0."""
        count = len(next(iter(columns.values())))
        first, self.size = self.size, self.size + count
        for name, array in self.arrays.items():
            if self.size > len(array):
                grown = np.zeros(self.size + self.size // 16 * bool(first), self.types[name])
                grown[:first] = array[:first]
                self.arrays[name] = grown
            if name in columns:
                self.arrays[name][first : self.size] = columns[name]
        return np.arange(first, self.size)

    def put(self, rows: np.ndarray, **columns: npt.ArrayLike) -> None:
        """Change rows."""
        for name, values in columns.items():
            self.arrays[name][rows] = values

    def reorder(self, order: np.ndarray) -> None:
        """Put every row in another place: first the one that stands at `order[0]`."""
        for name, array in self.arrays.items():
            self.arrays[name] = array[: self.size][order]

    def copy(self) -> "Table":
        """Return a table that can be changed without changing this one."""
        other = Table(self.types)
        other.arrays = {name: array[: self.size].copy() for name, array in self.arrays.items()}
        other.size = self.size
        return other

    @property
    def bytes(self) -> int:
        return sum(array.nbytes for array in self.arrays.values())


def therapists() -> Table:
    """Return an empty table of therapists."""
    return Table(TYPES | DERIVED)
