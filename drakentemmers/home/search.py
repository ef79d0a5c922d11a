"""The site's own texts, as they stand on its pages, among what can be found."""

from collections.abc import Collection, Iterable, Iterator
from html.parser import HTMLParser
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from drakentemmers.home.text_pages import TEXT_PAGES
from drakentemmers.kernel.search.kinds import EVERYONE, Document, SearchKind

SKIPPED = frozenset({"nav", "script", "style", "form", "button", "svg"})
BLOCKS = frozenset({"p", "li", "h1", "h2", "h3", "td", "th", "dt", "dd", "div", "tr", "section"})


def texts(ids: Iterable[str] | None) -> Iterator[Document]:
    """Yield the pages of these names of routes."""
    for name in TEXT_PAGES if ids is None else [name for name in ids if name in TEXT_PAGES]:
        page = TEXT_PAGES[name]
        read = PageText()
        read.feed(render_to_string(page.template, {"path": reverse(name), **page.context()}))
        yield Document(
            id=name,
            url=reverse(name),
            title=str(page.title),
            summary=str(page.lead),
            body="".join(read.rest),
        )


class PageText(HTMLParser):
    """What stands in <main> of one of our own pages."""

    def __init__(self) -> None:
        super().__init__()
        self.rest: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag == "main" or self._open:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: Any) -> None:
        """An element without content holds no text."""

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass  # elements that need no end tag
        if tag in BLOCKS:
            self.rest.append("\n")

    def handle_data(self, data: str) -> None:
        if self._open and not SKIPPED.intersection(self._open):
            self.rest.append(data)


def everyone(user: Any) -> frozenset[str]:
    """Everybody may read them."""
    return frozenset({EVERYONE})


def visible(user: Any, ids: Collection[str]) -> set[str]:
    """Return those that are still there."""
    return set(ids) & TEXT_PAGES.keys()


KIND = SearchKind(
    name="text",
    slug="uitleg",
    label=_("Page about the site"),
    plural=_("About this site"),
    documents=texts,
    scopes=everyone,
    visible=visible,
    icon="info",
    place=40,
)
