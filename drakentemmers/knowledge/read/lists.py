"""Lists of pages: what a card shows, filters, what is new and what is related. Only of what a reader may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q
from wagtail.images.models import AbstractImage

from drakentemmers.accounts.models import User
from drakentemmers.directory.rules import ClientGroup, Method
from drakentemmers.knowledge.labels import label
from drakentemmers.knowledge.models import KnowledgePage, KnowledgeQuerySet, Reader, ThemePage
from drakentemmers.knowledge.rules import Audience, Kind, ReaderRole

NEW_FOR = timedelta(days=30)  # how long a page counts as new for who never said "seen"
RELATED = 3
KINDS_OF_KNOWLEDGE = (
    Kind.ARTICLE,
    Kind.RESEARCH,
    Kind.PRACTICE,
    Kind.INSTRUMENT,
    Kind.VIDEO,
)


@dataclass(frozen=True, slots=True)
class ThemeCard:
    """A theme as a tile."""

    id: int
    title: str
    slug: str
    url: str
    summary: str
    icon: str
    colour: str
    path: str
    pages: int = 0


@dataclass(frozen=True, slots=True)
class Card:
    """A page in a list."""

    id: int
    title: str
    url: str
    summary: str
    kind: Kind
    minutes: int
    reviewed_on: date | None
    published_at: datetime | None
    theme: ThemeCard | None
    is_new: bool
    only_for: str  # "" for everybody
    lead: AbstractImage | None = None
    lead_words: str = ""

    @property
    def kind_text(self) -> str:
        return label(self.kind)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody filters by; empty means all."""

    kind: Kind | None = None
    role: ReaderRole | None = None
    group: ClientGroup | None = None
    method: Method | None = None
    theme: str = ""

    @property
    def is_empty(self) -> bool:
        return self == Wanted()


def kind_of(page: KnowledgePage) -> Kind:
    """Return the kind of a page that was read as its common row."""
    model = page.cached_content_type.model_class()
    return model.kind if model is not None else Kind.PLAIN


def pages_of_kinds(reader: Reader, kinds: Iterable[Kind]) -> KnowledgeQuerySet:
    """Return the pages of some kinds this person may read, without their texts."""
    wanted = set(kinds)
    models = [model for model in KnowledgePage.__subclasses__() if model.kind in wanted]
    return (
        KnowledgePage.objects.visible_to(reader).type(*models).select_related("lead").defer("body", "sources")
    )


def themes_for(reader: Reader) -> list[ThemeCard]:
    """Return the themes in the order the editors put them, each with how many pages this person can read in it."""
    readable = list(pages_of_kinds(reader, KINDS_OF_KNOWLEDGE).values_list("pk", "path"))
    ids = [pk for pk, _ in readable]
    as_guest: dict[int, set[int]] = {}
    links = ThemePage.guests.through.objects.filter(knowledgepage__in=ids)
    for page_id, theme_id in links.values_list("knowledgepage_id", "themepage_id"):
        as_guest.setdefault(theme_id, set()).add(page_id)
    return [
        theme_card(
            theme,
            pages=len(
                {pk for pk, path in readable if path.startswith(theme.path)} | as_guest.get(theme.pk, set())
            ),
        )
        for theme in ThemePage.objects.visible_to(reader).defer("body", "sources").order_by("path")
    ]


def theme_card(theme: ThemePage, *, pages: int = 0) -> ThemeCard:
    """Return a theme as its tile shows it."""
    return ThemeCard(
        theme.pk,
        theme.title,
        theme.slug,
        theme.url,
        theme.summary,
        theme.icon,
        theme.colour,
        theme.path,
        pages,
    )


def filtered(pages: KnowledgeQuerySet, wanted: Wanted) -> KnowledgeQuerySet:
    """Return the pages that fit; a page written for no role in particular is for every role."""
    if wanted.role is not None:
        pages = pages.filter(Q(roles__has=wanted.role) | Q(roles=frozenset()))
    if wanted.group is not None:
        pages = pages.filter(client_groups__has=wanted.group)
    if wanted.method is not None:
        pages = pages.filter(methods__has=wanted.method)
    return pages


def in_theme(pages: KnowledgeQuerySet, theme: ThemePage) -> KnowledgeQuerySet:
    """Return the pages below a theme, and those that stand in it as well."""
    return pages.filter(Q(path__startswith=theme.path) | Q(also_in=theme)).exclude(pk=theme.pk).distinct()


def cards_of(pages: Iterable[KnowledgePage], reader: Reader, *, now: datetime) -> list[Card]:
    """Return the cards of pages that were already found readable, with one look for all their themes."""
    themes = {
        theme.path: theme_card(theme)
        for theme in ThemePage.objects.visible_to(reader).defer("body", "sources")
    }
    since = seen_until(reader, now=now)
    return [
        Card(
            id=page.pk,
            title=page.title,
            url=page.url,
            summary=page.summary,
            kind=kind_of(page),
            minutes=page.reading_minutes,
            reviewed_on=page.reviewed_on,
            published_at=page.first_published_at,
            theme=themes.get(page.path[: -page.steplen]),
            is_new=bool(since and page.first_published_at and page.first_published_at > since),
            only_for="" if page.audience == Audience.EVERYONE else label(page.audience),
            lead=page.lead,
            lead_words=page.lead_words,
        )
        for page in pages
    ]


def seen_until(reader: Reader, *, now: datetime) -> datetime | None:
    """Return up to when somebody has seen what is new; None for a visitor, to whom nothing is new."""
    if not isinstance(reader, User):
        return None
    mark = getattr(reader, "knowledge_seen", None)
    return mark.until if mark else now - NEW_FOR


def new_for(reader: Reader, *, now: datetime, most: int) -> list[Card]:
    """Return what was published since somebody last said to have seen it, newest first."""
    since = seen_until(reader, now=now)
    if since is None:
        return []
    pages = pages_of_kinds(reader, [*KINDS_OF_KNOWLEDGE, Kind.NEWS]).filter(first_published_at__gt=since)
    return cards_of(pages.newest_first()[:most], reader, now=now)


def newest(reader: Reader, *, now: datetime, most: int) -> list[Card]:
    """Return the youngest pages of knowledge."""
    return cards_of(pages_of_kinds(reader, KINDS_OF_KNOWLEDGE).newest_first()[:most], reader, now=now)


def related_to(page: KnowledgePage, reader: Reader, *, now: datetime) -> list[Card]:
    """Return what to read next: what shares most themes, then the same groups, then the youngest."""
    themes = [page.path[: -page.steplen], *page.also_in.values_list("path", flat=True)]
    if kind_of(page) not in KINDS_OF_KNOWLEDGE:
        return []
    place = Q()
    for path in themes:
        place |= Q(path__startswith=path)
    near = (
        pages_of_kinds(reader, KINDS_OF_KNOWLEDGE)
        .filter(place | Q(also_in__path__in=themes))
        .exclude(pk=page.pk)
        .annotate(shared=Count("also_in", filter=Q(also_in__path__in=themes)))
    )
    found = sorted(
        near,
        key=lambda other: (
            -other.shared - any(other.path.startswith(path) for path in themes),
            -len(other.client_groups & page.client_groups),
            -other.pk,
        ),
    )
    return cards_of(found[:RELATED], reader, now=now)
