"""Links that lead nowhere: to our own pages and files, and to other sites as far as those were asked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from html import unescape

from django.utils.translation import gettext as _
from wagtail.documents import get_document_model

from drakentemmers.knowledge.models import (
    EventPage,
    KnowledgePage,
    OutsideLink,
    ResearchSummary,
    VideoPage,
)

TO_PAGE = re.compile(r'<a id="(\d+)" linktype="page">|<a linktype="page" id="(\d+)">')
TO_DOCUMENT = re.compile(r'<a id="(\d+)" linktype="document">|<a linktype="document" id="(\d+)">')
OUTSIDE = re.compile(r'<a href="(https?://[^"]+)">')


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """A link that leads nowhere, and the page it stands on."""

    page: KnowledgePage
    to: str
    why: str
    checked_at: datetime | None = None


def broken_links() -> list[BrokenLink]:
    """Return every broken link on published pages, in the order of the pages."""
    live = dict(KnowledgePage.objects.live().values_list("pk", "title"))
    titles = dict(KnowledgePage.objects.values_list("pk", "title"))
    papers = set(get_document_model().objects.values_list("pk", flat=True))
    asked = {link.url: link for link in OutsideLink.objects.all()}
    return [
        broken for page in _live_pages() for broken in _broken_on(page, live.keys(), titles, papers, asked)
    ]


def outside_addresses() -> set[str]:
    """Return every address of another site that a published page leads to."""
    return {url for page in _live_pages() for url in _outside_of(page)}


def _live_pages() -> Iterator[KnowledgePage]:
    yield from KnowledgePage.objects.live().order_by("path").specific().iterator()


def _broken_on(
    page: KnowledgePage,
    live: object,
    titles: dict[int, str],
    papers: set[int],
    asked: dict[str, OutsideLink],
) -> Iterator[BrokenLink]:
    html = "\n".join(_rich_texts(page))
    for number in _ids(TO_PAGE, html):
        if number not in live:  # type: ignore[operator]
            name = titles.get(number, _("a page that is gone"))
            yield BrokenLink(page, name, _("Not on the site"))
    for number in _ids(TO_DOCUMENT, html):
        if number not in papers:
            yield BrokenLink(page, _("a file that is gone"), _("Not on the site"))
    for url in sorted(_outside_of(page)):
        link = asked.get(url)
        if link and link.is_broken:
            why = _("Answers with %(code)s") % {"code": link.answer} if link.answer else _("Does not answer")
            yield BrokenLink(page, url, why, link.checked_at)


def _outside_of(page: KnowledgePage) -> set[str]:
    found = {unescape(url) for url in OUTSIDE.findall("\n".join(_rich_texts(page)))}
    found |= {source.value["url"] for source in page.sources}
    if isinstance(page, ResearchSummary):
        found |= {page.source_url, page.doi and f"https://doi.org/{page.doi}"}
    elif isinstance(page, VideoPage):
        found.add(page.link)
    elif isinstance(page, EventPage):
        found.add(page.sign_up_url)
    return found - {""}


def _rich_texts(page: KnowledgePage) -> Iterator[str]:
    for block in page.body:
        if block.block_type == "text":
            yield block.value.source
        elif block.block_type == "callout":
            yield block.value["text"].source
        elif block.block_type == "table":
            yield from (cell.source for row in block.value.row_data for cell in row["values"])


def _ids(pattern: re.Pattern[str], html: str) -> list[int]:
    return [int(first or second) for first, second in pattern.findall(html)]
