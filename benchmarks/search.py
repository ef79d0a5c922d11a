"""Searching at 1,000, 20,000 and 200,000 documents: `find` beside the same question as bare SQL on the same index.

    python benchmarks/search.py [DOCUMENTS ...]          SQLite
    tools/with_postgres.sh .venv/bin/python benchmarks/search.py [DOCUMENTS ...]

First the answers are compared: what `find` shows is what bare SQL gives, in that order. Then both run in turn over
questions of one to four words, common and rare; p50 and p95 of all of them are printed with their ratio. Bare SQL is
the ten best ids and nothing more; `find` also counts per kind and facet, asks the kind again about every row, and
marks the words. How good the answers are: search_relevance.py.
"""

import os
import random
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from types import SimpleNamespace
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SIZES = (1_000, 20_000, 200_000)
ROUNDS = 3
SEED = 1
BATCH = 500
QUESTIONS = (
    "hechting",
    "kind",
    "traumabehandeling",
    "behandeling van trauma",
    "veiligheidsplan ouder kind",
    "meldcode stappen",
    "wachttijd crisisopvang jeugd",
    "signaal30",
    "signaal7 hechting",
    "hehcting",
    "partnergeweld in de relatie",
    "gesprek met ouder en kind",
)
ANYBODY = SimpleNamespace()


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or SIZES
    with tempfile.TemporaryDirectory() as folder:
        start_django(Path(folder))
        with own_database():
            from django.db import connection

            print(f"{connection.vendor}, seed {SEED}, {len(QUESTIONS)} questions, {ROUNDS} rounds")
            register_leaves()
            there = 0
            for size in sizes:
                started = perf_counter()
                grow(there, size)
                print(
                    f"{size:>8} documents, written at {(size - there) / (perf_counter() - started):,.0f} a second"
                )
                there = size
                compare()


def start_django(folder: Path) -> None:
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "drakentemmers.config.test"
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder / 'bench.sqlite3'}")
    import django

    django.setup()


@contextmanager
def own_database() -> Iterator[None]:
    """A database that is there for this run alone, with every migration."""
    from django.db import connection

    connection.creation.create_test_db(verbosity=0, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


def register_leaves() -> None:
    from drakentemmers.kernel.search.kinds import EVERYONE, SearchKind, kinds, register, unregister

    for kind in kinds():
        unregister(kind.name)
    register(
        SearchKind(
            name="leaf",
            slug="bladen",
            label="Blad",
            plural="Bladen",
            documents=lambda ids: iter(()),
            scopes=lambda user: frozenset({EVERYONE}),
            visible=lambda user, ids: set(ids),
        )
    )


def grow(there: int, size: int) -> None:
    """Add documents up to `size`: sentences of words of the lexicon, the common ones far more often than the rare."""
    from django.db import transaction

    from drakentemmers.kernel.search.analysis import _lines
    from drakentemmers.kernel.search.engines import engine
    from drakentemmers.kernel.search.index import digest_of, learn, row_of

    words = [*_lines("lexicon.txt"), *(f"signaal{number}" for number in range(1000))]
    weights = [1 / (place + 10) for place in range(len(words))]
    random.Random(SEED).shuffle(words)
    keeper = engine()
    for first in range(there, size, BATCH):
        documents = [leaf(number, words, weights) for number in range(first, min(first + BATCH, size))]
        with transaction.atomic():
            keeper.write([row_of("leaf", document, digest_of(document)) for document in documents])
    learn({word for word in words if word.isalpha() and 4 <= len(word) <= 30})
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE kernel_searchdocument")


def leaf(number: int, words: Sequence[str], weights: Sequence[float]) -> Any:
    from drakentemmers.kernel.search.kinds import Document

    chance = random.Random(SEED * 1_000_003 + number)
    some = chance.choices(words, weights, k=110)
    compound = f"{some[0]}{some[1]}"
    return Document(
        id=str(number),
        url=f"/bladen/{number}",
        title=" ".join(some[:5]),
        summary=" ".join(some[5:20]),
        body=f"{compound} {' '.join(some[20:])}",
        keywords=tuple(some[2:4]),
        facets={"theme": [f"thema{number % 12}"]},
    )


def compare() -> None:
    from drakentemmers.kernel.search.finding import find

    ours: list[float] = []
    bare: list[float] = []
    for question in QUESTIONS:
        found = find(ANYBODY, question)
        if not found.corrections:
            best = bare_sql(question)
            assert [hit.id for hit in found.hits][: len(best)] == best
    for _ in range(ROUNDS):
        for question in QUESTIONS:
            ours.append(seconds(lambda question=question: find(ANYBODY, question)))
            bare.append(seconds(lambda question=question: bare_sql(question)))
    for name, measured in (("find", ours), ("bare SQL", bare)):
        print(f"    {name:<9} p50 {p(measured, 50) * 1000:8.1f} ms   p95 {p(measured, 95) * 1000:8.1f} ms")
    print(f"    ratio     p50 {p(ours, 50) / p(bare, 50):8.2f}      p95 {p(ours, 95) / p(bare, 95):8.2f}")


def bare_sql(question: str) -> list[str]:
    """Return the ids of the ten best, by one statement on the index, with the terms that `find` uses."""
    from django.db import connection

    from drakentemmers.kernel.search.engines import Asked, engine
    from drakentemmers.kernel.search.finding import synonyms
    from drakentemmers.kernel.search.query import read_query

    clauses = [clause.literally() for clause in read_query(question, synonyms()).clauses]
    asked = Asked(tuple((clause,) for clause in clauses), {"leaf": frozenset({"everyone"})})
    where, values = engine().matching(asked)
    rank, rank_values = engine().rank(asked)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT d.object_id {where} ORDER BY {rank}, d.id LIMIT 10", [*values, *rank_values])
        return [pk for (pk,) in cursor.fetchall()]


def seconds(call: Callable[[], object]) -> float:
    start = perf_counter()
    call()
    return perf_counter() - start


def p(measured: Sequence[float], percent: int) -> float:
    return quantiles(measured, n=100)[percent - 1]


if __name__ == "__main__":
    main()
