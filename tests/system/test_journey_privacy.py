"""Somebody reads what is done with data, takes a copy of the own data, and asks to leave."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from drakentemmers.accounts.rules import Role
from tests.factories.accounts import person_with
from tests.system.keyboard import follow

SIZES = (390, 1360)
PAGES = ("/privacy", "/privacy/register", "/privacy/risicos")


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("width", SIZES)
def test_reading_what_is_done_with_data(
    width: int, new_page: Callable[..., Page], axe: Callable[[Page], None], shot
) -> None:
    page = new_page(width=width)
    for path in PAGES:
        page.goto(path)
        axe(page)
        assert fits(page), path
        shot(page, f"privacy{path.replace('/', '-')}-{width}", widths=(width,))


@pytest.mark.parametrize("width", SIZES)
def test_my_data_from_copy_to_leaving(
    width: int, new_page: Callable[..., Page], sign_in, axe: Callable[[Page], None], shot, tmp_path: Path
) -> None:
    page = sign_in(person_with(Role.MEMBER), new_page(width=width))
    page.goto("/account/gegevens")
    axe(page)
    assert fits(page)
    shot(page, f"my-data-{width}", widths=(width,))

    with page.expect_download() as download:
        page.get_by_role("button", name="Kopie ophalen").click()
    with zipfile.ZipFile(download.value.path()) as file:
        file.extractall(tmp_path)
    page.goto("about:blank")  # a file of somebody's own, without anything of the site around it
    page.set_content((tmp_path / "mijn-gegevens.html").read_text())
    axe(page)
    assert fits(page)
    expect(page.locator("h1")).to_have_css("color", "rgb(14, 59, 56)")  # its own style holds
    shot(page, f"my-data-copy-{width}", widths=(width,))

    page.goto("/account/gegevens")
    follow(page, page.get_by_role("button", name="Toestemming geven").first)
    axe(page)
    page.get_by_label("Ik heb gelezen").check()
    follow(page, page.get_by_role("button", name="Mijn account verwijderen"))
    expect(page.get_by_role("button", name="Mijn account houden")).to_be_visible()
    axe(page)
