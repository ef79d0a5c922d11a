"""What can be found: every app registers its own kinds here, in the `ready` of its AppConfig.

A kind hands over documents, says which circles somebody belongs to, and is asked again about every row before it is
shown: an index that lags behind never shows what somebody may not see. docs/search.md has an example.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise

EVERYONE = "everyone"  # the circle that a stranger belongs to as well
Text = str | Promise


@dataclass(frozen=True, slots=True)
class Document:
    """One thing that can be found, as plain text. Only what all of its circle may read belongs in it."""

    id: str
    url: str
    title: str
    summary: str = ""
    body: str = ""
    keywords: tuple[str, ...] = ()
    scope: str = EVERYONE  # who may know of it: one word of the kind's own, such as "members" or "group:17"
    day: date | None = None
    facets: Mapping[str, Collection[str]] = field(default_factory=dict)  # {"theme": ["hechting"]}


@dataclass(frozen=True, slots=True)
class Facet:
    """Something results can be narrowed by. Kinds that name the same facet are narrowed together."""

    name: str
    slug: str  # in the address of the page: ?thema=hechting
    label: Text
    value_label: Callable[[str], Text]


@dataclass(frozen=True, slots=True)
class SearchKind:
    """One kind of thing that can be found.

    `documents(ids)` yields the documents of these ids, of all when ids is None; what is not there, or is for nobody,
    it leaves out. `scopes(user)` returns the circles somebody belongs to. `visible(user, ids)` returns which of these
    ids somebody may see right now, by the rule of the app itself. `log`, for kinds of which NEN 7513 wants to know who
    searched them, writes down that `user` was shown these ids.
    """

    name: str
    slug: str
    label: Text
    plural: Text
    documents: Callable[[Iterable[str] | None], Iterator[Document]]
    scopes: Callable[[Any], frozenset[str]]
    visible: Callable[[Any, Collection[str]], set[str]]
    icon: str = "file-text"
    place: int = 50  # among the other kinds on the page: the lowest first
    facets: tuple[Facet, ...] = ()
    log: Callable[[Any, Collection[str], datetime], None] | None = None


_kinds: dict[str, SearchKind] = {}


def register(kind: SearchKind) -> None:
    """Make a kind known; once."""
    if kind.name in _kinds:
        raise ValueError(f"there is a kind {kind.name!r} already")
    _kinds[kind.name] = kind


def unregister(name: str) -> None:
    """Forget a kind: for tests that bring one of their own."""
    del _kinds[name]


def kinds() -> tuple[SearchKind, ...]:
    """Every kind, in the order in which they stand on the page."""
    return tuple(sorted(_kinds.values(), key=lambda kind: (kind.place, kind.name)))


def kind_named(name: str) -> SearchKind:
    """Return one kind; KeyError when no app registered it."""
    return _kinds[name]
