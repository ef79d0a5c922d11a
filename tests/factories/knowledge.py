"""Pages of the knowledge base, made the way the content system makes them: a version, then published."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any, TypeVar

from django.utils import timezone

from drakentemmers.accounts.models import User
from drakentemmers.knowledge.actions.sections import section
from drakentemmers.knowledge.models import Article, EventPage, KnowledgePage, NewsItem, Term, ThemePage

NUMBERS = count(1)
P = TypeVar("P", bound=KnowledgePage)


def text(html: str) -> dict[str, Any]:
    return {"type": "text", "value": html}


def heading(words: str, level: str = "h2") -> dict[str, Any]:
    return {"type": "heading", "value": {"text": words, "level": level}}


def put(page: P, below: Any, *, live: bool = True, by: User | None = None) -> P:
    """Put a page below another; a draft unless it is to be live."""
    page.live = False
    below.refresh_from_db()
    below.add_child(instance=page)
    revision = page.save_revision(user=by)
    if live:
        revision.publish(user=by)
    page.refresh_from_db()
    return page


def theme(title: str = "Hechting", *, live: bool = True, **fields: Any) -> ThemePage:
    fields = {"slug": f"thema-{next(NUMBERS)}", "summary": "Waar het over gaat."} | fields
    return put(ThemePage(title=title, **fields), section("kennis"), live=live)


def page(
    model: type[P] = Article,
    *,
    below: Any = None,
    live: bool = True,
    body: list[dict[str, Any]] | None = None,
    **fields: Any,
) -> P:
    number = next(NUMBERS)
    fields = {"title": f"Pagina {number}", "slug": f"pagina-{number}", "summary": "Kort gezegd."} | fields
    made = model(**fields)
    made.body = made.body.stream_block.to_python(body or [text("<p>Een zin met inhoud.</p>")])
    return put(made, below or theme(), live=live)


def news(**fields: Any) -> NewsItem:
    return page(NewsItem, below=section("nieuws"), **fields)


def event(*, starts_at: datetime | None = None, **fields: Any) -> EventPage:
    starts_at = starts_at or timezone.now() + timedelta(days=10)
    fields = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2)} | fields
    return page(EventPage, below=section("agenda"), **fields)


def term(word: str = "hechting", **fields: Any) -> Term:
    return Term.objects.create(
        **{"slug": word, "term": word, "explanation": "De band met wie voor je zorgt."} | fields
    )
