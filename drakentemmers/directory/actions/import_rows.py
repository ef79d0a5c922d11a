"""What bringing in rows of either kind has in common."""

# ruff: noqa: N818 - it reads as the sentence it is

from enum import StrEnum


class Outcome(StrEnum):
    """What became of one row."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


class RowRefused(Exception):
    """A row that does not fit in what the network already holds; says which column, and what to do."""

    def __init__(self, column: str, advice: str) -> None:
        super().__init__(advice)
        self.column, self.advice = column, advice
