"""Predicates in words people read. One sentence per predicate; how they combine is read from the code itself.

A permission is tied to an expression such as `is_self | runs_the_practice`. From that very expression, and the words of
each predicate in it, follows what "Wat mag ik?" says: so the page cannot say something else than the code does.
"""

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from typing import Any

import rules
from django.utils.functional import Promise

from drakentemmers.accounts.rules import Role


@dataclass(frozen=True, slots=True)
class Words:
    """What one predicate asks, as it follows on "mag je": text when it must hold, `unless` when it must not."""

    text: str | Promise
    unless: str | Promise
    roles: frozenset[Role] | None  # None: it does not depend on a role
    everywhere: bool  # holds for the records of every organisation, not only of one's own


@dataclass(frozen=True, slots=True)
class Way:
    """One way to be allowed something: every condition that must hold, and what must not be so."""

    conditions: tuple[str | Promise, ...] = ()
    exceptions: tuple[str | Promise, ...] = ()
    by_role: bool = False
    everywhere: bool = True

    def and_also(self, other: "Way") -> "Way":
        return Way(
            self.conditions + tuple(text for text in other.conditions if text not in self.conditions),
            self.exceptions + tuple(text for text in other.exceptions if text not in self.exceptions),
            self.by_role or other.by_role,
            self.everywhere and other.everywhere,
        )


EXPLAINED: dict[str, Words] = {}


def explain(
    predicate: Any,
    text: str | Promise = "",
    *,
    unless: str | Promise = "",
    roles: Iterable[Role] | None = None,
    everywhere: bool = False,
) -> None:
    """Give a predicate its words, once. `text` is empty when there is nothing to add for who reads it.

    `roles`: those for which it can hold at all; leave it out when it does not depend on a role.
    """
    if predicate.name in EXPLAINED:
        raise ValueError(f"two predicates are called {predicate.name}")
    EXPLAINED[predicate.name] = Words(text, unless, None if roles is None else frozenset(roles), everywhere)


def expression_of(permission: str) -> ast.expr:
    """Return the predicates of a permission as they were combined; KeyError when nothing was tied to it."""
    return ast.parse(rules.permissions.permissions[permission].name, mode="eval").body


def predicates_of(permission: str) -> set[str]:
    """Return the names of the predicates a permission is made of."""
    return {node.id for node in ast.walk(expression_of(permission)) if isinstance(node, ast.Name)}


def ways_to(permission: str, role: Role | None) -> list[Way]:
    """Return every way in which somebody with `role` (None: with no role at all) may be allowed `permission`."""
    return _ways(expression_of(permission), role)


def _ways(node: ast.expr, role: Role | None) -> list[Way]:
    match node:
        case ast.Name(id=name):
            return _when(EXPLAINED[name], role)
        case ast.UnaryOp(op=ast.Invert(), operand=ast.Name(id=name)):
            return _when_not(EXPLAINED[name], role)
        case ast.BinOp(op=ast.BitOr(), left=left, right=right):
            return [*_ways(left, role), *_ways(right, role)]
        case ast.BinOp(op=ast.BitAnd(), left=left, right=right):
            return [a.and_also(b) for a, b in product(_ways(left, role), _ways(right, role))]
        case _:
            raise ValueError(f"cannot be put in words: {ast.unparse(node)}")


def _when(words: Words, role: Role | None) -> list[Way]:
    if words.roles is not None and role not in words.roles:
        return []
    conditions = (words.text,) if words.text else ()
    return [Way(conditions, (), words.roles is not None, words.everywhere)]


def _when_not(words: Words, role: Role | None) -> list[Way]:
    if words.roles is not None and words.everywhere and role in words.roles:
        return []
    return [Way((), (words.unless,) if words.unless else ())]
