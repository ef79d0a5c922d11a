"""Walking through a page with the keyboard only."""

from playwright.sync_api import Error, Locator, Page, expect

MOST_TABS = 160


def reach(page: Page, target: Locator, *, key: str = "Tab") -> Locator:
    """Press Tab until `target` has the focus; fail when the page ends first."""
    handle = target.first.element_handle()
    for _ in range(MOST_TABS):
        if page.evaluate("element => element === document.activeElement", handle):
            return target.first
        page.keyboard.press(key)
    raise AssertionError(f"the keyboard never reaches {target}")


def follow(page: Page, target: Locator) -> None:
    """Reach a link or a button, press Enter, and wait for the page that comes."""
    reach(page, target)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def go_back(page: Page) -> bool:
    """Go one page back; False when that was the answer to a form, of which nothing is kept to be shown."""
    try:
        page.go_back()
    except Error as error:
        if "ERR_CACHE_MISS" not in error.message:
            raise
        return False
    return True


def choose(page: Page, field: Locator, text: str) -> None:
    """Reach a list of choices and type the beginning of the wanted one, as people do."""
    reach(page, field)
    page.keyboard.type(text)
    expect(field.locator("option:checked")).to_contain_text(text)


def from_the_top(page: Page) -> None:
    """Put the focus back where the page begins, as after loading it."""
    page.evaluate("() => { document.activeElement?.blur(); window.getSelection()?.removeAllRanges(); }")
