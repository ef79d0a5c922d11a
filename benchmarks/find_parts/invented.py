"""Therapists and requests by a seed: towns of very different size, as many to the square kilometre at every size."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import numpy as np

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
from drakentemmers.kernel.geography import EARTH_RADIUS_M, Point, point
from drakentemmers.matching.roster import Roster
from drakentemmers.matching.roster.locations import BEYOND
from drakentemmers.matching.roster.rows import ALWAYS
from drakentemmers.matching.rules import Need, NeedName, Supply, WorkPlace
from drakentemmers.matching.rules.asked import NEVER, NO_MAXIMUM, day_number, week_begins
from drakentemmers.matching.rules.draw import draw_key

ON = date(2026, 11, 18)
LETTERS = b"0123456789abcdefghjkmnpqrstvwxyz"
NETHERLANDS, EUROPE = (51.2, 53.3, 4.2, 6.9), (44.0, 56.0, 0.0, 16.0)
MOST_IN_THE_NETHERLANDS = 30_000
TOWNS = 7  # the seed of where the towns lie


def towns(count: int, chance: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return latitudes, longitudes and shares of the towns for so many therapists."""
    south, north, west, east = NETHERLANDS if count <= MOST_IN_THE_NETHERLANDS else EUROPE
    number = 300 if count <= MOST_IN_THE_NETHERLANDS else 300 * count // MOST_IN_THE_NETHERLANDS
    share = 1 / (1 + np.arange(number) % 300) ** 0.7
    latitude, longitude = chance.uniform(south, north, number), chance.uniform(west, east, number)
    return latitude, longitude, share / share.sum()


def some_bits(chance: np.random.Generator, count: int, members: int, share: float) -> np.ndarray:
    """Return masks in which each member stands with a chance, and at least one."""
    mask = np.zeros(count, np.int64)
    for member in range(members):
        mask |= (chance.random(count) < share).astype(np.int64) << member
    return np.where(mask == 0, np.int64(1) << chance.integers(0, members, count), mask)


