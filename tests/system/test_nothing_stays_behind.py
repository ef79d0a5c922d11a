"""Nothing of what somebody read or typed stays in the browser."""

import json

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from drakentemmers.accounts.rules import Role
from tests.factories.accounts import person_with
from tests.factories.directory import LocationFactory
from tests.factories.matching import open_request_by
from tests.system.keyboard import go_back

STREET, TYPED, NAME = "Zqkanariepad", "zqkanarie typte dit", "Zqkanarie Persoon"

# Everything a page can keep, as text; the cookies a script can read too.
KEPT = """async () => {
    const databases = indexedDB.databases ? await indexedDB.databases() : [];
    const boxes = await caches.keys();
    const cached = await Promise.all(
        boxes.map(async (box) => (await (await caches.open(box)).keys()).map((request) => request.url)),
    );
    return {
        localStorage: { ...localStorage },
        sessionStorage: { ...sessionStorage },
        indexedDB: databases.map((each) => each.name),
        caches: cached.flat(),
        cookies: document.cookie,
        workers: (await navigator.serviceWorker.getRegistrations()).length,
    };
}"""
NOTHING = {
    "localStorage": {},
    "sessionStorage": {},
    "indexedDB": [],
    "caches": [],
    "cookies": "",
    "workers": 0,
}


@pytest.fixture
def page_of_somebody_at_work(new_page, sign_in) -> Page:
    """A member of a shelter with secrets on screen."""
    member = person_with(Role.OWNER, name=NAME)
    request = open_request_by(member, now=timezone.now())
    place = LocationFactory(organisation=request.organisation, street=STREET)
    page = sign_in(member, new_page())
    page.goto(f"/organisaties/{place.organisation.pk}")
    page.get_by_role("button", name="Toon adres").click()
    expect(page.get_by_text(STREET)).to_be_visible()
    page.goto(f"/aanvragen/{request.pk}")
    expect(page.locator("h1")).to_have_text(request.pseudonym)
    return page


def test_a_walk_with_secrets_on_screen_leaves_nothing(page_of_somebody_at_work: Page) -> None:
    page = page_of_somebody_at_work
    page.goto("/aanvragen/nieuw")
    page.locator("main textarea").first.fill(TYPED)
    page.locator("main textarea").first.blur()
    page.goto("/behandelaars")
    page.locator("#filters").locator("[name=plaats]").fill("Almere")
    page.keyboard.press("Enter")
    page.wait_for_url(
        "**/behandelaars?*plaats=Almere*"
    )  # a part of the page, and its address pushed into the history
    page.wait_for_function("document.querySelectorAll('.htmx-request').length === 0")
    assert page.evaluate(KEPT) == NOTHING
    page.go_back()

    assert page.evaluate(KEPT) == NOTHING
    held = json.dumps(page.context.storage_state(indexed_db=True)).lower()
    assert "kanarie" not in held


def test_the_way_back_after_signing_out_shows_nothing(page_of_somebody_at_work: Page) -> None:
    page = page_of_somebody_at_work
    page.goto("/uitloggen")
    with page.expect_navigation():  # the way back begins on the page after it
        page.locator("main").get_by_role("button", name="Uitloggen").click()
    assert go_back(page)  # to signing out, which is done
    assert go_back(page)
    expect(page.locator("h1")).to_have_text("Inloggen")
    assert STREET not in page.content()
    assert not go_back(page)  # here the address stood
    expect(page.locator("body")).not_to_contain_text(STREET)
    page.reload()  # who sends the form once more, as the browser offers
    expect(page.locator("h1")).to_have_text("Inloggen")
    assert STREET not in page.content()
    assert page.evaluate(KEPT) == NOTHING


def test_the_look_that_finds_nothing_can_find_something(page: Page) -> None:
    page.goto("/")
    page.evaluate(
        """async () => {
            localStorage.setItem("a", "1");
            sessionStorage.setItem("b", "2");
            await (await caches.open("c")).put("/d", new Response("3"));
            await new Promise((done) => { indexedDB.open("e").onsuccess = done; });
        }"""
    )
    kept = page.evaluate(KEPT)
    assert {name for name, value in kept.items() if value != NOTHING[name]} == {
        "localStorage",
        "sessionStorage",
        "indexedDB",
        "caches",
    }
