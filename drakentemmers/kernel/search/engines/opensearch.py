"""OpenSearch beside the database, by setting: it answers, the database keeps.

The index in the database is written as always, in the transaction of the action; OpenSearch hears of it when that is
through. While it does not answer, the database does. What it missed carries no digest any more, so that the next
`reindex` sends it again.
"""

import json
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any, TypeVar

import requests
from django.db import transaction

from drakentemmers.kernel.search.engines.base import Asked, Counted, Engine, Row
from drakentemmers.kernel.search.models import SearchDocument
from drakentemmers.kernel.search.query import Clause

log = logging.getLogger(__name__)
INDEX = "drakentemmers"
PATIENCE = (1.0, 5.0)  # seconds, to connect and to answer
WEIGHTS = {"title": 8, "keywords": 4, "summary": 3, "body": 1}
MOST_GROUPS = 2_000  # sets of facets of one kind
RANGE = 10_000  # rows compared at once
MAPPING = {
    "mappings": {
        "dynamic": "strict",
        "properties": {
            **{name: {"type": "text", "analyzer": "whitespace"} for name in WEIGHTS},
            **{name: {"type": "keyword"} for name in ("kind", "scope", "facets", "facet_set")},
            "pk": {"type": "long"},
        },
    }
}
Answer = TypeVar("Answer")


class OpenSearchEngine(Engine):
    """Sends every write on, asks OpenSearch first."""

    def __init__(self, database: Engine, url: str) -> None:
        self.database, self.url = database, url.rstrip("/")

    def claim(self, kind: str, ids: Sequence[str]) -> None:
        self.database.claim(kind, ids)

    def write(self, rows: Sequence[Row]) -> None:
        self.database.write(rows)
        pks = _pks(rows[0].kept[0], [row.kept[1] for row in rows]) if rows else {}
        lines = [line for row in rows for line in _lines_of(pks[row.kept[1]], row)]
        transaction.on_commit(partial(self._send, lines, list(pks.values())), robust=True)

    def remove(self, kind: str, ids: Sequence[str]) -> None:
        gone = _pks(kind, ids)
        self.database.remove(kind, ids)
        lines = [{"delete": {"_id": str(pk)}} for pk in gone.values()]
        transaction.on_commit(partial(self._send, lines, []), robust=True)

    def find(self, asked: Asked, *, first: int, most: int) -> list[int]:
        def ask() -> list[int]:
            sort: list[Any] = [{"_score": "desc"}, {"pk": "asc"}]
            body = {"query": _query(asked), "from": first, "size": most, "sort": sort, "_source": False}
            return [int(hit["_id"]) for hit in self._call("POST", "_search", body)["hits"]["hits"]]

        return self._or_else(ask, lambda: self.database.find(asked, first=first, most=most))

    def count(self, asked: Asked) -> list[Counted]:
        def ask() -> list[Counted]:
            sets = {"sets": {"terms": {"field": "facet_set", "size": MOST_GROUPS}}}
            kinds = {"kinds": {"terms": {"field": "kind", "size": 100}, "aggs": sets}}
            found = self._call("POST", "_search", {"query": _query(asked), "size": 0, "aggs": kinds})
            return [
                Counted(kind["key"], each["key"], each["doc_count"])
                for kind in found["aggregations"]["kinds"]["buckets"]
                for each in kind["sets"]["buckets"]
            ]

        return self._or_else(ask, lambda: self.database.count(asked))

    def exists(self, asked: Asked) -> bool:
        def ask() -> bool:
            body = {"query": _query(asked), "size": 0, "track_total_hits": 1}
            return bool(self._call("POST", "_search", body)["hits"]["total"]["value"])

        return self._or_else(ask, lambda: self.database.exists(asked))

    def tidy(self) -> None:
        """Take out what the database does not hold any more, a range of rows at a time."""
        self.database.tidy()
        pks = SearchDocument.objects.order_by("pk").values_list("pk", flat=True).iterator()
        first = 0
        while known := list(islice(pks, RANGE)):
            self._forget_others(first, known[-1], known)
            first = known[-1] + 1
        self._forget_others(first, None, [])

    def _forget_others(self, first: int, last: int | None, known: Sequence[int]) -> None:
        reach = {"gte": first} | ({"lte": last} if last is not None else {})
        query = {"bool": {"filter": [{"range": {"pk": reach}}], "must_not": [{"terms": {"pk": list(known)}}]}}
        self._or_else(
            lambda: self._call("POST", "_delete_by_query?conflicts=proceed", {"query": query}), dict
        )

    def _send(self, lines: Sequence[Mapping[str, Any]], pks: Sequence[int]) -> None:
        """Send lines of a bulk request; when that fails, let the next `reindex` do it."""

        def send() -> bool:
            self._ready()
            text = "".join(f"{json.dumps(line)}\n" for line in lines)
            answer = self._call("POST", "_bulk?refresh=wait_for", text)
            return not any(each["index"].get("error") for each in answer["items"] if "index" in each)

        if lines and not self._or_else(send, bool):
            SearchDocument.objects.filter(pk__in=pks).update(digest="")

    def _ready(self) -> None:
        """Make the index when it is not there."""
        if requests.head(f"{self.url}/{INDEX}", timeout=PATIENCE).status_code == 404:
            self._call("PUT", "", MAPPING)

    def _call(self, method: str, path: str, body: Any) -> Any:
        data = body if isinstance(body, str) else json.dumps(body)
        kind = "application/x-ndjson" if isinstance(body, str) else "application/json"
        answer = requests.request(
            method,
            f"{self.url}/{INDEX}/{path}".rstrip("/"),
            data=data.encode(),
            headers={"Content-Type": kind},
            timeout=PATIENCE,
        )
        answer.raise_for_status()
        return answer.json()

    def _or_else(self, ask: Callable[[], Answer], otherwise: Callable[[], Answer]) -> Answer:
        try:
            return ask()
        except (requests.RequestException, ValueError, KeyError) as error:
            log.warning("OpenSearch does not answer (%s); the database does", type(error).__name__)
            return otherwise()


