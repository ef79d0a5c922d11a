"""The invented people, organisations and towns of the demonstration, read from the files beside this one."""

from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from drakentemmers.directory.demo import Town
from drakentemmers.directory.rules import Gender

DATA = Path(__file__).resolve().parent / "data"


@cache
def _read(name: str) -> Any:
    return yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))


def towns() -> dict[str, Town]:
    """Return the towns by name."""
    rows = [{**row, "postcodes": tuple(row["postcodes"])} for row in _read("towns")]
    return {row["name"]: Town(**row) for row in rows}


def organisations() -> list[dict[str, Any]]:
    """Return the named organisations as written."""
    return _read("organisations")


def people() -> list[dict[str, Any]]:
    """Return the people who can sign in as written."""
    return _read("people")


class Names:
    """Draws names that nobody in the field bears."""

    def __init__(self, random: Random) -> None:
        self.random, self.words = random, _read("names")

    def family(self) -> str:
        return self.random.choice(self.words["first_half"]) + self.random.choice(self.words["second_half"])

    def person(self, gender: Gender) -> str:
        first, particle = self.random.choice(self.words[gender]), self.random.choice(self.words["particle"])
        return f"{first} {particle}{self.family()}"

    def practice(self) -> str:
        return f"{self.random.choice(self.words['practice'])} {self.family()}"
