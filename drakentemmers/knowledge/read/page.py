"""One page as a reader gets it: text with hard words marked, and only links that lead somewhere for this reader."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

from drakentemmers.accounts.models import User
from drakentemmers.directory.rules import ClientGroup, Method
from drakentemmers.knowledge.labels import joined
from drakentemmers.knowledge.links import without_links_to_unseen
from drakentemmers.knowledge.models import (
    KnowledgePage,
    PageChange,
    Reader,
    SavedPage,
    Term,
    ThemeFollow,
    ThemePage,
)
from drakentemmers.knowledge.read.lists import Card, ThemeCard, kind_of, related_to, theme_card
from drakentemmers.knowledge.rules import Kind, ReaderRole
from drakentemmers.knowledge.rules.terms import Word, mark_terms

SHORT_PAGE = 3  # with fewer headings a list of them is no help


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the text, as "On this page" lists it."""

    anchor: str
    text: str
    level: str


@dataclass(frozen=True, slots=True)
class PageView:
    """All that the page of a page shows."""

    page: KnowledgePage
    kind: Kind
    theme: ThemeCard | None
    body: SafeString
    headings: tuple[Heading, ...]
    terms: tuple[Term, ...]
    related: tuple[Card, ...]
    changes: tuple[PageChange, ...]
    roles: str
    groups: str
    methods: str
    is_saved: bool = False
    is_followed: bool = False
    is_preview: bool = False

    @property
    def contents(self) -> tuple[Heading, ...]:
        """The list of headings, where there are enough to find one's way by."""
        top = tuple(heading for heading in self.headings if heading.level == "h2")
        return top if len(top) >= SHORT_PAGE else ()


def view_of(page: KnowledgePage, reader: Reader, *, now: datetime, is_preview: bool = False) -> PageView:
    """Return a specific page as `reader` gets it. The caller found it readable."""
    html, headings = _rendered(page)
    marked = mark_terms(without_links_to_unseen(html, lambda ids: _readable(ids, reader)), _words())
    parent = page.get_parent().specific
    return PageView(
        page=page,
        kind=kind_of(page),
        theme=theme_card(parent) if isinstance(parent, ThemePage) else None,
        body=mark_safe(marked.html),
        headings=headings,
        terms=_explained(marked.slugs),
        related=() if is_preview else tuple(related_to(page, reader, now=now)),
        changes=() if is_preview else tuple(page.changes.all()[:5]),
        roles=joined(page.roles, ReaderRole),
        groups=joined(page.client_groups, ClientGroup),
        methods=joined(page.methods, Method),
        is_saved=isinstance(reader, User) and SavedPage.objects.filter(user=reader, page_id=page.pk).exists(),
        is_followed=isinstance(reader, User)
        and ThemeFollow.objects.filter(user=reader, theme_id=page.pk).exists(),
        is_preview=is_preview,
    )


def _rendered(page: KnowledgePage) -> tuple[str, tuple[Heading, ...]]:
    """Return the text as HTML and its headings, each with an anchor of its own."""
    parts, headings, used, tables = [], [], set(), 0
    for block in page.body:
        context = {}
        if block.block_type == "heading":
            anchor = base = slugify(block.value["text"])[:60] or "kop"
            number = 2
            while anchor in used:
                anchor, number = f"{base}-{number}", number + 1
            used.add(anchor)
            context = {"anchor": anchor}
            headings.append(Heading(anchor, block.value["text"], block.value["level"]))
        elif block.block_type == "table":
            tables += 1
            context = {"number": tables}
        parts.append(str(block.render(context=context)))
    return "\n".join(parts), tuple(headings)


def _readable(ids: Collection[int], reader: Reader) -> Collection[int]:
    return set(KnowledgePage.objects.visible_to(reader).filter(pk__in=ids).values_list("pk", flat=True))


def _explained(slugs: tuple[str, ...]) -> tuple[Term, ...]:
    """Return the words in the order in which they stand in the text."""
    return tuple(sorted(Term.objects.filter(slug__in=slugs), key=lambda term: slugs.index(term.slug)))


def _words() -> list[Word]:
    return [Word(term.slug, term.spellings) for term in Term.objects.only("slug", "term", "plural", "also")]
