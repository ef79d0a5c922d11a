"""A million therapists and ten million requests on PostgreSQL: load, sizes, the queries of the pages, cutting by year.

    python benchmarks/growth.py [THERAPISTS] [REQUESTS] [SEED]

Makes a database of its own next to the one of DATABASE_URL (by default the PostgreSQL on this machine), fills it by
seed with COPY and drops it at the end. Requests and steps stand twice: in one table, and in a table partitioned by
year. First both must give the same answers; then each query runs on both in turn, and medians of one run are printed.
Without a PostgreSQL it says so and stops: there is nothing to compare.
"""

# ruff: noqa: S608 - only names of our own go into these statements

import os
import random
import statistics
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import perf_counter

import psycopg
from psycopg import sql

DATABASE = "drakentemmers_growth"
YEARS = range(2017, 2027)
STATES = ("open", "asked", "accepted", "placed", "started", "ended", "closed")
RUNNING_SHARE = 0.02  # of the last year; the rest is over
REQUESTS_PER_ORGANISATION = 2_000
STEPS_PER_REQUEST = 3
CHUNK = 20_000
RUNS = 60
BATCH = 10_000

THERAPISTS = """
CREATE TABLE therapist (
    id char(12) PRIMARY KEY, groups int NOT NULL, problems int NOT NULL, methods bigint NOT NULL,
    languages bigint NOT NULL, settings int NOT NULL, x int NOT NULL, y int NOT NULL, z int NOT NULL,
    radius_km smallint NOT NULL, places smallint NOT NULL, starts_on date NOT NULL,
    confirmed_at timestamptz NOT NULL, state text NOT NULL)"""
REQUEST = """
CREATE TABLE {name} (
    id char(12) NOT NULL, made_at timestamptz NOT NULL, organisation int NOT NULL, state text NOT NULL,
    urgency smallint NOT NULL, care_group smallint NOT NULL, problems int NOT NULL, x int NOT NULL, y int NOT NULL,
    z int NOT NULL, PRIMARY KEY ({key})) {partition}"""
STEP = """
CREATE TABLE {name} (
    request char(12) NOT NULL, at timestamptz NOT NULL, number smallint NOT NULL, step text NOT NULL,
    PRIMARY KEY (request, at, number)) {partition}"""
INDEXES = (
    "CREATE INDEX ON {requests} (organisation, state, made_at DESC)",
    "CREATE INDEX ON {requests} (urgency, made_at) WHERE state IN ('open', 'asked')",
)


@dataclass(frozen=True)
class Kind:
    """One way to keep the history."""

    name: str
    requests: str
    steps: str


WHOLE = Kind("one table", "request_whole", "step_whole")
BY_YEAR = Kind("by year", "request_by_year", "step_by_year")


def main() -> None:
    therapists, requests, seed = (
        int(value) for value in [*sys.argv[1:], *("20000", "50000", "1")[len(sys.argv) - 1 :]]
    )
    address = os.environ.get("DATABASE_URL", "postgres://postgres@127.0.0.1/postgres")
    try:
        server = psycopg.connect(address, autocommit=True)
    except (psycopg.OperationalError, psycopg.ProgrammingError):
        print("no PostgreSQL to reach (DATABASE_URL): nothing is measured")
        return
    with server:
        server.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
        server.execute(f"CREATE DATABASE {DATABASE}")
        try:
            with psycopg.connect(address, dbname=DATABASE, autocommit=True) as connection:
                measure(connection, therapists, requests, seed)
        finally:
            server.execute(f"DROP DATABASE {DATABASE}")


def measure(connection: psycopg.Connection, therapists: int, requests: int, seed: int) -> None:
    print(
        f"{therapists:,} therapists, {requests:,} requests, {requests * STEPS_PER_REQUEST:,} steps, seed {seed}"
    )
    make_tables(connection)
    load(connection, therapists, requests, seed)
    sizes(connection)
    compare_answers(connection, seed)
    run_queries(connection, requests, seed)
    read_everybody(connection, therapists)
    cut_a_year(connection)


def make_tables(connection: psycopg.Connection) -> None:
    connection.execute(THERAPISTS)
    for kind, key, partition in ((WHOLE, "id", ""), (BY_YEAR, "id, made_at", "PARTITION BY RANGE (made_at)")):
        connection.execute(REQUEST.format(name=kind.requests, key=key, partition=partition))
        connection.execute(STEP.format(name=kind.steps, partition=partition.replace("made_at", "at")))
    for table in (BY_YEAR.requests, BY_YEAR.steps):
        for year in YEARS:
            connection.execute(
                f"CREATE TABLE {table}_{year} PARTITION OF {table}"
                f" FOR VALUES FROM ('{year}-01-01') TO ('{year + 1}-01-01')"
            )


