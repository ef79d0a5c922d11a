"""How good the order of results is: nDCG@10 over `search_judgements.yaml`, beside the same index with stems alone.

    python benchmarks/search_relevance.py          SQLite
    tools/with_postgres.sh .venv/bin/python benchmarks/search_relevance.py

The pages are the starting content of the knowledge base; what they are worth for a question was judged by reading
them: 3 is what one hopes for, 1 is of some use. "Stems alone" reads words by Snowball's Dutch and knows no compounds,
synonyms or slips; it too puts what holds every word before what holds any.
"""

import math
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml
from search import ANYBODY, BATCH, ROOT, own_database, register_leaves, start_django


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        start_django(Path(folder))
        with own_database():
            register_leaves()
            judge()


def judge() -> None:
    """Print nDCG@10 over the judged questions, ours and with stems alone."""
    judged = yaml.safe_load((ROOT / "benchmarks/search_judgements.yaml").read_text(encoding="utf-8"))
    pages = content()
    missing = {slug for row in judged for slug in row["answers"]} - pages.keys()
    assert not missing, f"judged but not there: {sorted(missing)}"
    put_pages(pages)
    full, plain = [], []
    for row in judged:
        full.append(ndcg(ours(row["query"]), row["answers"]))
    with stems_alone():
        put_pages(pages)
        for row in judged:
            plain.append(ndcg(stems(row["query"]), row["answers"]))
    print(f"{len(judged)} judged questions over {len(pages)} pages")
    print(f"    nDCG@10  find {sum(full) / len(full):.3f}   stems alone {sum(plain) / len(plain):.3f}")
    for worse in sorted(zip(full, plain, judged, strict=True), key=lambda each: each[0])[:5]:
        print(f"    lowest: {worse[0]:.2f} (stems {worse[1]:.2f})  {worse[2]['query']}")


def content() -> dict[str, Any]:
    """Return the starting content by slug, as the pages of the knowledge base hold it."""
    from drakentemmers.kernel.search.kinds import Document

    found = {}
    for path in sorted((ROOT / "drakentemmers/knowledge/content").glob("*.md")):
        _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
        facts = yaml.safe_load(front)
        slug = facts["slug"]
        found[slug] = Document(slug, f"/kennis/{slug}", facts["title"], facts["summary"], body)
    return found


def put_pages(pages: Mapping[str, Any]) -> None:
    from django.db import transaction

    from drakentemmers.kernel.models import SearchDocument, SearchWord
    from drakentemmers.kernel.search import finding
    from drakentemmers.kernel.search.engines import engine
    from drakentemmers.kernel.search.index import digest_of, learn, row_of, words_in

    with transaction.atomic():
        ids = list(SearchDocument.objects.filter(kind="leaf").values_list("object_id", flat=True))
        for first in range(0, len(ids), BATCH):
            engine().remove("leaf", ids[first : first + BATCH])
        engine().write([row_of("leaf", page, digest_of(page)) for page in pages.values()])
    SearchWord.objects.all().delete()
    finding._vocabulary.last = 0
    finding._vocabulary.by_length.clear()
    learn({word for page in pages.values() for word in words_in(page)})


def ours(question: str) -> list[str]:
    from drakentemmers.kernel.search.finding import find

    return [hit.id for hit in find(ANYBODY, question).hits]


def stems(question: str) -> list[str]:
    """Return what answers every word, then what answers any, by the stem of each word alone."""
    from drakentemmers.kernel.models import SearchDocument
    from drakentemmers.kernel.search.engines import Asked, engine
    from drakentemmers.kernel.search.query import Query, read_query

    query: Query = read_query(question)
    if not query:
        return []
    allowed = {"leaf": frozenset({"everyone"})}
    every = tuple((clause,) for clause in query.clauses)
    any_ = (tuple(query.clauses),)
    ids = engine().find(Asked(every, allowed), first=0, most=10)
    ids += [pk for pk in engine().find(Asked(any_, allowed), first=0, most=20) if pk not in ids]
    rows = SearchDocument.objects.in_bulk(ids[:10])
    return [rows[pk].object_id for pk in ids[:10]]


@contextmanager
def stems_alone() -> Iterator[None]:
    """Read every word by Snowball's Dutch and nothing else."""
    from drakentemmers.kernel.search import analysis

    kept = analysis.split, analysis.stem
    analysis.split, analysis.stem = (lambda word, whole: ()), analysis._snowball
    analysis.terms_of.cache_clear()
    try:
        yield
    finally:
        analysis.split, analysis.stem = kept
        analysis.terms_of.cache_clear()


def ndcg(answers: Sequence[str], grades: Mapping[str, int]) -> float:
    """Return how well the order of at most ten answers follows the grades: 1 is the best possible order."""
    gain = sum(
        (2 ** grades.get(slug, 0) - 1) / math.log2(place + 2) for place, slug in enumerate(answers[:10])
    )
    best = sorted(grades.values(), reverse=True)[:10]
    most = sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(best))
    return gain / most if most else float(not answers)


if __name__ == "__main__":
    main()
