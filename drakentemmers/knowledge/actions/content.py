"""The starting content: files in `knowledge/content`, brought in once and left alone where an editor wrote since."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.text import slugify
from wagtail.models import Page

from drakentemmers.directory.rules import ClientGroup, Method
from drakentemmers.kernel.search.index import refresh
from drakentemmers.knowledge.actions.markdown import Links, NotUnderstoodError, blocks_of
from drakentemmers.knowledge.actions.sections import section
from drakentemmers.knowledge.models import (
    Article,
    InstrumentPage,
    KnowledgePage,
    NewsItem,
    PlainPage,
    PracticeExample,
    ResearchSummary,
    Term,
    ThemePage,
)
from drakentemmers.knowledge.rules import Audience, Kind, ReaderRole

FOLDER = Path(__file__).resolve().parent.parent / "content"
REVIEW_AFTER = timedelta(days=365)
MODELS: dict[Kind, type[KnowledgePage]] = {
    model.kind: model
    for model in (Article, InstrumentPage, NewsItem, PlainPage, PracticeExample, ResearchSummary, ThemePage)
}


class SourceStatus(StrEnum):
    """What is known of a source: looked up, with its address; named only; or our own."""

    CHECKED = "checked"
    UNCHECKED = "unchecked"
    OWN = "own"


class BadContentError(ValueError):
    """A file that cannot become a page; says which and why."""


@dataclass(frozen=True, slots=True)
class File:
    """One file of the starting content."""

    name: str
    head: dict[str, Any]
    text: str

    @property
    def slug(self) -> str:
        return str(self.head["slug"])

    @property
    def kind(self) -> Kind:
        return Kind(self.head["kind"])


@dataclass(slots=True)
class Loaded:
    """What loading did."""

    added: int = 0
    changed: int = 0
    same: int = 0
    left: list[str] = field(default_factory=list)  # slugs that an editor changed or took off the site
    terms: int = 0


def files_in(folder: Path = FOLDER) -> list[File]:
    """Return the pages among the files of a folder, themes first, by name; below `site` those about the site."""
    paths = [*sorted(folder.glob("*.md")), *sorted(folder.glob("site/*.md"))]
    files = [_read(path) for path in paths]
    return sorted(files, key=lambda file: (file.kind != Kind.THEME, file.head.get("order", 0), file.slug))


def terms_in(folder: Path = FOLDER) -> list[dict[str, Any]]:
    """Return the hard words of a folder."""
    path = folder / "glossary.yaml"
    return (yaml.safe_load(path.read_text(encoding="utf-8")) or []) if path.exists() else []


@transaction.atomic
def load_content(*, now: datetime, folder: Path = FOLDER) -> Loaded:
    """Bring in what is not there, renew what nobody touched, leave what an editor wrote; all of it or nothing."""
    done = Loaded()
    files = files_in(folder)
    rows = {file.slug: _row(file, done) for file in files}
    links = Links({slug: page.pk for slug, page in rows.items()})
    themes = {slug: page for slug, page in rows.items() if isinstance(page, ThemePage)}
    for file in files:
        if file.slug not in done.left:
            _fill(rows[file.slug], file, links, themes, now, done)
    for term in terms_in(folder):
        done.terms += _keep_term(term)
    if done.terms:
        refresh("term", [str(pk) for pk in Term.objects.values_list("pk", flat=True)])
    return done


def _read(path: Path) -> File:
    parts = path.read_text(encoding="utf-8").split("---\n", 2)
    try:
        _, head, text = parts
        file = File(path.name, yaml.safe_load(head), text)
        file.kind, file.slug, file.head["title"], file.head["summary"]
    except (ValueError, KeyError, TypeError, yaml.YAMLError) as error:
        raise BadContentError(
            f"{path.name}: the head between two lines of --- is not right: {error}"
        ) from error
    return file


def _row(file: File, done: Loaded) -> KnowledgePage:
    """Return the page of a file: the one that is there, or an empty one that is not published yet."""
    model = MODELS.get(file.kind)
    if model is None:
        raise BadContentError(f"{file.name}: {file.kind} is not loaded from a file")
    found = model.objects.filter(slug=file.slug).first()
    if found is not None:
        if _is_an_editors(found):
            done.left.append(file.slug)
        return found
    page = model(title=file.head["title"], slug=file.slug, summary=file.head["summary"], live=False)
    _parent_of(file).add_child(instance=page)
    return page


def _is_an_editors(page: KnowledgePage) -> bool:
    """Whether somebody wrote a version, or took the page off the site."""
    latest = page.latest_revision
    return latest is not None and (latest.user_id is not None or not page.live)


def _parent_of(file: File) -> Page:
    themes = file.head.get("themes") or []
    if shelf := file.head.get("shelf"):
        return section(shelf)
    if file.kind == Kind.NEWS:
        return section("nieuws")
    if file.kind == Kind.THEME or not themes:
        return section("kennis")
    theme = ThemePage.objects.filter(slug=themes[0]).first()
    if theme is None:
        raise BadContentError(f"{file.name}: there is no theme {themes[0]!r}")
    return theme


def _fill(
    page: KnowledgePage, file: File, links: Links, themes: dict[str, ThemePage], now: datetime, done: Loaded
) -> None:
    head = file.head
    try:
        page.title, page.summary = head["title"], head["summary"].strip()
        page.audience = Audience(head.get("audience", Audience.EVERYONE))
        page.roles = frozenset(map(ReaderRole, head.get("roles") or ()))
        page.client_groups = frozenset(map(ClientGroup, head.get("client_groups") or ()))
        page.methods = frozenset(map(Method, head.get("methods") or ()))
        page.body = page.body.stream_block.to_python(blocks_of(file.text, links))
        page.sources = page.sources.stream_block.to_python(_sources(head))
        page.reviewed_on = head.get("reviewed_on")
        page.review_before = page.reviewed_on + REVIEW_AFTER if page.reviewed_on else None
        if isinstance(page, ThemePage):
            page.colour, page.icon = head.get("colour", page.colour), head.get("icon", page.icon)
        else:
            page.also_in = [themes[slug] for slug in (head.get("themes") or ())[1:]]
        if isinstance(page, ResearchSummary):
            _fill_study(page, head.get("study") or {})
    except (ValueError, KeyError, NotUnderstoodError) as error:
        raise BadContentError(f"{file.name}: {error}") from error
    _publish(page, done)


def _publish(page: KnowledgePage, done: Loaded) -> None:
    """Publish what differs from what stands there; a second run changes nothing."""
    before = page.latest_revision
    page.refresh_from_db(fields=["path", "depth", "numchild", "url_path"])  # pages were put below it since
    page.full_clean(exclude=["slug"])
    told = _told(page.serializable_data())
    if before is not None and _told(before.content) == told:
        done.same += 1
        return
    page.save_revision(user=None, log_action=False).publish(log_action=False)
    if before is None:
        done.added += 1
    else:
        done.changed += 1


# What the content system keeps for itself in a version; a page differs by its own fields only.
BOOKKEEPING = frozenset(
    {
        "latest_revision",
        "latest_revision_created_at",
        "live_revision",
        "live",
        "first_published_at",
        "last_published_at",
        "has_unpublished_changes",
        "reading_minutes",
        "draft_title",
        "path",
        "numchild",
        "depth",
        "reminded_for",
    }
)


def _told(data: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in data.items() if name not in BOOKKEEPING}
    return _without_ids(json.loads(json.dumps(kept, cls=DjangoJSONEncoder)))


def _without_ids(value: Any) -> Any:
    """Blocks get a new id whenever they are made; that is no change."""
    if isinstance(value, str) and value.startswith('[{"type"'):
        value = json.loads(value)
    if isinstance(value, dict):
        return {
            name: _without_ids(inner) for name, inner in value.items() if name != "id" or "type" not in value
        }
    return [_without_ids(inner) for inner in value] if isinstance(value, list) else value


def _fill_study(page: ResearchSummary, study: dict[str, Any]) -> None:
    page.year, page.population = study.get("year"), study.get("population") or ""
    page.doi, page.source_url = study.get("doi") or "", study.get("url") or ""
    figures = [{"type": "figure", "value": figure} for figure in study.get("figures") or ()]
    page.figures = page.figures.stream_block.to_python(figures)


def _sources(head: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "type": "source",
            "value": {
                "name": source["name"],
                "year": str(source.get("year") or ""),
                "url": source.get("url") or "",
                "unchecked": _status_of(source) == SourceStatus.UNCHECKED,
            },
        }
        for source in head.get("sources") or ()
    ]


def _status_of(source: dict[str, Any]) -> SourceStatus:
    otherwise = SourceStatus.CHECKED if source.get("url") else SourceStatus.UNCHECKED
    return SourceStatus(source.get("status", otherwise))


def _keep_term(term: dict[str, Any]) -> bool:
    """Keep a hard word unless an editor has; tell whether something was written."""
    values = {
        "plural": term.get("plural") or "",
        "also": "\n".join(term.get("also") or ()),
        "explanation": term["explanation"].strip(),
    }
    slug = term.get("slug") or slugify(term["term"])
    found = Term.objects.filter(slug=slug).first()
    if found is None:
        Term.objects.create(slug=slug, term=term["term"], is_loaded=True, **values)
        return True
    if not found.is_loaded or all(getattr(found, name) == value for name, value in values.items()):
        return False
    Term.objects.filter(pk=found.pk).update(**values)
    return True
