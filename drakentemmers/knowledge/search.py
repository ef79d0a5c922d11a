"""What of the editors' pages can be found: the words of a page, in the circle of its audience."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from drakentemmers.directory.rules import ClientGroup, Method
from drakentemmers.directory.search import CLIENT_GROUP
from drakentemmers.kernel.search.kinds import EVERYONE, Document, Facet, SearchKind
from drakentemmers.knowledge.labels import joined, label
from drakentemmers.knowledge.models import KnowledgePage, Term, ThemePage, audiences_of
from drakentemmers.knowledge.read.lists import kind_of
from drakentemmers.knowledge.read.text import body_lines
from drakentemmers.knowledge.rules import Audience, ReaderRole

PAGE, TERM = "page", "term"
AT_ONCE = 200


def pages(ids: Iterable[str] | None) -> Iterator[Document]:
    """Yield every published page, each for the circle of its audience."""
    rows = KnowledgePage.objects.live().order_by("pk")
    if ids is not None:
        rows = rows.filter(pk__in=[int(pk) for pk in ids])
    themes = dict(ThemePage.objects.live().values_list("path", "slug"))
    for row in rows.specific().iterator(AT_ONCE):
        yield _page(row, themes)


def _page(page: KnowledgePage, themes: dict[str, str]) -> Document:
    own = themes.get(page.path[: -page.steplen], "")
    others = () if isinstance(page, ThemePage) else page.also_in.values_list("slug", flat=True)
    return Document(
        id=str(page.pk),
        url=page.url,
        title=page.title,
        summary=page.summary,
        body="\n".join(body_lines(page)),
        keywords=(
            label(kind_of(page)),
            joined(page.roles, ReaderRole),
            joined(page.client_groups, ClientGroup),
            joined(page.methods, Method),
        ),
        scope=Audience(page.audience).value,
        day=page.reviewed_on or (page.last_published_at and page.last_published_at.date()),
        facets={
            "theme": [slug for slug in (own, *others) if slug],
            "role": [role.value for role in page.roles],
            "client_group": [group.value for group in page.client_groups],
            "method": [method.value for method in page.methods],
        },
    )


def circles(user: Any) -> frozenset[str]:
    """Return the audiences open to somebody."""
    return frozenset(audience.value for audience in audiences_of(user))


def visible_pages(user: Any, ids: Collection[str]) -> set[str]:
    """Return those somebody may read right now."""
    found = KnowledgePage.objects.visible_to(user).filter(pk__in=[int(pk) for pk in ids])
    return {str(pk) for pk in found.values_list("pk", flat=True)}


def terms(ids: Iterable[str] | None) -> Iterator[Document]:
    """Yield every hard word."""
    rows = Term.objects.all() if ids is None else Term.objects.filter(pk__in=[int(pk) for pk in ids])
    for row in rows.order_by("pk").iterator(AT_ONCE):
        yield Document(
            id=str(row.pk),
            url=f"/kennis/begrippen#begrip-{row.slug}",
            title=row.term,
            summary=row.explanation,
            keywords=row.spellings,
        )


def everyone(user: Any) -> frozenset[str]:
    """Hard words are for everybody."""
    return frozenset({EVERYONE})


def visible_terms(user: Any, ids: Collection[str]) -> set[str]:
    """Return those that are still there."""
    found = Term.objects.filter(pk__in=[int(pk) for pk in ids])
    return {str(pk) for pk in found.values_list("pk", flat=True)}


def name_of_theme(slug: str) -> str:
    """Return the title of a theme; its slug when it is gone."""
    return ThemePage.objects.filter(slug=slug).values_list("title", flat=True).first() or slug


KINDS = (
    SearchKind(
        name=PAGE,
        slug="kennis",
        label=_("Page"),
        plural=_("Knowledge"),
        documents=pages,
        scopes=circles,
        visible=visible_pages,
        icon="file-text",
        place=10,
        facets=(
            Facet("theme", "thema", _("Theme"), name_of_theme),
            Facet("role", "voor", _("Written for"), lambda value: label(ReaderRole(value))),
            CLIENT_GROUP,
            Facet("method", "methode", _("Method"), lambda value: label(Method(value))),
        ),
    ),
    SearchKind(
        name=TERM,
        slug="begrippen",
        label=_("Hard word"),
        plural=_("Hard words"),
        documents=terms,
        scopes=everyone,
        visible=visible_terms,
        icon="book-open",
        place=15,
    ),
)
