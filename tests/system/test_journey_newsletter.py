"""Somebody without an account asks for a newsletter, confirms, gets it, leaves; an editor sends it; a member taps."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from drakentemmers.accounts.actions.outbox_sending import send_due
from drakentemmers.accounts.rules import Role
from drakentemmers.knowledge.actions.newsletter_mails import tend_newsletters
from drakentemmers.knowledge.models import Mailing, NewsletterIssue, NewsletterTopic, Subscription
from tests.factories import knowledge as made
from tests.factories import newsletter as news
from tests.factories.accounts import person_with
from tests.system.keyboard import follow, reach

SIZES = (390, 1360)
ADDRESS = "lezer@voorbeeld.example"


@pytest.fixture
def issue() -> NewsletterIssue:
    """An issue on the site with a page and a meeting in it; a second topic to choose from."""
    news.topic("Netwerk seksueel geweld")
    page = made.page(title="Praten met kinderen", summary="Wat je vraagt, en wat beter niet.")
    parts = [
        made.text("<p>Dit is er nieuw sinds de zomer.</p>"),
        {"type": "heading", "value": "Om te lezen"},
        news.picked(page),
        news.meeting(made.event(title="Kennismiddag", place="Almere")),
    ]
    return news.issue(news.topic("Nieuws van het netwerk"), title="Wat er nieuw is", parts=parts)


def mailed_path(pattern: str) -> str:
    """Send what waits, and return the address of this site in the last mail that fits."""
    send_due(now=timezone.now())
    return re.findall(rf"http://[^/\s]+({pattern}\S+)", mail.outbox[-1].body)[-1]


def sign_up(page: Page) -> None:
    page.goto("/nieuwsbrief")
    follow(page, page.get_by_role("link", name="Nieuwsbrief krijgen").first)
    page.get_by_label(re.compile("^Nieuws van het netwerk")).check()
    page.get_by_label("E-mailadres").fill(ADDRESS)
    follow(page, page.get_by_role("button", name="Meld me aan"))
    expect(page.locator("h1")).to_have_text("Kijk in je mail")


@pytest.mark.parametrize("width", SIZES)
@pytest.mark.parametrize("theme", ["day", "evening"])
def test_from_asking_to_leaving(
    width: int, theme: str, issue: NewsletterIssue, new_page: Callable[..., Page], axe, shot, live_server
) -> None:
    page = new_page(width=width)
    page.context.add_cookies([{"name": "theme", "value": theme, "url": live_server.url}])

    def look(name: str) -> None:
        axe(page)
        shot(page, f"newsletter-{name}-{theme}", widths=(width,))

    page.goto("/nieuwsbrief")
    look("archive")
    follow(page, page.get_by_role("link", name="Wat er nieuw is"))
    look("issue")
    follow(page, page.get_by_role("link", name="Nieuwsbrief krijgen").first)
    look("join")
    follow(page, page.get_by_role("button", name="Meld me aan"))
    look("join-wrong")
    expect(page.get_by_text("Vul je e-mailadres in.").first).to_be_visible()
    sign_up(page)
    look("asked")

    page.goto(mailed_path("/nieuwsbrief/bevestigen/"))
    look("confirm")
    assert not Subscription.objects.confirmed().exists()
    follow(page, page.get_by_role("button", name="Ja, bevestigen"))
    look("confirmed")
    assert [row.address for row in Subscription.objects.confirmed()] == [ADDRESS]

    news.sending(issue, timezone.now())
    tend_newsletters(now=timezone.now())
    page.goto(mailed_path("/nieuwsbrief/afmelden/"))
    assert mail.outbox[-1].subject.startswith("Nieuws van Drakentemmers")
    look("leave")
    assert Subscription.objects.exists()
    follow(page, page.get_by_role("button", name="Stop deze nieuwsbrief"))
    look("left")
    assert not Subscription.objects.exists()


def test_the_same_without_javascript(issue: NewsletterIssue, new_page: Callable[..., Page]) -> None:
    page = new_page(width=390, java_script_enabled=False)
    page.goto("/nieuwsbrief/aanmelden")
    page.get_by_label(re.compile("^Nieuws van het netwerk")).check()
    page.get_by_label("E-mailadres").fill(ADDRESS)
    page.get_by_role("button", name="Meld me aan").click()
    page.goto(mailed_path("/nieuwsbrief/bevestigen/"))
    page.get_by_role("button", name="Ja, bevestigen").click()
    expect(page.locator("h1")).to_have_text("Klaar. Je krijgt ons nieuws.")
    news.sending(issue, timezone.now())
    tend_newsletters(now=timezone.now())
    page.goto(mailed_path("/nieuwsbrief/afmelden/"))
    page.get_by_role("button", name="Stop al onze nieuwsbrieven").click()
    expect(page.locator("h1")).to_have_text("Klaar. Hij is gestopt.")
    assert not Subscription.objects.exists()


def test_the_same_with_the_keyboard_alone(issue: NewsletterIssue, new_page: Callable[..., Page]) -> None:
    page = new_page(width=1360)
    page.goto("/nieuwsbrief/aanmelden")
    reach(page, page.get_by_label(re.compile("^Nieuws van het netwerk")))
    page.keyboard.press("Space")
    reach(page, page.get_by_label("E-mailadres"))
    page.keyboard.type(ADDRESS)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Kijk in je mail")
    page.goto(mailed_path("/nieuwsbrief/bevestigen/"))
    follow(page, page.get_by_role("button", name="Ja, bevestigen"))
    expect(page.locator("h1")).to_have_text("Klaar. Je krijgt ons nieuws.")
    assert (
        NewsletterTopic.objects.get(subscriptions__confirmed_at__isnull=False).name
        == "Nieuws van het netwerk"
    )


@pytest.mark.parametrize("width", SIZES)
def test_a_member_switches_with_one_tap(
    width: int, issue: NewsletterIssue, new_page: Callable[..., Page], sign_in, axe, shot
) -> None:
    user = person_with(Role.MEMBER)
    page = sign_in(user, new_page(width=width))
    page.goto("/account")
    follow(page, page.get_by_role("link", name=re.compile("^Nieuwsbrieven")))
    follow(page, page.get_by_role("button", name=re.compile("^Krijgen ?: Nieuws van het netwerk")))
    expect(page.get_by_text("Je krijgt deze nieuwsbrief vanaf nu.")).to_be_visible()
    axe(page)
    shot(page, "newsletter-mine", widths=(width,))
    assert [row.address for row in Subscription.objects.confirmed()] == [user.email]
    follow(page, page.get_by_role("button", name=re.compile("^Stoppen ?: Nieuws van het netwerk")))
    assert not Subscription.objects.exists()


def test_an_editor_tries_it_and_sends_it(
    issue: NewsletterIssue, new_page: Callable[..., Page], sign_in, axe, shot
) -> None:
    editor = person_with(Role.EDITOR)
    news.subscriber(issue.topic, ADDRESS)
    page = sign_in(editor, new_page(width=1360))
    page.goto("/beheer/nieuwsbrieven/")
    axe(page)
    shot(page, "newsletter-desks", widths=(1360,))
    page.get_by_role("link", name="Wat er nieuw is").click()
    page.get_by_role("button", name="Stuur een proef aan mij").click()
    expect(page.get_by_text("Er is een proefmail naar je onderweg.")).to_be_visible()
    axe(page)
    shot(page, "newsletter-desk", widths=(390, 1360))
    page.locator("summary", has_text="Verstuur aan 1 adres").click()
    page.get_by_role("button", name="Ja, verstuur nu").click()
    expect(page.get_by_text("Hij wordt verstuurd.")).to_be_visible()
    tend_newsletters(now=timezone.now())
    page.get_by_role("link", name="Kijk opnieuw").click()
    expect(page.get_by_text("1 van de 1 adressen")).to_be_visible()
    shot(page, "newsletter-desk-sent", widths=(1360,))
    assert sorted(address for message in mail.outbox for address in message.to) == sorted(
        [ADDRESS, editor.email]
    )
    assert Mailing.objects.get().state == "done"
