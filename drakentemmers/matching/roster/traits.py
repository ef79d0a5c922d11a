"""Rules about a few bits are looked up: for every combination of bits there can be, they are applied once.

Half of the rules read columns of so few bits that those fit together in one small number (`WHO`, `WHERE`). What is
missed by each of these numbers stands in a table, made by the rules themselves the first time somebody asks just that.
"""

from functools import lru_cache
from typing import NamedTuple, cast

import numpy as np

from drakentemmers.directory.rules import ClientRole, Funding, Gender, Problem, Setting
from drakentemmers.matching.roster.columns import Table
from drakentemmers.matching.roster.operators import COLUMNWISE
from drakentemmers.matching.rules import decisions
from drakentemmers.matching.rules.asked import Asked
from drakentemmers.matching.rules.decisions import Cells

# Per column, from the lowest bit on: how many bits.
WHO = {"client_roles": len(ClientRole), "problems": len(Problem), "gender": len(Gender), "marked": 1}
WHERE = {"settings": len(Setting), "fundings": len(Funding)}
KEPT = 256  # tables in memory, of some kilobytes each


class Who(NamedTuple):
    """What is asked of the columns of `WHO`."""

    client_role: int
    problems: int
    gender: int
    quality_mark: bool


class Where(NamedTuple):
    """What is asked of the columns of `WHERE`."""

    setting: int
    funding: int


class Combinations:
    """Every combination of the bits of some columns: in row n what the number n stands for."""

    def __init__(self, widths: dict[str, int]) -> None:
        rest = np.arange(1 << sum(widths.values()), dtype=np.int16)
        self._columns = {}
        for name, width in widths.items():
            self._columns[name] = rest & np.int16((1 << width) - 1)
            rest = rest >> np.int16(width)

    def __getattr__(self, name: str) -> np.ndarray:
        return self._columns[name]

    def __len__(self) -> int:
        return len(next(iter(self._columns.values())))


def together(table: Table, rows: np.ndarray, widths: dict[str, int]) -> np.ndarray:
    """Return the bits of some columns in one number a row."""
    found = np.zeros(len(rows), np.int16)
    for name, width in reversed(widths.items()):
        found = found << np.int16(width) | table.arrays[name][rows]
    return found


def missed(asked: Asked, who: np.ndarray, where: np.ndarray) -> np.ndarray:
    """Return the bits of the missed rules among those that are looked up."""
    of_who = _table_of_who(Who(asked.client_role, asked.problems, asked.gender, asked.quality_mark))
    of_where = _table_of_where(Where(asked.setting, asked.funding))
    return of_who.take(who) | of_where.take(where)


@lru_cache(KEPT)
def _table_of_who(asked: Who) -> np.ndarray:
    cells = Combinations(WHO)
    return _whole(decisions.bits_of(decisions.missed_of_who(asked, cast(Cells, cells)), COLUMNWISE), cells)


@lru_cache(KEPT)
def _table_of_where(asked: Where) -> np.ndarray:
    cells = Combinations(WHERE)
    return _whole(decisions.bits_of(decisions.missed_of_where(asked, cast(Cells, cells)), COLUMNWISE), cells)


def _whole(bits: np.ndarray | int, cells: Combinations) -> np.ndarray:
    """Return a table of the bits, also when nothing is asked and they are one plain 0."""
    return np.zeros(len(cells), np.int16) | bits