def load(connection: psycopg.Connection, therapists: int, requests: int, seed: int) -> None:
    """Rows by COPY; the second kind is copied from the first, so that both hold the same. Indexes come last."""
    timed(
        "COPY therapists", lambda: copy(connection, "therapist", therapist_rows(therapists, seed)), therapists
    )
    timed("COPY requests", lambda: copy(connection, WHOLE.requests, request_rows(requests, seed)), requests)
    steps = f"""INSERT INTO {WHOLE.steps} SELECT id, made_at + (n * interval '1 hour'), n, 'asked'
        FROM {WHOLE.requests}, generate_series(0, {STEPS_PER_REQUEST - 1}) n"""
    timed("steps of requests", lambda: connection.execute(steps), requests * STEPS_PER_REQUEST)
    for whole, by_year in ((WHOLE.requests, BY_YEAR.requests), (WHOLE.steps, BY_YEAR.steps)):
        fill = f"INSERT INTO {by_year} SELECT * FROM {whole}"
        rows = requests * (STEPS_PER_REQUEST if whole == WHOLE.steps else 1)
        timed(f"fill {by_year}", lambda fill=fill: connection.execute(fill), rows)
    for kind in (WHOLE, BY_YEAR):
        timed(f"indexes, {kind.name}", lambda kind=kind: make_indexes(connection, kind), requests)
    timed("analyze", lambda: connection.execute("VACUUM ANALYZE"), requests)


def make_indexes(connection: psycopg.Connection, kind: Kind) -> None:
    for statement in INDEXES:
        connection.execute(statement.format(requests=kind.requests))


def timed(what: str, deed: Callable[[], object], rows: int) -> None:
    start = perf_counter()
    deed()
    seconds = perf_counter() - start
    print(f"  {what:<28}{seconds:9.1f} s{rows / seconds:14,.0f} rows/s", flush=True)