def columns(count: int, seed: int) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Return the columns of therapists and of their work locations."""
    chance = np.random.default_rng(seed)
    letters = np.frombuffer(LETTERS, np.uint8)
    number = np.arange(count)
    digits = [letters[(number * 7_919 % (1 << 30) >> shift) & 31] for shift in range(0, 30, 5)]
    ids = np.stack([*digits, *(letters[(number >> shift) & 31] for shift in range(25, -5, -5))], axis=1)
    names = np.ascontiguousarray(ids).view("S12").ravel()
    languages = np.ones(count, np.int64)
    for member in range(1, len(Language)):
        languages |= (chance.random(count) < 0.3 / member).astype(np.int64) << member
    free = chance.integers(0, 1 << 20, count) << chance.integers(0, 8, count)
    places = np.where(chance.random(count) < 0.25, 2, 1)
    therapists = {
        "ids": names,
        "groups": some_bits(chance, count, len(ClientGroup), 0.35),
        "client_roles": some_bits(chance, count, len(ClientRole), 0.6),
        "problems": some_bits(chance, count, len(Problem), 0.7),
        "settings": some_bits(chance, count, len(Setting), 0.4),
        "methods": some_bits(chance, count, len(Method), 0.15),
        "languages": languages,
        "gender": np.int64(1) << (chance.random(count) < 0.25).astype(np.int64),
        "fundings": some_bits(chance, count, len(Funding), 0.4),
        "interpreter": chance.random(count) < 0.4,
        "max_sessions": np.where(chance.random(count) < 0.5, NO_MAXIMUM, chance.integers(5, 40, count)),
        "marked_until": np.where(chance.random(count) < 0.3, ALWAYS, -1),
        "free_weeks": np.where(chance.random(count) < 0.25, 0, free),
        "places_per_month": chance.integers(0, 5, count),
        "confirmed": day_number(ON) - chance.integers(0, 48, count),
        "until": np.full(count, ALWAYS),
        "key": np.fromiter((draw_key(pk.decode()) for pk in names.tolist()), np.int32, count),
        "practice": np.where(chance.random(count) < 0.5, -1, chance.integers(0, count // 4 + 1, count)),
        "is_active": np.ones(count, bool),
        "locations": places,
    }
    return therapists, _locations(places, count, chance)


def _locations(places: np.ndarray, count: int, chance: np.random.Generator) -> dict[str, np.ndarray]:
    owner = np.repeat(np.arange(count), places)
    first = np.append(True, owner[1:] != owner[:-1])
    latitudes, longitudes, share = towns(count, np.random.default_rng(TOWNS))
    town = chance.choice(len(share), len(owner), p=share)
    lat = np.radians(latitudes[town] + chance.normal(0, 0.05, len(owner)))
    lon = np.radians(longitudes[town] + chance.normal(0, 0.08, len(owner)))
    axes = (np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat))
    x, y, z = (np.rint(EARTH_RADIUS_M * axis).astype(np.int64) for axis in axes)
    nowhere = np.flatnonzero((places == 1)[owner] & (chance.random(len(owner)) < 0.01))
    radius = chance.choice([5, 10, 25, 40, 80], len(owner))
    x[nowhere] = y[nowhere] = z[nowhere] = BEYOND
    radius[nowhere] = -1
    return {"owner": owner, "number": ~first, "x": x, "y": y, "z": z, "radius": radius}


def roster(count: int, seed: int) -> Roster:
    """Return a roster of invented therapists with questions behind them."""
    therapists, locations = columns(count, seed)
    made = Roster.of(therapists, locations, ON)
    asked = np.random.default_rng(seed + 1).integers(0, len(made.therapists), len(made.therapists) // 5)
    today = day_number(ON)
    for row in np.unique(asked).tolist():
        made.asked_days[row] = [today - row % 120]
    made._count_turns(None)
    return made


def requests(count: int, size: int, seed: int) -> list[Need]:
    """Return requests with eleven needs, near towns; a few in minutes, online, from anywhere or with wishes."""
    chance = Random(seed)
    latitudes, longitudes, share = towns(size, np.random.default_rng(TOWNS))
    found = []
    for _ in range(count):
        town = chance.choices(range(len(share)), share)[0]
        need = Need(
            group=chance.choice(list(ClientGroup)),
            point=point(latitudes[town] + chance.gauss(0, 0.05), longitudes[town] + chance.gauss(0, 0.08)),
            client_role=chance.choice(list(ClientRole)),
            problems=frozenset(chance.sample(list(Problem), chance.choice([1, 1, 2]))),
            setting=chance.choice([Setting.AMBULATORY, Setting.AMBULATORY, Setting.SHELTER, Setting.MDA]),
            methods=frozenset(chance.sample(list(Method), 3)),
            language=chance.choice(
                [Language.DUTCH] * 7 + [Language.ARABIC, Language.TURKISH, Language.ENGLISH]
            ),
            interpreter_is_fine=chance.random() < 0.7,
            gender=chance.choice([None, None, Gender.FEMALE]),
            sessions=chance.choice([None, 8, 12, 20]),
            funding=chance.choice(list(Funding)),
            max_km=chance.choice([10, 20, 30, 30, 50]),
            start_by=ON + timedelta(weeks=chance.choice([1, 4, 8, 12])),
        )
        kind = chance.random()
        if kind < 0.05:
            need = replace(need, max_km=None, max_minutes=chance.choice([20, 30, 45, 60]))
        elif kind < 0.08:
            need = replace(need, wishes=frozenset({NeedName.METHOD, NeedName.GENDER, NeedName.START}))
        found.append(need)
    return found


def supplies(made: Roster) -> list[Supply]:
    """Return what everybody in a roster that can be asked offers, for the plain loop."""
    table, places = made.therapists, made.locations
    work: dict[int, list[tuple[int, WorkPlace]]] = {}
    for row in range(len(places)):
        if places.radius[row] >= 0:
            spot = Point(int(places.x[row]), int(places.y[row]), int(places.z[row]))
            place = WorkPlace(spot, int(places.radius[row]), "")
            work.setdefault(int(places.owner[row]), []).append((int(places.number[row]), place))
    return [_supply(table, row, work.get(row, [])) for row in range(len(table)) if table.gate[row]]


def _supply(table, row: int, places: list[tuple[int, WorkPlace]]) -> Supply:
    def members(kind: type, name: str) -> frozenset:
        mask = int(getattr(table, name)[row])
        return frozenset(member for at, member in enumerate(kind) if mask >> at & 1)

    week = int(table.first_week[row])
    most = int(table.max_sessions[row])
    return Supply(
        id=table.ids[row].decode(),
        name="",
        groups=members(ClientGroup, "groups"),
        client_roles=members(ClientRole, "client_roles"),
        problems=members(Problem, "problems"),
        settings=members(Setting, "settings"),
        methods=members(Method, "methods"),
        languages=members(Language, "languages"),
        works_with_interpreter=bool(table.interpreter[row]),
        gender=next(iter(members(Gender, "gender"))),
        fundings=members(Funding, "fundings"),
        places=tuple(place for _, place in sorted(places, key=lambda found: found[0])),
        first_place=None if week == NEVER else week_begins(week),
        places_per_month=int(table.places_per_month[row]),
        max_sessions=None if most == NO_MAXIMUM else most,
        confirmed_on=ON - timedelta(days=day_number(ON) - int(table.confirmed[row])),
        quality_mark=bool(table.marked[row]),
        asked_lately=int(table.lately[row]),
    )
