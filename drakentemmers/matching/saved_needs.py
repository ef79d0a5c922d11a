"""A need of the finder as text, to keep and to read again on another day. Plain Python.

A start within some weeks counts from the day it is read; a place stands as whole metres, so that nothing has to be
looked up to search again.
"""

import json
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

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
from drakentemmers.kernel.geography import Point
from drakentemmers.matching.rules import Need

ONE: dict[str, type[StrEnum]] = {
    "group": ClientGroup,
    "client_role": ClientRole,
    "setting": Setting,
    "language": Language,
    "gender": Gender,
    "funding": Funding,
}
SOME: dict[str, type[StrEnum]] = {"problems": Problem, "methods": Method}
PLAIN = ("interpreter_is_fine", "max_km", "quality_mark")
KEPT = (*ONE, *SOME, *PLAIN, "point")


def written(need: Need, start_within: int | None = None) -> str:
    """Return what the finder asks, as text; `start_within` weeks take the place of the day to start by."""
    told: dict[str, Any] = {name: value for name in KEPT if (value := getattr(need, name))}
    told |= {name: sorted(told[name]) for name in SOME if name in told}
    if need.point is not None:
        told["point"] = [need.point.x, need.point.y, need.point.z]
    if start_within:
        told["start_within"] = start_within
    return json.dumps(told, sort_keys=True)


def need_in(text: str, on: date) -> Need:
    """Return the need that `written` wrote, seen from `on`."""
    told = json.loads(text)
    values: dict[str, Any] = {name: told[name] for name in PLAIN if name in told}
    values |= {name: kind(told[name]) for name, kind in ONE.items() if name in told}
    values |= {name: frozenset(map(kind, told[name])) for name, kind in SOME.items() if name in told}
    if "point" in told:
        values["point"] = Point(*told["point"])
    if "start_within" in told:
        values["start_by"] = on + timedelta(weeks=told["start_within"])
    return Need(**{"group": None} | values)
