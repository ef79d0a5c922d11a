"""The rules as SQL text, from the same functions: to check columns and pairs against a database.

Both databases read the text alike. It stands on two tables: `cells`, with a row per therapist (`n`, `id` and what
`decisions.Cells` names, but `chord` and `reach`), and `places` (`owner`, `number`, `x`, `y`, `z`, `reach`). All numbers
are 64 bits wide.
"""

# ruff: noqa: S608 - only numbers and names of our own go into this text
from typing import Any

from drakentemmers.matching.rules import decisions
from drakentemmers.matching.rules.asked import Asked
from drakentemmers.matching.rules.reach import NOWHERE
from drakentemmers.matching.rules.vocabulary import BIT, Order


class Text:
    """A piece of SQL on which the operators of Python work."""

    def __init__(self, sql: str, *, is_condition: bool = False) -> None:
        self.sql, self.is_condition = sql, is_condition

    def _with(self, operator: str, other: Any, *, is_condition: bool = False) -> "Text":
        return Text(f"({self.sql} {operator} {sql_of(other)})", is_condition=is_condition)

    def _logic(self, word: str, sign: str, other: Any) -> "Text":
        return self._with(word, other, is_condition=True) if self.is_condition else self._with(sign, other)

    def __and__(self, other: Any) -> "Text":
        return self._logic("AND", "&", other)

    def __or__(self, other: Any) -> "Text":
        return self._logic("OR", "|", other)

    def __ror__(self, other: Any) -> "Text":
        return self | other

    def __add__(self, other: Any) -> "Text":
        return self._with("+", other)

    __radd__ = __add__

    def __sub__(self, other: Any) -> "Text":
        return self._with("-", other)

    def __rsub__(self, other: Any) -> "Text":
        return Text(sql_of(other)) - self

    def __mul__(self, other: Any) -> "Text":
        return self._with("*", other)

    __rmul__ = __mul__

    def __floordiv__(self, other: Any) -> "Text":
        return self._with("/", other)  # of whole numbers that are never negative

    def __mod__(self, other: Any) -> "Text":
        return self._with("%", other)

    def __eq__(self, other: object) -> "Text":  # type: ignore[override]
        return self._with("=", other, is_condition=True)

    def __ne__(self, other: object) -> "Text":  # type: ignore[override]
        return self._with("<>", other, is_condition=True)

    def __lt__(self, other: Any) -> "Text":
        return self._with("<", other, is_condition=True)

    def __le__(self, other: Any) -> "Text":
        return self._with("<=", other, is_condition=True)

    def __gt__(self, other: Any) -> "Text":
        return self._with(">", other, is_condition=True)

    def __ge__(self, other: Any) -> "Text":
        return self._with(">=", other, is_condition=True)

    __hash__ = None  # type: ignore[assignment]


def sql_of(value: Any) -> str:
    """Return the text of a piece of SQL or of a number."""
    return value.sql if isinstance(value, Text) else str(int(value))


class InSql:
    """The operators of `decisions` as SQL."""

    @staticmethod
    def where(condition: Text, then: Any, otherwise: Any) -> Text:
        return Text(f"(CASE WHEN {condition.sql} THEN {sql_of(then)} ELSE {sql_of(otherwise)} END)")

    def least(self, one: Any, other: Any) -> Text:
        return self.where(one < other, one, other)

    def most(self, one: Any, other: Any) -> Text:
        return self.where(one > other, one, other)

    def bit(self, condition: Text, value: int) -> Text:
        return self.where(condition, value, 0)

    def count(self, mask: Text) -> Text:
        return Text("(" + " + ".join(self.bit((mask & bit) != 0, 1).sql for bit in BIT.values()) + ")")

    def looked_up(self, rule: decisions.Rule, argument: int, mask: Text) -> Any:
        return rule(argument, mask, self)

    def steps(self, value: Text, bounds: tuple[int, ...]) -> Text:
        return Text("(" + " + ".join(self.bit(value > bound, 1).sql for bound in bounds) + ")")


IN_SQL = InSql()


class NamedCells:
    """The columns of the query, by name."""

    def __getattr__(self, name: str) -> Text:
        return Text(name)


def shortlist_sql(asked: Asked, order: Order) -> str:
    """Return the query of the whole shortlist in order: id, unmet, missed, points."""
    cells = NamedCells()
    unmet, missed, points = Text("unmet"), Text("missed"), Text("points")
    parts = decisions.order_parts(asked, cells, missed, points, order, IN_SQL)
    by = ", ".join(f"({sql_of(part)} + 0)" for part in (*parts, decisions.draw_of(asked, cells)))
    return f"""WITH served AS ({_served(asked)}),
        one AS (SELECT *, {sql_of(decisions.unmet(asked, cells, IN_SQL))} AS unmet FROM served),
        two AS (SELECT *, {sql_of(decisions.misses(asked, cells, unmet, IN_SQL))} AS missed FROM one),
        three AS (SELECT *, {sql_of(decisions.points(asked, cells, unmet, IN_SQL))} AS points FROM two
            WHERE {sql_of(decisions.is_shown(asked, cells, missed, IN_SQL))})
        SELECT id, unmet, missed, points FROM three ORDER BY {by}, id"""


def _served(asked: Asked) -> str:
    """Return the query of the cells with the work location that serves."""
    if asked.point is None:
        return f"SELECT c.*, {NOWHERE} AS chord, -1 AS reach FROM cells c"
    chord = decisions.chord_to(asked.point, Text("x"), Text("y"), Text("z"), IN_SQL)
    parts = decisions.serving_order(asked, Text("chord"), Text("reach"), IN_SQL)
    by = ", ".join(f"({sql_of(part)} + 0)" for part in parts)
    return f"""SELECT c.*, p.chord, p.reach FROM cells c JOIN (
            SELECT owner, chord, reach, row_number() OVER (PARTITION BY owner ORDER BY {by}, number) AS turn
            FROM (SELECT owner, number, reach, {sql_of(chord)} AS chord FROM places) measured
        ) p ON p.owner = c.n AND p.turn = 1"""
