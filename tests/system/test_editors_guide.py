"""The screens of docs/editors.md, as an editor finds them. With GUIDE=docs/pictures the pictures there are made anew.

Every screen opens without an error in the console, whether or not somebody wants its picture.
"""

import io
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.images import ImageFile
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect
from wagtail.images import get_image_model

from drakentemmers.accounts.models import User
from drakentemmers.accounts.rules import Role
from drakentemmers.knowledge.models import Feedback, KnowledgePage, OutsideLink
from tests.factories import knowledge as made
from tests.factories.accounts import person_with
from tests.system.test_editing_with_checks import KNOWN

GUIDE = os.environ.get("GUIDE", "")
SIZE = {"width": 1280, "height": 800}
COLOURS = 48
# Small, so that no test waits for the several sizes and kinds that are made of it.
HOUSE = Path(__file__).parents[2] / "drakentemmers" / "knowledge" / "data" / "house.webp"


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.FILES_ROOT = tmp_path


@pytest.fixture
def editor() -> User:
    return person_with(Role.EDITOR, email="redactie@voorbeeld.example")


@pytest.fixture
def desk(new_page, sign_in, editor) -> Page:
    """The screen of an editor."""
    page = sign_in(editor, new_page(width=SIZE["width"], known=KNOWN))
    page.set_viewport_size(SIZE)
    return page


def picture(page: Page, name: str) -> None:
    """Keep what is to be seen, in few colours and half as large: enough to recognise the screen by."""
    taken = page.screenshot()
    if GUIDE:
        image = Image.open(io.BytesIO(taken)).convert("RGB").resize((960, 600), Image.Resampling.LANCZOS)
        image.quantize(COLOURS).save(Path(GUIDE) / f"editors-{name}.png", optimize=True)


def written(**fields) -> KnowledgePage:
    body = [
        made.heading("Wat kun je doen?"),
        made.text("<p>Vraag het rustig. Luister. Zeg dat je het samen uitzoekt.</p>"),
    ]
    out = io.BytesIO()
    Image.open(HOUSE).resize((320, 180)).save(out, "WEBP")
    house = get_image_model().objects.create(
        title="Een huis met licht", file=ImageFile(io.BytesIO(out.getvalue()), name="huis.webp")
    )
    told = {"image": house.pk, "decorative": False, "alt_text": fields.pop("words", "Een huis met licht aan")}
    body.append({"type": "figure", "value": {"picture": told, "caption": "Zo ziet thuis eruit"}})
    fields = {"title": "Praten met een kind", "summary": "Zo begin je een gesprek met een kind."} | fields
    return made.page(below=made.theme("Vrouwenopvang"), body=body, **fields)


def panel(page: Page, name: str) -> None:
    page.locator(f"[data-side-panel-toggle={name}]").click()


def edit(page: Page, written: KnowledgePage) -> None:
    page.goto(f"/beheer/pages/{written.pk}/edit/")
    expect(page.get_by_role("textbox", name="Samenvatting")).to_be_visible()


def test_writing_with_pictures_and_the_page_beside_the_form(desk):
    page = written(live=False, words="")
    edit(desk, page)
    picture(desk, "text")
    desk.get_by_label("Alt tekst").first.scroll_into_view_if_needed()
    picture(desk, "picture")
    panel(desk, "preview")
    expect(desk.frame_locator("#w-preview-iframe").get_by_role("heading", level=1)).to_have_text(page.title)
    picture(desk, "preview")
    panel(desk, "checks")
    expect(desk.locator("[data-side-panel=checks] [data-content-checker-count]")).to_have_text("1")
    picture(desk, "checker")


def test_remarks_and_moments(desk):
    page = written(live=False)
    edit(desk, page)
    panel(desk, "status")
    picture(desk, "status")
    desk.get_by_role("button", name="Stel schema in").first.click()
    expect(desk.locator("#id_go_live_at")).to_be_visible()
    picture(desk, "schedule")


def test_the_second_reader(desk, editor):
    other = person_with(Role.EDITOR)
    page = written(live=False)
    page.owner = other
    page.save()
    page.save_revision(user=other)
    page.get_workflow().start(page, other)
    desk.goto("/beheer/")
    expect(desk.get_by_text(page.title).first).to_be_visible()
    picture(desk, "second-reader")
    edit(desk, page)
    with desk.expect_navigation():
        desk.get_by_role("button", name="Plaatsen", exact=True).click()
    page.refresh_from_db()
    assert page.live


def test_for_whom_and_review(desk):
    edit(desk, written(live=False))
    desk.get_by_role("tab", name="Voor wie").click()
    picture(desk, "for-whom")
    desk.get_by_role("tab", name="Herziening en instellingen").click()
    picture(desk, "review")


def test_a_picture_is_chosen_where_the_policy_allows_no_script_in_the_page(desk):
    edit(desk, written(live=False))
    desk.get_by_role("button", name="Kies een afbeelding").first.click()
    expect(desk.get_by_role("dialog")).to_be_visible()
    desk.get_by_role("dialog").get_by_role("link", name="Een huis met licht").first.click()
    expect(desk.locator("#id_lead-chooser")).to_contain_text("Een huis met licht")


def test_meetings_words_and_lists(desk):
    desk.goto("/beheer/")
    expect(desk.get_by_role("heading", level=1)).to_be_visible()
    picture(desk, "home")
    edit(desk, made.event(title="Kennismiddag", place="Almere, een verzonnen zaal"))
    picture(desk, "meeting")
    made.term("hechting")
    desk.goto("/beheer/snippets/knowledge/term/")
    expect(desk.get_by_role("link", name="hechting")).to_be_visible()
    picture(desk, "words")
    desk.goto("/beheer/snippets/kernel/searchsynonyms/")
    picture(desk, "synonyms")


def test_reports(desk):
    now = timezone.now()
    page = made.page(
        title="Praten met een kind",
        review_before=now.date() + timedelta(days=10),
        body=[made.text('<p><a href="https://elders.example/weg">lees</a></p>')],
    )
    OutsideLink.objects.create(url="https://elders.example/weg", checked_at=now, answer=404)
    for was_useful, line, days in (
        (True, "", 120),
        (False, "Waar vind ik de lijst?", 3),
        (True, "Duidelijk", 9),
    ):
        Feedback.objects.create(
            page_id=page.pk, was_useful=was_useful, line=line, at=now - timedelta(days=days)
        )
    for where, name in (("review", "reports"), ("links", "links"), ("feedback", "feedback")):
        desk.goto(f"/beheer/reports/{where}/")
        expect(desk.get_by_role("link", name=page.title).first).to_be_visible()
        picture(desk, name)
