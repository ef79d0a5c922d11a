"""Journey 12: somebody for whom reading is hard, with a keyboard only: reads in peace, says it helped, leaves fast."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from drakentemmers.knowledge.models import Article, Feedback
from tests.factories import knowledge as made
from tests.system.keyboard import follow, from_the_top, reach

# A browser's own voices: a Dutch one on the device, one elsewhere, an English one. It notes what it is told to say.
VOICES = """(() => {
    const said = [], here = {name: "hier", lang: "nl-NL", localService: true};
    const voices = [
        {name: "elders", lang: "nl-NL", localService: false}, {name: "en", lang: "en-GB", localService: true},
    ];
    if (LOCAL) voices.push(here);
    const speech = {
        said, paused: false, getVoices: () => voices,
        speak: what => { said.push([what.text, what.voice.name]); speech.now = what; },
        pause: () => { speech.paused = true; }, resume: () => { speech.paused = false; },
        cancel: () => { speech.paused = false; speech.now = null; },
        addEventListener: () => {},
    };
    Object.defineProperty(window, "speechSynthesis", {value: speech});
    window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
})()"""


@pytest.fixture
def article(live_server) -> Article:
    made.term("hechting")
    lines = "<p>Een kind heeft hechting nodig.</p><p>Neem de tijd.</p>"
    return made.page(Article, title="Een baby in de opvang", body=[made.text(lines)])


@pytest.fixture
def way_out(live_server, settings) -> str:
    """An address to leave for that is on this machine, so that the watch sees no other host."""
    settings.EXIT_URL = f"{live_server.url}/static/ui/img/mark.svg"
    return settings.EXIT_URL


@pytest.mark.parametrize("width", [390, 820, 1360])
def test_with_the_keyboard_only(
    width: int, article: Article, way_out: str, new_page: Callable[..., Page], axe, shot
) -> None:
    page = new_page(width=width)
    page.goto("/")
    follow(page, page.get_by_role("button", name="Leesstand"))
    expect(page.locator("html")).to_have_attribute("data-reading", "")
    axe(page)
    shot(page, f"reading-home-{width}", widths=(width,))

    follow(page, page.locator("main").get_by_role("link", name=article.title))
    expect(page.locator("html")).to_have_attribute("data-reading", "")
    expect(page.locator(".prose")).to_have_css("font-size", "20px" if width == 390 else "22px")
    expect(page.locator("nav.nav, .kpage__side")).to_have_count(0)
    reach(page, page.locator("[data-term]"))
    page.keyboard.press("Enter")
    expect(page.locator(".kbubble")).to_contain_text("De band met wie voor je zorgt.")
    axe(page)
    shot(page, f"reading-article-{width}", widths=(width,))
    page.keyboard.press("Escape")
    expect(page.locator(".kbubble")).to_have_count(0)

    reach(page, page.get_by_label("Wat mis je, of wat hielp?"))
    page.keyboard.type("Nu snap ik het woord.")
    follow(page, page.get_by_role("button", name="Ja, dit hielp"))
    expect(page.locator(".toast")).to_contain_text("Dank je")
    assert Feedback.objects.values_list("page_id", "was_useful", "line").get() == (
        article.pk,
        True,
        "Nu snap ik het woord.",
    )
    expect(page.locator("html")).to_have_attribute("data-reading", "")

    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url(way_out)


def test_it_stays_on_after_a_reload_in_a_second_tab_and_until_it_is_put_off(
    article: Article, page: Page
) -> None:
    page.goto(article.url)
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name="Leesstand").click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-reading", "")
    second = page.context.new_page()
    for path in ("/kennis", "/nieuws", "/agenda", "/privacy", "/contact", "/kennis/begrippen"):
        second.goto(path)
        expect(second.locator("html")).to_have_attribute("data-reading", "")
        expect(second.locator("[data-exit]")).to_be_visible()
    second.goto("/behandelaars")
    expect(second.locator("html")).not_to_have_attribute("data-reading", "")
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name="Gewone pagina").click()
    expect(page.locator("html")).not_to_have_attribute("data-reading", "")


def test_without_javascript(article: Article, way_out: str, new_page: Callable[..., Page]) -> None:
    page = new_page(width=390, java_script_enabled=False)
    page.goto("/")
    page.get_by_role("button", name="Leesstand").click()
    page.locator("main").get_by_role("link", name=article.title).click()
    page.locator("[data-term]").click()
    expect(page.locator("#begrip-hechting")).to_be_in_viewport()
    page.get_by_label("Wat mis je, of wat hielp?").fill("Fijn kort.")
    page.get_by_role("button", name="Ja, dit hielp").click()
    expect(page.locator("main, .messages").first).to_contain_text("Dank je")
    expect(page.locator("html")).to_have_attribute("data-reading", "")
    page.get_by_role("link", name="Snel weg").first.click()
    page.wait_for_url(way_out)


def test_a_text_is_read_aloud_by_a_dutch_voice_of_the_device(article: Article, page: Page) -> None:
    page.add_init_script(VOICES.replace("LOCAL", "true"))
    page.goto(article.url)
    button = page.get_by_role("button", name="Lees voor")
    from_the_top(page)
    reach(page, button)
    page.keyboard.press("Enter")
    expect(page.locator(".is-spoken")).to_have_text("Een kind heeft hechting nodig.")
    assert page.locator("[style]").count() == 0
    page.keyboard.press("Enter")  # the same button is now a pause
    assert page.evaluate("speechSynthesis.paused")
    expect(page.get_by_role("button", name="Lees verder voor")).to_be_focused()
    page.keyboard.press("Enter")
    assert not page.evaluate("speechSynthesis.paused")
    page.evaluate("speechSynthesis.now.onend()")
    expect(page.locator(".is-spoken")).to_have_text("Neem de tijd.")
    assert page.evaluate("speechSynthesis.said") == [
        ["Een kind heeft hechting nodig.", "hier"],
        ["Neem de tijd.", "hier"],
    ]
    page.get_by_role("button", name="Stop met voorlezen").click()
    expect(page.locator(".is-spoken")).to_have_count(0)
    expect(button).to_be_focused()


def test_without_such_a_voice_nothing_is_offered(article: Article, page: Page) -> None:
    page.add_init_script(VOICES.replace("LOCAL", "false"))
    page.goto(article.url)
    expect(page.get_by_role("button", name="Print", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Lees voor")).to_have_count(0)
