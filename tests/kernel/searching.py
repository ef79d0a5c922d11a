"""A kind of the tests: documents in memory, circles by the name of the user, and a rule of its own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from drakentemmers.kernel.search.index import refresh
from drakentemmers.kernel.search.kinds import EVERYONE, Document, Facet, SearchKind

STRANGER = SimpleNamespace(circles=frozenset({EVERYONE}))
MEMBER = SimpleNamespace(circles=frozenset({EVERYONE, "members"}))
THEME = Facet("theme", "thema", "Thema", str.title)


@dataclass
class Shelf:
    """Documents by id; what is in `withheld` the rule of the app shows to nobody, whatever the index says."""

    name: str = "leaf"
    documents: dict[str, Document] = field(default_factory=dict)
    withheld: set[str] = field(default_factory=set)
    logged: list[tuple[object, list[str]]] = field(default_factory=list)
    circles_of: Callable[[Any], frozenset[str]] = lambda user: user.circles

    def kind(self) -> SearchKind:
        return SearchKind(
            name=self.name,
            slug=f"{self.name}s",
            label="Blad",
            plural="Bladen",
            documents=self.hand_over,
            scopes=self.circles_of,
            visible=lambda user, ids: {
                pk
                for pk in ids
                if pk not in self.withheld
                and pk in self.documents
                and self.documents[pk].scope in self.circles_of(user)
            },
            facets=(THEME,),
            log=lambda user, ids, now: self.logged.append((user, sorted(ids))),
        )

    def hand_over(self, ids) -> Iterator[Document]:
        wanted = self.documents if ids is None else [pk for pk in ids if pk in self.documents]
        yield from [self.documents[pk] for pk in wanted]

    def put(self, pk: str, title: str, body: str = "", **more) -> None:
        self.documents[pk] = Document(pk, f"/bladen/{pk}", title, body=body, **more)
        refresh(self.name, [pk])

    def take(self, pk: str) -> None:
        del self.documents[pk]
        refresh(self.name, [pk])