def copy(connection: psycopg.Connection, table: str, lines: Iterator[str]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as out:
        held: list[str] = []
        for line in lines:
            held.append(line)
            if len(held) == CHUNK:
                out.write("".join(held))
                held.clear()
        out.write("".join(held))


def name(letter: str, number: int) -> str:
    return f"{letter}{number:011d}"


def therapist_rows(count: int, seed: int) -> Iterator[str]:
    chance = random.Random(seed)
    bits = chance.getrandbits
    for number in range(count):
        x, y, z = spot(bits)
        yield (
            f"{name('t', number)}\t{bits(10)}\t{bits(12)}\t{bits(24)}\t{bits(20)}\t{bits(5)}\t{x}\t{y}\t{z}\t"
            f"{bits(5) + 5}\t{bits(2) + 1}\t2026-11-02\t2026-11-{bits(4) + 1:02d}\topen\n"
        )


def request_rows(count: int, seed: int) -> Iterator[str]:
    """Requests in the order of time, as they came in."""
    chance = random.Random(seed + 1)
    bits, organisations = chance.getrandbits, max(count // REQUESTS_PER_ORGANISATION, 1)
    running_from = int(count * (1 - RUNNING_SHARE / len(YEARS) * 5))
    for number in range(count):
        year = YEARS[number * len(YEARS) // count]
        state = STATES[bits(8) % 5] if number >= running_from else STATES[5 + bits(1)]
        x, y, z = spot(bits)
        yield (
            f"{name('r', number)}\t{year}-{bits(8) % 12 + 1:02d}-{bits(8) % 28 + 1:02d} {bits(4):02d}:00\t"
            f"{bits(30) % organisations}\t{state}\t{bits(4) % 3}\t{bits(3)}\t{bits(12)}\t{x}\t{y}\t{z}\n"
        )


def spot(bits: Callable[[int], int]) -> tuple[int, int, int]:
    return 3_860_000 + bits(16), 300_000 + bits(17), 5_030_000 + bits(16)


def sizes(connection: psycopg.Connection) -> None:
    names = ["therapist", *(table for kind in (WHOLE, BY_YEAR) for table in (kind.requests, kind.steps))]
    for table in names:
        query = """SELECT sum(pg_relation_size(relid)), sum(pg_indexes_size(relid)) FROM (
            SELECT relid FROM pg_partition_tree(%s::regclass) WHERE isleaf
            UNION SELECT %s::regclass) tables"""
        rows, indexes = connection.execute(query, [table, table]).fetchone()
        print(f"  {table:<28}{float(rows) / 1e6:9,.0f} MB of rows{float(indexes) / 1e6:9,.0f} MB of indexes")


QUERIES: dict[str, str] = {
    "list of one organisation": """SELECT id, state, made_at FROM {requests} WHERE organisation = %(organisation)s
        AND state IN ('open', 'asked') ORDER BY made_at DESC, id LIMIT 20""",
    "its history, page 1": """SELECT id, state, made_at FROM {requests} WHERE organisation = %(organisation)s
        AND state = 'ended' ORDER BY made_at DESC, id LIMIT 20""",
    "one by id": "SELECT id, state FROM {requests} WHERE id = %(id)s",
    "one by id and its year": """SELECT id, state FROM {requests} WHERE id = %(id)s
        AND made_at >= %(from)s AND made_at < %(until)s""",
    "steps of one": "SELECT at, step FROM {steps} WHERE request = %(id)s ORDER BY at",
    "all that are open": "SELECT count(*) FROM {requests} WHERE state IN ('open', 'asked')",
    "figures of one year": """SELECT state, care_group, count(*) FROM {requests}
        WHERE made_at >= %(from)s AND made_at < %(until)s GROUP BY 1, 2 ORDER BY 1, 2""",
}
HEAVY = frozenset({"all that are open", "figures of one year"})


def asked(chance: random.Random, requests: int) -> dict[str, object]:
    number = chance.randrange(requests)
    year = YEARS[number * len(YEARS) // requests]
    return {
        "organisation": chance.randrange(max(requests // REQUESTS_PER_ORGANISATION, 1)),
        "id": name("r", number),
        "from": f"{year}-01-01",
        "until": f"{year + 1}-01-01",
    }


def answer(connection: psycopg.Connection, query: str, kind: Kind, values: dict[str, object]) -> list[tuple]:
    text = query.format(requests=kind.requests, steps=kind.steps)
    return connection.execute(sql.SQL(text), values).fetchall()


def compare_answers(connection: psycopg.Connection, seed: int) -> None:
    chance = random.Random(seed + 2)
    total = connection.execute(f"SELECT count(*) FROM {WHOLE.requests}").fetchone()[0]
    for what, query in QUERIES.items():
        for _ in range(2 if what in HEAVY else 20):
            values = asked(chance, total)
            if answer(connection, query, WHOLE, values) != answer(connection, query, BY_YEAR, values):
                raise SystemExit(f"{what}: the two kinds differ for {values}")
    print("  both kinds give the same answers")


def run_queries(connection: psycopg.Connection, requests: int, seed: int) -> None:
    chance = random.Random(seed + 3)
    print(f"  {'p50 / p95 in ms':<28}{WHOLE.name:>20}{BY_YEAR.name:>20}")
    for what, query in QUERIES.items():
        took: dict[Kind, list[float]] = {WHOLE: [], BY_YEAR: []}
        for _ in range(5 if what in HEAVY else RUNS):
            values = asked(chance, requests)
            for kind in chance.sample(list(took), len(took)):  # who goes first finds less in memory
                start = perf_counter()
                answer(connection, query, kind, values)
                took[kind].append((perf_counter() - start) * 1000)
        cells = "".join(f"{in_words(times):>20}" for times in took.values())
        print(f"  {what:<28}{cells}", flush=True)


def in_words(times: list[float]) -> str:
    ordered = sorted(times)
    return f"{statistics.median(ordered):.2f} / {ordered[int(len(ordered) * 0.95) - 1]:.2f}"


def read_everybody(connection: psycopg.Connection, therapists: int) -> None:
    """What a process does once, when it builds its roster."""

    def read() -> None:
        with connection.transaction(), connection.cursor("everybody") as cursor:
            cursor.itersize = CHUNK
            cursor.execute("SELECT * FROM therapist")
            for _ in cursor:
                pass

    timed("read all therapists", read, therapists)


def cut_a_year(connection: psycopg.Connection) -> None:
    """Let the oldest year go: deleted in batches as retention does, or cut off as a partition."""
    year = YEARS[0]

    def delete() -> None:
        while connection.execute(
            f"""DELETE FROM {WHOLE.requests} WHERE id IN (SELECT id FROM {WHOLE.requests}
            WHERE made_at < '{year + 1}-01-01' LIMIT {BATCH})"""
        ).rowcount:
            pass

    rows = connection.execute(f"SELECT count(*) FROM {BY_YEAR.requests}_{year}").fetchone()[0]
    timed("delete the oldest year", delete, rows)
    timed("drop its partition", lambda: connection.execute(f"DROP TABLE {BY_YEAR.requests}_{year}"), rows)
    left = [
        connection.execute(f"SELECT count(*) FROM {kind.requests}").fetchone() for kind in (WHOLE, BY_YEAR)
    ]
    if left[0] != left[1]:
        raise SystemExit("after the cut the two kinds differ")


if __name__ == "__main__":
    main()
