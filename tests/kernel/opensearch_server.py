"""A server that speaks the little of OpenSearch's language that the engine uses, with documents in memory."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import urlsplit


def fits(query: dict[str, Any], document: dict[str, Any]) -> float | None:
    """Return how well a document answers a query; None when it does not."""
    ((kind, inner),) = query.items()
    if kind == "bool":
        return _fits_bool(inner, document)
    if kind == "match_none":
        return None
    ((field, value),) = inner.items()
    held = document[field]
    words = held.split() if field in {"title", "keywords", "summary", "body"} else held
    words = words if isinstance(words, list) else [words]
    if kind == "term":
        wanted, boost = (value["value"], value["boost"]) if isinstance(value, dict) else (value, 1)
        return boost * words.count(wanted) / (1 + len(words)) if wanted in words else None
    if kind == "terms":
        return 1.0 if set(value) & set(words) else None
    if kind == "prefix":
        return 1.0 if any(word.startswith(value["value"]) for word in words) else None
    if kind == "range":
        return 1.0 if value["gte"] <= held <= value.get("lte", held) else None
    raise AssertionError(f"not of the language: {kind}")


def _fits_bool(inner: dict[str, Any], document: dict[str, Any]) -> float | None:
    assert inner.keys() <= {"must", "filter", "should", "must_not", "minimum_should_match"}
    must = [fits(each, document) for each in [*inner.get("must", []), *inner.get("filter", [])]]
    should = [score for each in inner.get("should", []) if (score := fits(each, document)) is not None]
    if None in must or len(should) < inner.get("minimum_should_match", 0):
        return None
    if any(fits(each, document) is not None for each in inner.get("must_not", [])):
        return None
    return sum(filter(None, must[: len(inner.get("must", []))])) + sum(should)


class Handler(BaseHTTPRequestHandler):
    """Answers for the documents of its server."""

    def do_HEAD(self) -> None:
        self.send_response(200 if self.server.made else 404)
        self.end_headers()

    def do_PUT(self) -> None:
        assert self.body()["mappings"]["dynamic"] == "strict"
        self.server.made = True
        self.tell({"acknowledged": True})

    def do_POST(self) -> None:
        path = urlsplit(self.path).path
        deeds = {"_bulk": self.bulk, "_search": self.search, "_delete_by_query": self.forget}
        self.tell(deeds[path.rpartition("/")[2]]())

    def body(self) -> Any:
        return json.loads(self.text())

    def text(self) -> str:
        return self.rfile.read(int(self.headers["Content-Length"])).decode()

    def tell(self, answer: dict[str, Any]) -> None:
        data = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def bulk(self) -> dict[str, Any]:
        lines, items = iter(self.text().splitlines()), []
        for line in lines:
            ((deed, which),) = json.loads(line).items()
            if deed == "index":
                self.server.documents[which["_id"]] = json.loads(next(lines))
            else:
                self.server.documents.pop(which["_id"], None)
            items.append({deed: which})
        return {"items": items}

    def search(self) -> dict[str, Any]:
        asked = self.body()
        scored = [(fits(asked["query"], each), each) for each in self.server.documents.values()]
        found = [(score, each) for score, each in scored if score is not None]
        found.sort(key=lambda pair: (-pair[0], pair[1]["pk"]))
        sets: dict[str, Counter[str]] = defaultdict(Counter)
        for _, each in found:
            sets[each["kind"]][each["facet_set"]] += 1
        buckets = [
            {"key": kind, "sets": {"buckets": [{"key": key, "doc_count": n} for key, n in each.items()]}}
            for kind, each in sets.items()
        ]
        first, most = asked.get("from", 0), asked["size"]
        return {
            "hits": {
                "total": {"value": len(found)},
                "hits": [{"_id": str(each["pk"])} for _, each in found[first : first + most]],
            },
            "aggregations": {"kinds": {"buckets": buckets}},
        }

    def forget(self) -> dict[str, Any]:
        query = self.body()["query"]
        gone = [key for key, each in self.server.documents.items() if fits(query, each) is not None]
        for key in gone:
            del self.server.documents[key]
        return {"deleted": len(gone)}

    def log_message(self, *_: Any) -> None:
        """A test prints nothing."""


@contextmanager
def opensearch() -> Iterator[ThreadingHTTPServer]:
    """Run the server on a free port of this machine; its documents stand in `documents`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.documents, server.made = {}, False
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
