"""Somebody reads the bell, chooses which mail comes and ends mails; an administrator looks at the outbox."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from drakentemmers.accounts.actions.notifications import notify
from drakentemmers.accounts.actions.outbox import queue_mail
from drakentemmers.accounts.models import Notification, OutgoingMail, User
from drakentemmers.accounts.outbox import MailState
from drakentemmers.accounts.read.preferences import preferences_of
from drakentemmers.accounts.rules import Role
from drakentemmers.accounts.topics import How, Topic
from drakentemmers.accounts.unsubscribe import unsubscribe_url
from tests.factories.accounts import person_with
from tests.system.keyboard import follow

SIZES = (390, 1360)


@pytest.fixture
def reader() -> User:
    """Somebody with news of today and of last week."""
    user, now = person_with(Role.MEMBER), timezone.now()
    for days, code, text in (
        (0, "matching.accepted", "Een behandelaar heeft ja gezegd. Bevestig de plek."),
        (0, "matching.placed", "De plek is bevestigd."),
        (6, "matching.declined", "Een behandelaar heeft geantwoord: het lukt niet."),
    ):
        notify(user=user, topic=code, text=text, path="/aanvragen", now=now - timedelta(days=days))
    Notification.objects.filter(topic="matching.declined").update(read_at=now)
    return user


@pytest.mark.parametrize("width", SIZES)
def test_reading_the_bell(
    width: int, reader: User, new_page: Callable[..., Page], sign_in, axe: Callable[[Page], None], shot
) -> None:
    page = sign_in(reader, new_page(width=width))
    page.goto("/mijn/meldingen")
    axe(page)
    shot(page, f"bell-{width}", widths=(width,))
    expect(page.locator("main section")).to_have_count(2)

    follow(page, page.get_by_role("link", name=re.compile("^Plekken")))
    expect(page.locator("main section li")).to_have_count(1)
    follow(page, page.get_by_role("button", name="De plek is bevestigd.", exact=True))
    expect(page).to_have_url(re.compile("/aanvragen$"))
    page.go_back()
    page.goto("/mijn/meldingen")
    follow(page, page.get_by_role("button", name="Alles als gelezen"))
    expect(page.locator("main .tag--sky")).to_have_count(0)
    assert not reader.notifications.unread().exists()


@pytest.mark.parametrize("width", SIZES)
def test_choosing_which_mail_comes(
    width: int, reader: User, new_page: Callable[..., Page], sign_in, axe: Callable[[Page], None], shot
) -> None:
    page = sign_in(reader, new_page(width=width))
    page.goto("/account/meldingen")
    axe(page)
    shot(page, f"preferences-{width}", widths=(width,))

    page.get_by_role("group", name="Plekken").get_by_label("Eén mail per dag").check()
    page.get_by_label("Van", exact=True).select_option("21:00")
    page.get_by_label("Tot", exact=True).select_option("21:00")
    follow(page, page.get_by_role("button", name="Opslaan"))
    axe(page)
    shot(page, f"preferences-wrong-{width}", widths=(width,))
    assert preferences_of(reader).how[Topic.PLACES] is How.AT_ONCE
    page.get_by_label("Tot", exact=True).select_option("06:30")
    follow(page, page.get_by_role("button", name="Opslaan"))

    expect(page.get_by_text("Je keuzes zijn opgeslagen.")).to_be_visible()
    chosen = preferences_of(reader)
    assert chosen.how[Topic.PLACES] is How.DAILY
    assert f"{chosen.quiet.begins:%H:%M} {chosen.quiet.ends:%H:%M}" == "21:00 06:30"


def test_ending_mails_from_a_mail_without_javascript(
    reader: User, new_page: Callable[..., Page], shot
) -> None:
    page = new_page(width=390, java_script_enabled=False)
    page.goto("/afmelden/" + unsubscribe_url(reader, [Topic.QUESTIONS]).rpartition("/")[2])
    assert preferences_of(reader).how[Topic.QUESTIONS] is How.AT_ONCE
    shot(page, "unsubscribe-390", widths=(390,))

    page.get_by_role("button", name="Stop deze mails").click()
    expect(page.locator("h1")).to_have_text("Deze mails zijn gestopt")
    assert preferences_of(reader).how[Topic.QUESTIONS] is How.BELL
    page.get_by_role("button", name="Toch weer krijgen").click()
    expect(page.locator("h1")).to_have_text("De mails komen weer")
    assert preferences_of(reader).how[Topic.QUESTIONS] is How.AT_ONCE


@pytest.mark.parametrize("width", SIZES)
def test_an_administrator_looks_after_the_outbox(
    width: int, new_page: Callable[..., Page], sign_in, axe: Callable[[Page], None], shot
) -> None:
    now = timezone.now()
    for kind in ("notice", "digest", "account"):
        queue_mail(to="samira@voorbeeld.example", subject="Een", text="Kijk.", kind=kind, now=now)
    OutgoingMail.objects.filter(kind="digest").update(
        state=MailState.UNSURE, reason="line_broke", ended_at=now
    )
    page = sign_in(person_with(Role.ADMINISTRATOR), new_page(width=width))
    page.goto("/kantoor")
    follow(page, page.get_by_role("link", name=re.compile("Uitgaande mail")))
    axe(page)
    shot(page, f"outbox-{width}", widths=(width,))
    expect(page.get_by_text("samira")).to_have_count(0)

    follow(page, page.get_by_role("button", name=re.compile("^Niet versturen")))
    expect(page.get_by_text("De mail wordt niet meer verstuurd.")).to_be_visible()
    assert OutgoingMail.objects.get(kind="digest").state == MailState.DROPPED
