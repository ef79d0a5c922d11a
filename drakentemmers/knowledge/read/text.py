"""The words of a page, without anything around them: for reading time, search and the hint about language."""

from html import unescape
from typing import Any

from django.utils.html import strip_tags

from drakentemmers.knowledge.models import (
    EventPage,
    KnowledgePage,
    NewsletterIssue,
    ResearchSummary,
    VideoPage,
)

AFTER = ("</p>", "</li>", "<br/>", "<br>")


def plain_text(page: KnowledgePage) -> str:
    """Return summary and text of a specific page, one paragraph a line."""
    return "\n".join([page.summary, *body_lines(page)])


def body_lines(page: KnowledgePage) -> list[str]:
    """Return the text of a page, the fields of its kind included, one paragraph each."""
    lines = [line for block in page.body for line in _lines_of(block.block_type, block.value)]
    if isinstance(page, ResearchSummary):
        lines += [
            page.population,
            *(f"{figure.value['value']} {figure.value['of']}" for figure in page.figures),
        ]
    elif isinstance(page, VideoPage):
        lines += page.transcript.splitlines()
    elif isinstance(page, EventPage):
        lines += [page.place, page.organiser]
    elif isinstance(page, NewsletterIssue):
        lines += [line for part in page.parts for line in _own_words_of(part.block_type, part.value)]
    return [line.strip() for line in lines if line and line.strip()]


def text_of_html(html: str) -> list[str]:
    """Return the paragraphs of rich text as plain text."""
    for end in AFTER:
        html = html.replace(end, f"{end}\n")
    return [unescape(strip_tags(line)) for line in html.splitlines()]


def _lines_of(kind: str, value: Any) -> list[str]:
    match kind:
        case "text":
            return text_of_html(value.source)
        case "heading" | "quote":
            return [value["text"]]
        case "callout":
            return text_of_html(value["text"].source)
        case "table":
            head = [column["heading"] for column in value.columns]
            cells = [
                line for row in value.row_data for cell in row["values"] for line in text_of_html(cell.source)
            ]
            return [*head, *cells]
        case "figure":
            return [value["caption"], value["picture"].contextual_alt_text or ""]
        case _:
            return [value["text"]]


def _own_words_of(kind: str, value: Any) -> list[str]:
    """The words of an issue itself; those of the pages in it are found at those pages."""
    match kind:
        case "heading":
            return [value]
        case "text":
            return text_of_html(value.source)
        case "page":
            return [value["words"]]
        case "picture":
            return _lines_of("figure", value)
        case _:
            return []
