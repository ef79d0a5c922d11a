"""The pages about the own account: where they lead back to, and what the frame offers to whom."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from drakentemmers.accounts.account_tiles import TILES
from drakentemmers.accounts.rules import Role
from tests.factories.accounts import person_with
from tests.factories.sign_in import come_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("route", [tile.route for tile in TILES])
def test_every_page_of_the_account_leads_back_to_it(client: Client, route: str) -> None:
    client.force_login(person_with(Role.MEMBER))

    soup = BeautifulSoup(client.get(reverse(route)).content, "html.parser")

    assert [(a.get_text(), a["href"]) for a in soup.select(".crumbs a")] == [
        ("Begin", "/"),
        ("Mijn account", "/account"),
    ]


def test_the_foot_offers_what_somebody_can_open(client: Client) -> None:
    def for_you() -> list[str]:
        return [a["href"] for a in BeautifulSoup(client.get("/").content, "html.parser").select(".foot__l a")]

    assert "/mijn" not in for_you() and "/inloggen" in for_you()
    client.force_login(person_with(Role.MEMBER))
    assert "/mijn" in for_you() and "/inloggen" not in for_you()


def test_a_message_stands_in_the_page_before_what_it_is_about(client: Client) -> None:
    come_in(client, person_with(Role.MEMBER))

    soup = BeautifulSoup(client.get("/mijn").content, "html.parser")

    assert soup.select_one(".messages .toast") is not None
    assert soup.select_one(".messages").find_next_sibling("main") is not None


def test_what_was_still_to_be_said_leaves_with_the_session(client: Client) -> None:
    user = person_with(Role.MEMBER)
    come_in(client, user)
    assert "messages" not in client.cookies

    client.post("/uitloggen")

    assert user.name.split()[0] not in client.get("/").text
