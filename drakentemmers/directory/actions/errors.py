"""What a write to the directory can be refused for, besides a missing right."""

# ruff: noqa: N818 - they read as the sentence they are

from drakentemmers.directory.numbers import NumberProblem


class VersionConflict(Exception):
    """Somebody else saved the same record in between; `version` is what it is now."""

    def __init__(self, expected: int, version: int) -> None:
        super().__init__(f"expected version {expected}, found {version}")
        self.expected, self.version = expected, version


class NumberRefused(Exception):
    """Not a number that register gives out."""

    def __init__(self, problem: NumberProblem) -> None:
        super().__init__(problem)
        self.problem = problem


class NumberTaken(Exception):
    """Somebody in the network already has this number."""
