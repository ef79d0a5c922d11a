"""The shortlist by columns beside compiled code, and beside the best PostgreSQL plan found; correctness first.

    python benchmarks/find.py [SIZE ...] [--requests N] [--loop N]

Without sizes: 3,000 and 30,000. With DATABASE_URL to a PostgreSQL the same questions go there too. Every way gives the
first 20, with missed needs and points; columns and C also count who fits, who can start soon and what is missed
together. The answers are compared before anything is timed. What counts is the ratio within one run.
"""

import argparse
import os
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
SEED, FIRST, ROUNDS = 1, 20, 5


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("sizes", nargs="*", type=int, default=[3_000, 30_000])
    options.add_argument("--requests", type=int, default=400)
    options.add_argument(
        "--loop", type=int, default=10, help="requests for the plain loop, below 30,001 therapists"
    )
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        start_django(Path(folder))
        for size in chosen.sizes or [3_000, 30_000]:
            measure(size, chosen.requests, chosen.loop, Path(folder))


def start_django(folder: Path) -> None:
    """A database with only the tables that say what changed."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "drakentemmers.config.test"
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder / 'find.sqlite3'}")
    import django

    django.setup()
    from django.db import connection

    from drakentemmers.matching.models import RosterChange, RosterLife

    with connection.cursor() as cursor:
        for model in (RosterChange, RosterLife):
            cursor.execute(f"DROP TABLE IF EXISTS {model._meta.db_table}")
    with connection.schema_editor() as editor:
        for model in (RosterChange, RosterLife):
            editor.create_model(model)
    RosterLife.objects.create(id=1, value="bench")


def measure(size: int, count: int, loop: int, folder: Path) -> None:
    from benchmarks.find_parts.compiled import Scan, compiled
    from benchmarks.find_parts.invented import ON, requests, roster
    from drakentemmers.matching.rules.asked import asked_of

    begin = perf_counter()
    made = roster(size, SEED)
    print(f"\n== {size:,} therapists, {len(made.locations):,} work locations, seed {SEED}")
    print(
        f"columns made in {perf_counter() - begin:.1f} s; {made.bytes / size:.0f} MB per million therapists"
    )
    needs = requests(count, size, SEED)
    questions = [asked_of(need, ON) for need in needs]
    library = compiled(folder)
    scan = Scan(library, made, FIRST) if library else None
    answers = [by_columns(made, asked) for asked in questions]
    fits = sum(not any(bits == 0 for _, bits, _ in answer) for answer in answers)
    print(f"{count} requests; {100 * fits // count}% have no full fit among the first {FIRST}")
    if scan:
        prepared = [scan.prepared(asked) for asked in questions]
        differ = sum(answer != by_scan(made, scan, p) for answer, p in zip(answers, prepared, strict=True))
        print(f"{differ} of {count} answers differ from compiled C (order, bits, points)")
        assert not differ
    if size <= 30_000:
        compare_with_loop_and_sqlite(made, needs[:loop], answers)
    ways: dict[str, Callable[[int], object]] = {"columns": lambda i: found_first(made, questions[i])}
    poll, words = make_poll(), make_words(needs)
    ways["columns, poll and words"] = lambda i: (poll(), words(i, *found_first(made, questions[i])))
    if scan:
        ways["compiled C"] = lambda i: scan(prepared[i])
    took = timed(ways, count)
    report(took, "compiled C")
    from django.db import connection

    if connection.vendor == "postgresql":
        from benchmarks.find_parts.postgres import Plans

        plans = Plans(made)
        some = range(min(count, 60))
        for name in plans.names:
            differ = sum(plans.ask(name, questions[i], FIRST) != answers[i] for i in some)
            print(f"PostgreSQL, {name}: {differ} of {len(some)} answers differ")
            assert not differ
        ways = {name: (lambda i, name=name: plans.ask(name, questions[i], FIRST)) for name in plans.names}
        ways["columns, poll and words"] = lambda i: (poll(), words(i, *found_first(made, questions[i])))
        report(timed(ways, len(some)), "columns, poll and words")


def found_first(made, asked):
    import numpy as np

    from drakentemmers.matching.roster.seeking import seek

    found = seek(made, asked)
    chosen = found.first(np.arange(len(found.rows)), FIRST)
    found.with_place_soon(), found.missed_together()
    return found, chosen


def by_columns(made, asked) -> list[tuple[str, int, int]]:
    found, chosen = found_first(made, asked)
    columns = (found.ids, found.unmet, found.points)
    return [
        (pk.decode(), bits, points)
        for pk, bits, points in zip(*(c[chosen].tolist() for c in columns), strict=True)
    ]


def by_scan(made, scan, prepared) -> list[tuple[str, int, int]]:
    filled = scan(prepared)
    ids = made.therapists.ids[scan.owners[:filled]].tolist()
    found = zip(ids, scan.bits[:filled].tolist(), scan.points[:filled].tolist(), strict=True)
    return [(pk.decode(), bits, points) for pk, bits, points in found]


def compare_with_loop_and_sqlite(made, needs, answers) -> None:
    import sqlite3

    from benchmarks.find_parts.invented import ON, supplies
    from drakentemmers.matching.rules import Order, assess, ranked
    from drakentemmers.matching.rules.as_sql import shortlist_sql
    from drakentemmers.matching.rules.asked import asked_of
    from drakentemmers.matching.rules.vocabulary import BIT
    from tests.matching.columns import make_tables, tables_of

    offered = supplies(made)
    database = sqlite3.connect(":memory:")
    make_tables(database.cursor(), *tables_of(offered), "?")
    wrong = {"plain loop": 0, "SQLite": 0}
    for need, answer in zip(needs, answers, strict=False):
        verdicts = ranked(assess(need, supply, on=ON) for supply in offered)[:FIRST]
        plain = [
            (v.supply.id, sum(BIT[result.name] for result in v.results if not result.met), v.points)
            for v in verdicts
        ]
        wrong["plain loop"] += plain != answer
        rows = database.execute(shortlist_sql(asked_of(need, ON), Order.FIRST_PLACE)).fetchmany(FIRST)
        wrong["SQLite"] += [(pk, unmet, points) for pk, unmet, _, points in rows] != answer
    for name, differ in wrong.items():
        print(f"{differ} of {len(needs)} answers differ from the {name} (order, bits, points)")
    assert not any(wrong.values())


def make_poll() -> Callable[[], object]:
    from django.db import connections

    from drakentemmers.matching.roster.changes import news_since, where_we_are

    connection = connections["default"]  # as a search does, without the stand-in that finds it anew each time
    position, _ = where_we_are(connection)
    assert position is not None
    return lambda: news_since(connection, position)


def make_words(needs) -> Callable[..., list[str]]:
    """The missed needs of the first twenty in words, as the list shows them."""
    from drakentemmers.matching.rules.vocabulary import names_in
    from drakentemmers.matching.wording import needs_text

    said: dict[int, str] = {}

    def words(_: int, found, chosen) -> list[str]:
        texts = []
        for bits in found.missed[chosen].tolist():
            if bits not in said:
                said[bits] = needs_text(names_in(bits))
            texts.append(said[bits])
        return texts

    return words


def timed(ways: dict[str, Callable[[int], object]], count: int) -> dict[str, list[float]]:
    """Run every request each way in turn; the best of some rounds, request by request."""
    took: dict[str, list[float]] = {name: [9e9] * count for name in ways}
    for _ in range(ROUNDS):
        for request in range(count):
            for name, way in ways.items():
                begin = perf_counter()
                way(request)
                took[name][request] = min(took[name][request], perf_counter() - begin)
    return took


def report(took: dict[str, list[float]], against: str) -> None:
    def at(times: Sequence[float], share: float) -> float:
        return sorted(times)[int(share * (len(times) - 1))] * 1000

    base = took.get(against) or next(iter(took.values()))
    for name, times in took.items():
        median, tail = statistics.median(times) * 1000, at(times, 0.95)
        ratio = f"{median / statistics.median(base) / 1000:6.2f} / {tail / at(base, 0.95):6.2f} x {against}"
        print(f"  {name:28} p50 {median:8.3f} ms  p95 {tail:8.3f} ms   {ratio}")


if __name__ == "__main__":
    main()
