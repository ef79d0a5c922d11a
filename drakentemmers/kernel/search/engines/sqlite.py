"""SQLite: FTS5 over our own terms, ranked by its BM25."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from drakentemmers.kernel.search.engines.base import KEPT, Asked, Engine, Row
from drakentemmers.kernel.search.query import Clause

WEIGHTS = "12.0, 4.0, 4.0, 1.0"  # title, keywords, summary, body
_PUT = (
    f"INSERT INTO kernel_searchdocument ({', '.join(KEPT)}) VALUES ({', '.join(['%s'] * len(KEPT))}) "  # noqa: S608 - names of our own
    f"ON CONFLICT (kind, object_id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in KEPT[2:])} "
    "RETURNING id"
)
_PUT_TERMS = (
    "INSERT INTO kernel_search_terms (rowid, title, keywords, summary, body) VALUES (%s, %s, %s, %s, %s)"
)
_WHICH = "SELECT id FROM kernel_searchdocument WHERE kind = %s AND object_id = %s"


class SqliteEngine(Engine):
    """Writers stand in line here (transactions are IMMEDIATE), so nothing has to be claimed."""

    def write(self, rows: Sequence[Row]) -> None:
        with connection.cursor() as cursor:
            for row in rows:
                cursor.execute(_PUT, row.kept)
                (pk,) = cursor.fetchone()
                cursor.execute("DELETE FROM kernel_search_terms WHERE rowid = %s", [pk])
                cursor.execute(_PUT_TERMS, [pk, *(" ".join(terms) for terms in row.terms)])

    def remove(self, kind: str, ids: Sequence[str]) -> None:
        which = [(kind, pk) for pk in ids]
        with connection.cursor() as cursor:
            cursor.executemany(
                f"DELETE FROM kernel_search_terms WHERE rowid IN ({_WHICH})",  # noqa: S608 - our own
                which,
            )
            cursor.executemany("DELETE FROM kernel_searchdocument WHERE kind = %s AND object_id = %s", which)

    def tidy(self) -> None:
        """FTS5 keeps the terms of removed documents until its parts are put together."""
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO kernel_search_terms (kernel_search_terms) VALUES ('optimize')")

    def matching(self, asked: Asked) -> tuple[str, list[Any]]:
        narrowed, values = self.narrowed(asked)
        tables = "FROM kernel_search_terms t CROSS JOIN kernel_searchdocument d ON d.id = t.rowid"
        return f"{tables} WHERE t.kernel_search_terms MATCH %s AND {narrowed}", [_expression(asked), *values]

    def rank(self, asked: Asked) -> tuple[str, list[Any]]:
        return f"bm25(kernel_search_terms, {WEIGHTS})", []


def _expression(asked: Asked) -> str:
    """Return the question in the words of FTS5. Every term is letters and digits, and quoted all the same."""
    wanted = _groups(asked.groups)
    return " NOT ".join([f"({wanted})", *(f"({_groups(groups)})" for groups in asked.without)])


def _groups(groups: Sequence[Sequence[Clause]]) -> str:
    ors = [" OR ".join(_clause(clause) for clause in group) for group in groups]
    return " AND ".join(f"({either})" for either in ors)


def _clause(clause: Clause) -> str:
    ways = [" AND ".join(f'"{term}"' for term in way) for way in clause.ways]
    beginning = [f'"{clause.begins}" *'] if clause.begins else []
    return " OR ".join([*(f"({way})" for way in ways), *beginning])
