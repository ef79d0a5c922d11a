"""A page of every kind that visitors meet, in both themes: axe, nothing that moves, few bytes, nothing from elsewhere.

What other hosts are asked, and what the content policy refuses, the watch of `new_page` notes.
"""

import gzip
import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.urls import resolve
from django.utils import timezone
from playwright.sync_api import Page, Response

from drakentemmers.kernel.published import published_addresses
from drakentemmers.knowledge.actions.content import load_content
from drakentemmers.knowledge.models import EventPage, KnowledgePage, PlainPage, VideoPage
from drakentemmers.knowledge.read.lists import kind_of
from drakentemmers.knowledge.rules import Kind
from tests.factories import knowledge as made
from tests.factories import newsletter

MOST_BYTES = 200_000
NARROW, WIDE = {"width": 320, "height": 800}, {"width": 1360, "height": 900}
DRAWN = re.compile(rb"<svg.*?</svg>", re.DOTALL)  # maps: pictures, which the budget leaves out
COMPRESSED = (".css", ".js", ".svg")  # by the static files of production (config/production.py)
MOVES = """window.moved = []; window.movedBy = 0;
new PerformanceObserver(list => list.getEntries().forEach(entry => {
    window.movedBy += entry.value;
    entry.sources.forEach(({node}) => window.moved.push(node?.outerHTML?.slice(0, 80) ?? node?.textContent));
})).observe({type: "layout-shift", buffered: true});"""
SETTLED = """async () => {
    await document.fonts.ready;
    await new Promise(requestAnimationFrame);
    return [window.movedBy, window.moved];
}"""


@pytest.fixture
def addresses(live_server) -> dict[str, str]:
    """One address of every kind of page, from what the apps publish themselves."""
    load_content(now=timezone.now())
    theme = made.theme("Films")
    made.page(VideoPage, below=theme, title="Een film", link="https://film.example/kijk", minutes=3)
    made.page(PlainPage, below=theme, title="Een uitleg")
    made.news(title="Er is nieuws")
    newsletter.issue()
    made.event(title="Een bijeenkomst", place="Almere", organiser="Drakentemmers")
    made.event(title="Een webinar", form="online")
    found = {}
    for address in published_addresses():
        found.setdefault(kind_at(address.path), address.path)
    return found | {"found": "/zoeken?q=trauma", "nothing found": "/zoeken?q=xqzzy", "404": "/bestaat-niet"}


def kind_at(path: str) -> str:
    """Return the name of the route, or the kind of page where one route has many."""
    name = resolve(path).view_name
    if name != "page":
        return name
    row = KnowledgePage.objects.get(slug=path.rpartition("/")[2])
    return kind_of(row).value


KINDS = (
    {kind.value for kind in Kind} - {"theme", "news", "event"}
    | {"home", "knowledge", "theme", "terms", "news", "news_item", "agenda", "event", "professionals", "join"}
    | {"about", "contact", "open_data", "privacy", "safe_use", "accessibility", "report_a_leak"}
    | {"for_therapists", "for_institutions", "for_municipalities", "for_partners"}
)


def test_each_is_whole_calm_light_and_stays_here(
    addresses: dict[str, str], live_server, new_page: Callable[..., Page], axe
) -> None:
    assert addresses.keys() >= KINDS
    wrong = []
    for theme in ("day", "evening"):
        page = new_page()
        page.context.add_cookies([{"name": "theme", "value": theme, "url": live_server.url}])
        page.add_init_script(MOVES)
        for kind, path in addresses.items():
            wrong += [f"{kind}, {theme}: {problem}" for problem in problems_of(page, path)]
            assert page.locator("html").get_attribute("data-theme") == theme
            axe(page)
    assert wrong == []


def problems_of(page: Page, path: str) -> Iterator[str]:
    """Open a page and yield what it does that it should not."""
    sizes: dict[str, int] = {}

    def weigh(response: Response) -> None:
        sizes[response.url] = bytes_of(response)

    page.set_viewport_size(WIDE)
    page.on("response", weigh)
    page.goto(path, wait_until="load")
    page.remove_listener("response", weigh)
    moved, what = page.evaluate(SETTLED)
    if moved:  # by however little; what a busy machine did once it does not do again
        page.goto(path, wait_until="load")
        again, what_again = page.evaluate(SETTLED)
        if again:
            yield f"moved by {moved}: {what}, and again by {again}: {what_again}"
    if sum(sizes.values()) > MOST_BYTES:
        yield f"{sum(sizes.values())} bytes: {sizes}"
    page.set_viewport_size(NARROW)
    if (width := page.evaluate("document.documentElement.scrollWidth")) > NARROW["width"]:
        yield f"{width} px wide on a screen of {NARROW['width']}"
    page.set_viewport_size(WIDE)


def test_what_moves_is_seen_and_named(new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.add_init_script(MOVES)
    page.goto("/", wait_until="load")
    page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforebegin', '<p>' + '<br>'.repeat(20))"
    )
    page.evaluate("async () => { for (let n = 0; n < 3; n++) await new Promise(requestAnimationFrame); }")
    moved, what = page.evaluate(SETTLED)
    assert moved > 0
    assert any("main" in each for each in what)


def test_a_first_visit_brings_everything_within_the_budget(
    live_server, new_page: Callable[..., Page]
) -> None:
    """With nothing kept by the browser: styles, scripts, fonts and the page itself."""
    for path in ("/", made.page(title="Een artikel").url, "/over-ons", "/behandelaars"):
        page = new_page()
        sizes: dict[str, int] = {}
        page.on("response", lambda response, sizes=sizes: sizes.update({response.url: bytes_of(response)}))
        page.goto(path, wait_until="networkidle")
        names = {urlsplit(url).path.rpartition("/")[2] for url in sizes}
        assert {"drakentemmers.css", "drakentemmers.js", "sprite.svg"} <= names
        assert sum(sizes.values()) < MOST_BYTES, sizes


def bytes_of(response: Response) -> int:
    """Return what an answer weighs in production, where static text goes out compressed; pictures do not count."""
    path = urlsplit(response.url).path
    if response.status != 200 or path.endswith((".png", ".webp", ".avif", ".jpg")):
        return 0
    body = response.body()
    return len(gzip.compress(body)) if path.endswith(COMPRESSED) else len(DRAWN.sub(b"", body))


def test_what_search_engines_are_told_is_data_and_only_of_public_pages(
    live_server, page: Page, sign_in
) -> None:
    event: EventPage = made.event(title="Open <dag> & meer", organiser="</script><script>alert(1)</script>")
    page.goto(event.url)
    told = page.evaluate(
        "JSON.parse(document.querySelector('script[type=\"application/ld+json\"]').textContent)"
    )
    assert told["@type"] == "Event" and told["name"] == "Open <dag> & meer"
    assert told["organizer"]["name"] == "</script><script>alert(1)</script>"
    assert page.locator("script:not([src]):not([type='application/ld+json'])").count() == 0
