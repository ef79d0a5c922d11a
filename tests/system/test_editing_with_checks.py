"""An editor at work: the page stands beside the form, and the checks of the text run in it."""

import pytest
from playwright.sync_api import expect
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from drakentemmers.accounts.rules import Role
from drakentemmers.knowledge.models import Article
from tests.factories import knowledge as made
from tests.factories.accounts import person_with

KNOWN = ("Applying inline style violates", "axe.run results")  # axe and the text editor: our policy stands


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.FILES_ROOT = tmp_path


def figure(words: str, *, adds_nothing: bool = False) -> dict[str, object]:
    picture = get_image_model().objects.create(
        title="Een foto van iets", file=get_test_image_file(size=(640, 480))
    )
    told = {"image": picture.pk, "decorative": adds_nothing, "alt_text": words}
    return {"type": "figure", "value": {"picture": told, "caption": ""}}


def draft(*blocks: dict[str, object]) -> Article:
    return made.page(live=False, title="Een concept", body=[made.text("<p>Een zin.</p>"), *blocks])


def test_the_page_stands_beside_the_form_and_a_picture_without_words_is_counted(new_page, sign_in):
    written = draft(figure(""), figure("", adds_nothing=True), figure("Een huis met licht achter het raam"))
    page = new_page(width=1600, known=KNOWN)
    sign_in(person_with(Role.EDITOR), page)
    page.goto(f"/beheer/pages/{written.pk}/edit/")
    page.locator("[data-side-panel-toggle=preview]").click()
    shown = page.frame_locator("#w-preview-iframe")
    expect(shown.get_by_role("heading", level=1)).to_have_text("Een concept")
    expect(shown.locator(".prose img")).to_have_count(3)
    page.locator("[data-side-panel-toggle=checks]").click()
    panel = page.locator("[data-side-panel=checks]")
    expect(panel.locator("[data-content-checker-count]")).to_have_text("1")
    expect(panel.locator("[data-content-checker-name]")).to_have_text(
        "Bij een afbeelding staan geen woorden, of woorden die niets zeggen"
    )