def _pks(kind: str, ids: Sequence[str]) -> dict[str, int]:
    rows = SearchDocument.objects.filter(kind=kind, object_id__in=ids)
    return dict(rows.values_list("object_id", "pk"))


def _lines_of(pk: int, row: Row) -> Iterator[dict[str, Any]]:
    kind, _, _, _, _, _, scope, facets, _, _ = row.kept
    yield {"index": {"_id": str(pk)}}
    yield {
        "pk": pk,
        "kind": kind,
        "scope": scope,
        "facets": [pair for pair in facets.split("|") if pair],
        "facet_set": facets,
        **{name: " ".join(terms) for name, terms in zip(WEIGHTS, row.terms, strict=True)},
    }


def _query(asked: Asked) -> dict[str, Any]:
    """Return the question in the words of OpenSearch; what only narrows does not count for the order."""
    circles = [
        {"bool": {"filter": [{"term": {"kind": kind}}, {"terms": {"scope": sorted(scopes)}}]}}
        for kind, scopes in asked.allowed.items()
        if scopes and asked.kind in {"", kind}
    ]
    narrowed: list[Any] = [
        {"bool": {"should": circles, "minimum_should_match": 1}} if circles else {"match_none": {}}
    ]
    for name, values in asked.facets.items():
        if values:
            narrowed.append({"terms": {"facets": [f"{name}={value}" for value in values]}})
    return {
        "bool": {
            "must": [_either([_clause(clause) for clause in group]) for group in asked.groups],
            "filter": narrowed,
            "must_not": [
                {"bool": {"must": [_either([_clause(clause) for clause in group]) for group in groups]}}
                for groups in asked.without
            ],
        }
    }


def _either(queries: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {"bool": {"should": list(queries), "minimum_should_match": 1}}


def _clause(clause: Clause) -> dict[str, Any]:
    ways: list[dict[str, Any]] = [{"bool": {"must": [_term(term) for term in way]}} for way in clause.ways]
    if clause.begins:
        ways += [{"prefix": {name: {"value": clause.begins}}} for name in ("title", "keywords")]
    return _either(ways)


def _term(term: str) -> dict[str, Any]:
    return _either([{"term": {name: {"value": term, "boost": weight}}} for name, weight in WEIGHTS.items()])
