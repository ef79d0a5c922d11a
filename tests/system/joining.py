"""What everybody does who joins, whoever asked them in: choose a password, make a passkey, keep the codes."""

from playwright.sync_api import Page, expect

from tests.system.test_journey_sign_in import plug_in

CHOSEN = "vier-woorden-op-een-rij"


def choose_password(page: Page) -> None:
    """Choose a password on the page that asks for one."""
    page.locator("[name=password1]").fill(CHOSEN)
    page.locator("[name=password2]").fill(CHOSEN)
    page.get_by_role("button", name="Bewaar het wachtwoord").click()
    expect(page.locator("[name=password1]")).to_have_count(0)


def make_passkey(page: Page) -> None:
    """Make a passkey on the page that asks for a second step, in this browser's own authenticator."""
    page.bring_to_front()  # a browser asks nobody for a passkey from behind another tab
    passkeys = plug_in(page, verifies=True)
    expect(page.get_by_role("heading", level=1)).to_have_text("Nog één stap: bescherm je account")
    page.get_by_role("link", name="Passkey maken").click()
    page.get_by_role("button", name="Passkey maken").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bewaar deze codes")
    page.get_by_role("link", name="Ik heb ze bewaard").click()
    assert len(passkeys()) == 1
