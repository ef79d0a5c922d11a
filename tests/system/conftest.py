"""A real browser for the journeys: one Chromium per worker, a fresh profile per page, no other host.

A test fails when a page of it logs an error, misses a file, breaks the content policy or asks another host.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)
from pytest_django.live_server_helper import LiveServer

from drakentemmers.accounts.models import User

# Playwright's synchronous interface keeps an event loop in the test's own thread; the ORM never runs in it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

SCREENSHOTS = os.environ.get("SCREENSHOTS")  # a folder; without one nobody looks, and no picture is taken
CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
WIDTHS = (390, 820, 1360)
HEIGHT = 900
PATIENCE_MS = 30_000  # a busy machine may be slow; what is wrong stays wrong
expect.set_options(timeout=PATIENCE_MS)
# In one call, in the page itself: a click returns once the next page has begun, and without its stylesheet every link
# is too small.
AXE_RUN = f"""async tags => {{
    if (document.readyState !== "complete") await new Promise(done => addEventListener("load", done, {{once: true}}));
    {AXE_SCRIPT}
    const wanted = {{runOnly: {{type: "tag", values: tags}}, resultTypes: ["violations"], preload: false}};
    return (await axe.run(document, wanted)).violations;
}}"""
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys see what a server thread commits, and start from the rows that migrations make."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and "live_server" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.django_db(transaction=True, serialized_rollback=True))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's chromium when it is there (`tools/browser.sh`), else the one Playwright installed."""
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    arguments = ["--disable-background-networking", "--disable-component-update"]
    arguments += ["--disable-dev-shm-usage", "--disable-gpu"]
    # No name but ours has an address. To stop each request and look at it would take the browser's cache away.
    arguments.append("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1")
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=arguments)
        yield browser
        browser.close()


class Watch:
    """Notes everything a page should not do.

    `partner` is another site that the journey goes to on purpose. What its own pages do is not ours to judge; they get
    no further than itself. `known` is how lines begin that the content system's own scripts log, because our policy
    forbids what they try; what they try it for works all the same.
    """

    def __init__(
        self, context: BrowserContext, site: str, partner: str = "", known: tuple[str, ...] = ()
    ) -> None:
        self.known = known
        self.site, self.partner = urlsplit(site).netloc, urlsplit(partner).netloc
        self.problems: list[str] = []
        context.on("request", self._asked)
        context.on("console", self._heard)
        context.on("weberror", lambda error: self.problems.append(f"script error: {error.error}"))
        context.on("response", self._answered)

    def _asked(self, request: Request) -> None:
        address = urlsplit(request.url)
        led_there = request.is_navigation_request() and address.netloc == self.partner
        if address.netloc == self.site or address.scheme in {"data", "blob", "about"} or led_there:
            return
        if not self._is_partners(request.frame.url):
            self.problems.append(f"asked another host: {request.url}")

    def _is_partners(self, url: str) -> bool:
        return bool(self.partner) and urlsplit(url).netloc == self.partner

    def _heard(self, message: ConsoleMessage) -> None:
        # A missing file is reported with its address by `_answered`; an error page by itself is no error.
        if self._is_partners(message.location["url"]):
            return
        passed_over = ("Failed to load resource", *self.known)
        if message.type == "error" and not message.text.startswith(passed_over):
            self.problems.append(f"console: {message.text}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.request.resource_type not in {"document", "xhr", "fetch"}:
            self.problems.append(f"{response.status}: {response.url}")


@pytest.fixture
def new_page(browser: Browser, live_server: LiveServer) -> Iterator[Callable[..., Page]]:
    """`new_page(**options)`: a page with a profile of its own, such as `java_script_enabled=False`.

    `partner` is the one other site it may be led to.

    Addresses are relative: `page.goto("/behandelaars")`.
    """
    opened: list[tuple[BrowserContext, Watch]] = []

    def new(*, width: int = 1360, partner: str = "", known: tuple[str, ...] = (), **options: object) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            locale="nl-NL",
            timezone_id="Europe/Amsterdam",
            viewport={"width": width, "height": HEIGHT},
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(PATIENCE_MS)
        opened.append((context, Watch(context, live_server.url, partner, known)))
        return context.new_page()

    yield new
    for context, _ in opened:
        context.close()
    problems = [problem for _, watch in opened for problem in watch.problems]
    assert not problems, "\n".join(problems)


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A page of somebody who has not signed in."""
    return new_page()


@pytest.fixture
def sign_in(request: pytest.FixtureRequest, live_server: LiveServer) -> Callable[..., Page]:
    """`sign_in(user)` gives `page` a session of that person; `sign_in(user, other_page)` another page."""

    def sign_in_as(user: User, page: Page | None = None) -> Page:
        page = page or request.getfixturevalue("page")
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        given = {"name": cookie.key, "value": cookie.value, "url": live_server.url, "httpOnly": True}
        page.context.add_cookies([given])
        return page

    return sign_in_as


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """`axe(page)`: no violation of WCAG 2.2 A and AA, nor of good practice, on the page as it stands."""

    def check(page: Page) -> None:
        violations = page.evaluate(AXE_RUN, AXE_TAGS)
        lines = [
            f"{violation['id']} ({violation['impact']}): {violation['help']}\n    {node['html']}\n"
            f"    {node['failureSummary']}"
            for violation in violations
            for node in violation["nodes"]
        ]
        assert not lines, f"{page.url}\n" + "\n".join(lines)

    return check


@pytest.fixture
def shot() -> Callable[..., None]:
    """`shot(page, "results")`: pictures of the whole page at three widths, when somebody wants them."""

    def take(page: Page, name: str, widths: tuple[int, ...] = WIDTHS) -> None:
        if not SCREENSHOTS:
            return
        folder = Path(SCREENSHOTS)
        folder.mkdir(exist_ok=True)
        before = page.viewport_size
        for width in widths:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
        page.set_viewport_size(before)

    return take
