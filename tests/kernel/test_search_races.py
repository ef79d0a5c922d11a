"""Many actions on one document at once, and a `reindex` between them: what is found is what was saved last."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from drakentemmers.kernel.models import SearchDocument, SearchSynonyms
from drakentemmers.kernel.search.index import refresh, reindex
from drakentemmers.kernel.search.kinds import EVERYONE, Document, SearchKind, kind_named, register, unregister
from tests.thoroughness import AT_ONCE, ROUNDS

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def rows(ids):
    """Any table will do to stand for the records of an app: here that of the synonyms."""
    found = SearchSynonyms.objects.filter(words__startswith="race")
    for row in found if ids is None else found.filter(pk__in=list(ids)):
        yield Document(str(row.pk), "/race", row.words)


@pytest.fixture(autouse=True)
def racing():
    register(
        SearchKind(
            "race",
            "race",
            "Race",
            "Races",
            rows,
            lambda user: frozenset({EVERYONE}),
            lambda user, ids: set(ids),
        )
    )
    yield
    unregister("race")


def save(pk: int, words: str) -> None:
    with transaction.atomic():
        SearchSynonyms.objects.filter(pk=pk).update(words=words)
        refresh("race", [str(pk)])


def begin(pks: list[int], words: str) -> None:
    with transaction.atomic():
        pks.append(SearchSynonyms.objects.create(words=words).pk)
        refresh("race", [str(pks[-1])])


def at_once(deeds) -> None:
    together = Barrier(len(deeds))

    def run(deed) -> None:
        try:
            together.wait(timeout=60)
            deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        list(pool.map(run, deeds))


def test_the_index_holds_what_was_saved_last():
    pks: list[int] = []
    begin(pks, "race begin")
    for number in range(ROUNDS):
        deeds = [lambda n=f"{number} {n}": save(pks[0], f"race {n}") for n in range(AT_ONCE - 4)]
        at_once([*deeds, *[lambda: reindex(kind_named("race"))] * 4])
        saved = SearchSynonyms.objects.get(pk=pks[0]).words
        assert SearchDocument.objects.get(kind="race").title == saved


def test_what_comes_while_reindex_runs_is_not_lost():
    pks: list[int] = []
    for number in range(ROUNDS):
        deeds = [lambda n=f"{number} {n}": begin(pks, f"race {n}") for n in range(8)]
        at_once([*deeds, *[lambda: reindex(kind_named("race"))] * 4])
        indexed = set(SearchDocument.objects.filter(kind="race").values_list("object_id", flat=True))
        assert indexed == {str(pk) for pk in pks}
