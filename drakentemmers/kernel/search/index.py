"""Keeping the index in step with what the kinds hand over. The only place that writes it."""

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from hashlib import sha256
from itertools import islice
from typing import TypeVar

from django.db import transaction

from drakentemmers.kernel.search.analysis import VERSION, index_terms, terms_of, tidy, title_terms, words_of
from drakentemmers.kernel.search.engines import Asked, Row, engine
from drakentemmers.kernel.search.kinds import Document, SearchKind, kind_named
from drakentemmers.kernel.search.models import SearchDocument, SearchWord
from drakentemmers.kernel.search.query import Clause

BATCH = 200
MOST_TITLE, MOST_KEYWORDS, MOST_SUMMARY, MOST_BODY = 60, 600, 400, 12_000  # terms
SHORTEST_KNOWN, LONGEST_KNOWN = 4, 30  # letters of words kept to recognise slips
CODE = re.compile(r"[\w:-]{1,60}", re.ASCII)
Thing = TypeVar("Thing")


@transaction.atomic
def refresh(kind: str, ids: Iterable[str]) -> None:
    """Bring these documents up to date. An action calls this in its own transaction, after its last write.

    What the kind does not hand over any more leaves the index.
    """
    found, wanted = kind_named(kind), list(dict.fromkeys(ids))
    for some in _in_batches(wanted, BATCH):
        _bring_up_to_date(found, some)


def reindex(kind: SearchKind, *, tell: Callable[[int], None] = lambda done: None) -> int:
    """Write every document of a kind that changed, remove what is gone; return how many documents there are.

    Each batch is a transaction of its own and what is in order is not written again: broken off halfway, the next
    run goes on where this one was, and people find things all the while. `tell` hears how many were looked at.
    """
    seen: set[str] = set()
    for documents in _in_batches(kind.documents(None), BATCH):
        ids = [document.id for document in documents]
        with transaction.atomic():
            _bring_up_to_date(kind, ids)
        seen.update(ids)
        tell(len(seen))
    indexed = SearchDocument.objects.filter(kind=kind.name).values_list("object_id", flat=True)
    for ids in _in_batches([pk for pk in indexed if pk not in seen], BATCH):
        with transaction.atomic():
            _bring_up_to_date(kind, ids)  # asks once more: it may have come in the meantime
    return SearchDocument.objects.filter(kind=kind.name).count()


def forget_kinds(known: Collection[str]) -> int:
    """Remove the documents of every kind that no app registers any more; return how many."""
    gone = SearchDocument.objects.exclude(kind__in=known).values_list("kind", "object_id")
    by_kind: dict[str, list[str]] = {}
    for kind, pk in gone:
        by_kind.setdefault(kind, []).append(pk)
    for kind, ids in by_kind.items():
        for some in _in_batches(ids, BATCH):
            with transaction.atomic():
                engine().remove(kind, some)
    return sum(map(len, by_kind.values()))


def _bring_up_to_date(kind: SearchKind, ids: Sequence[str]) -> None:
    """Hold the rows, then read, then write: of two at once the last to write has read what the first one wrote."""
    keeper = engine()
    keeper.claim(kind.name, ids)
    known = dict(
        SearchDocument.objects.filter(kind=kind.name, object_id__in=ids).values_list("object_id", "digest")
    )
    documents = {document.id: document for document in kind.documents(ids)}
    changed = [
        (document, digest)
        for document, digest in ((d, digest_of(d)) for d in documents.values())
        if known.get(document.id) != digest
    ]
    gone = [pk for pk in known if pk not in documents]
    if gone:
        keeper.remove(kind.name, gone)
    if changed:
        keeper.write([row_of(kind.name, document, digest) for document, digest in changed])
        words = {word for document, _ in changed for word in words_in(document)}
        transaction.on_commit(partial(learn, words), robust=True)


def digest_of(document: Document) -> str:
    """Return what changes whenever a document, or the way it is read, changes."""
    parts = [
        VERSION,
        document.url,
        str(document.title),
        str(document.summary),
        document.body,
        [str(word) for word in document.keywords],
        document.scope,
        str(document.day),
        {name: sorted(values) for name, values in sorted(document.facets.items())},
    ]
    return sha256(json.dumps(parts).encode()).hexdigest()


def row_of(kind: str, document: Document, digest: str) -> Row:
    """Return a document with its terms, as the engine writes it; ValueError for a scope or facet that is no word."""
    title, summary, body = tidy(str(document.title)), tidy(str(document.summary)), tidy(document.body)
    for code in (document.scope, *(word for name, all_ in document.facets.items() for word in (name, *all_))):
        if not CODE.fullmatch(code):
            raise ValueError(f"{code!r} of {kind} {document.id} is not a word of letters, digits, -, _ and :")
    facets = [
        f"{name}={value}" for name, values in sorted(document.facets.items()) for value in sorted(values)
    ]
    return Row(
        kept=(
            kind,
            document.id,
            document.url,
            title[:300],
            summary,
            body,
            document.scope,
            f"|{'|'.join(facets)}|" if facets else "",
            document.day,
            digest,
        ),
        terms=(
            title_terms(title, MOST_TITLE),
            title_terms(tidy(" , ".join(str(word) for word in document.keywords)), MOST_KEYWORDS),
            index_terms(summary, MOST_SUMMARY),
            index_terms(body, MOST_BODY),
        ),
    )


def learn(words: Collection[str]) -> None:
    """Keep words to recognise slips by. After the transaction: no action ever waits for another one's words."""
    for some in _in_batches(sorted(words), 500):
        known = set(SearchWord.objects.filter(word__in=some).values_list("word", flat=True))
        SearchWord.objects.bulk_create(
            [SearchWord(word=word) for word in some if word not in known], ignore_conflicts=True
        )


def forget_words() -> int:
    """Remove every word that stands in no document any more; return how many."""
    keeper = engine()
    circles: dict[str, frozenset[str]] = {}
    for kind, scope in SearchDocument.objects.values_list("kind", "scope").distinct():
        circles[kind] = circles.get(kind, frozenset()) | {scope}
    gone = [
        pk
        for pk, word in SearchWord.objects.values_list("pk", "word").iterator()
        if not keeper.exists(Asked(((Clause(word, ((terms_of(word).whole,),)),),), circles))
    ]
    for some in _in_batches(gone, 500):
        SearchWord.objects.filter(pk__in=some).delete()
    return len(gone)


def words_in(document: Document) -> Iterator[str]:
    """Yield the words of a document that slips are recognised by."""
    texts = (str(document.title), str(document.summary), document.body, *map(str, document.keywords))
    for text in texts:
        for word in words_of(tidy(text)):
            for piece in word.folded.split("-"):
                if SHORTEST_KNOWN <= len(piece) <= LONGEST_KNOWN and piece.isalpha():
                    yield piece


def _in_batches(things: Iterable[Thing], size: int) -> Iterator[list[Thing]]:
    iterator = iter(things)
    while some := list(islice(iterator, size)):
        yield some
