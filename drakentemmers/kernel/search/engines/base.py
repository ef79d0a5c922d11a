"""What every engine does, and the SQL that is the same on each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from drakentemmers.kernel.search.query import Clause

Allowed = Mapping[str, frozenset[str]]  # of which kind somebody may know which circles


KEPT = ("kind", "object_id", "url", "title", "summary", "body", "scope", "facets", "day", "digest")


@dataclass(frozen=True, slots=True)
class Row:
    """A document as the index keeps it: the values of `KEPT`, and the terms of title, keywords, summary and body."""

    kept: tuple[Any, ...]
    terms: tuple[Sequence[str], Sequence[str], Sequence[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What to look for, and among what.

    A document fits when it answers every group of `groups`, of a group any clause; `without` leaves out what fits
    an earlier, stricter question. `facets` narrow: of every facet at least one of the values.
    """

    groups: tuple[tuple[Clause, ...], ...]
    allowed: Allowed
    kind: str = ""
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    without: tuple[tuple[tuple[Clause, ...], ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Counted:
    """How many documents fit, by kind and by the set of facets they carry."""

    kind: str
    facets: str
    count: int


class Engine:
    """Writes, removes and finds documents in the database. An engine adds how it keeps terms and how it ranks."""

    holds = "INSTR(d.facets, %s) > 0"

    def claim(self, kind: str, ids: Sequence[str]) -> None:
        """Hold these documents until the transaction ends, so that who writes last has read last."""

    def write(self, rows: Sequence[Row]) -> None:
        """Add documents, or put them in the place of what is there."""
        raise NotImplementedError

    def remove(self, kind: str, ids: Sequence[str]) -> None:
        """Take documents out of the index."""
        raise NotImplementedError

    def tidy(self) -> None:
        """Let go of what was removed, also inside the files of the index."""

    def matching(self, asked: Asked) -> tuple[str, list[Any]]:
        """Return the FROM and WHERE that select what fits, in terms of `d`, with the parameters."""
        raise NotImplementedError

    def rank(self, asked: Asked) -> tuple[str, list[Any]]:
        """Return an expression to order by, best first when ascending, with the parameters."""
        raise NotImplementedError

    def find(self, asked: Asked, *, first: int, most: int) -> list[int]:
        """Return the ids of at most `most` documents from place `first` on, the best first."""
        where, values = self.matching(asked)
        rank, rank_values = self.rank(asked)
        sql = f"SELECT d.id {where} ORDER BY {rank}, d.id LIMIT %s OFFSET %s"
        with connection.cursor() as cursor:
            cursor.execute(sql, [*values, *rank_values, most, first])
            return [pk for (pk,) in cursor.fetchall()]

    def count(self, asked: Asked) -> list[Counted]:
        """Return how many documents fit, by kind and facets; the kind asked for does not narrow this."""
        where, values = self.matching(asked)
        sql = f"SELECT d.kind, d.facets, COUNT(*) {where} GROUP BY d.kind, d.facets"
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return [Counted(*row) for row in cursor.fetchall()]

    def exists(self, asked: Asked) -> bool:
        """Tell whether any document fits."""
        where, values = self.matching(asked)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT 1 {where} LIMIT 1", values)
            return cursor.fetchone() is not None

    def narrowed(self, asked: Asked) -> tuple[str, list[Any]]:
        """Return the conditions on kind, circle and facets."""
        circles, values = [], []
        for kind, scopes in asked.allowed.items():
            if scopes and asked.kind in {"", kind}:
                circles.append(f"(d.kind = %s AND d.scope IN ({', '.join(['%s'] * len(scopes))}))")
                values += [kind, *sorted(scopes)]
        parts = [f"({' OR '.join(circles)})" if circles else "1 = 0"]
        for name, wanted in asked.facets.items():
            if wanted:
                parts.append(f"({' OR '.join([self.holds] * len(wanted))})")
                values += [f"|{name}={value}|" for value in wanted]
        return " AND ".join(parts), values
