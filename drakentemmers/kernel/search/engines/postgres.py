"""PostgreSQL: a tsvector of our own terms with a GIN index."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection

from drakentemmers.kernel.search.engines.base import KEPT, Asked, Engine, Row
from drakentemmers.kernel.search.query import Clause

WEIGHTS = "{0.1, 0.3, 0.5, 1.0}"  # D, C, B, A: body, summary, keywords, title
LAST_POSITION = 16_383  # more a tsvector does not know
_PUT = (
    f"INSERT INTO kernel_searchdocument ({', '.join(KEPT)}, terms) "  # noqa: S608 - names of our own
    f"VALUES ({', '.join(['%s'] * len(KEPT))}, %s::tsvector) ON CONFLICT (kind, object_id) "
    f"DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in (*KEPT[2:], 'terms'))}"
)
_PUT_EMPTY = (
    "INSERT INTO kernel_searchdocument (kind, object_id, url, title, summary, body, scope, facets, digest) "
    "SELECT %s, id, '', '', '', '', '', '', '' FROM unnest(%s::text[]) AS id ON CONFLICT DO NOTHING"
)
_HOLD = "SELECT id FROM kernel_searchdocument WHERE kind = %s AND object_id = ANY(%s) ORDER BY object_id FOR UPDATE"


class PostgresEngine(Engine):
    """Nothing of the text goes through PostgreSQL's own parser: vector and question are written out."""

    holds = "STRPOS(d.facets, %s) > 0"

    def claim(self, kind: str, ids: Sequence[str]) -> None:
        """A row that is not there yet is made first, for nobody to see: only a row can be held."""
        ordered = sorted(ids)
        with connection.cursor() as cursor:
            cursor.execute(_PUT_EMPTY, [kind, ordered])
            cursor.execute(_HOLD, [kind, ordered])

    def write(self, rows: Sequence[Row]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(_PUT, [(*row.kept, _vector(row.terms)) for row in rows])

    def remove(self, kind: str, ids: Sequence[str]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM kernel_searchdocument WHERE kind = %s AND object_id = ANY(%s)", [kind, list(ids)]
            )

    def matching(self, asked: Asked) -> tuple[str, list[Any]]:
        narrowed, values = self.narrowed(asked)
        return f"FROM kernel_searchdocument d WHERE d.terms @@ %s::tsquery AND {narrowed}", [
            _expression(asked),
            *values,
        ]

    def rank(self, asked: Asked) -> tuple[str, list[Any]]:
        any_term = " | ".join(dict.fromkeys(_terms(asked)))
        return f"-ts_rank('{WEIGHTS}', d.terms, %s::tsquery, 1)", [any_term]


def _vector(columns: Sequence[Sequence[str]]) -> str:
    """Return the terms with their places, each place with the weight of its column."""
    places: dict[str, list[str]] = {}
    at = 0
    for weight, terms in zip("ABCD", columns, strict=True):
        for term in terms:
            at = min(at + 1, LAST_POSITION)
            places.setdefault(term, []).append(f"{at}{weight}")
    return " ".join(f"'{term}':{','.join(found)}" for term, found in places.items())


def _expression(asked: Asked) -> str:
    wanted = _groups(asked.groups)
    return " & ".join([f"({wanted})", *(f"!({_groups(groups)})" for groups in asked.without)])


def _groups(groups: Sequence[Sequence[Clause]]) -> str:
    ors = [" | ".join(_clause(clause) for clause in group) for group in groups]
    return " & ".join(f"({either})" for either in ors)


def _clause(clause: Clause) -> str:
    ways = [" & ".join(f"'{term}'" for term in way) for way in clause.ways]
    beginning = [f"'{clause.begins}':*"] if clause.begins else []
    return " | ".join([*(f"({way})" for way in ways), *beginning])


def _terms(asked: Asked) -> Iterator[str]:
    for group in asked.groups:
        for clause in group:
            yield from (f"'{term}'" for way in clause.ways for term in way)
            if clause.begins:
                yield f"'{clause.begins}':*"
