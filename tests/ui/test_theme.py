"""The theme follows the visitor's explicit choice, and choosing it never leads to another site."""

import pytest
from django.test import Client


def test_choosing_the_evening_theme_is_remembered_and_goes_back(client: Client) -> None:
    response = client.post("/weergave", {"theme": "evening", "next": "/veilig-gebruik?a=1"})
    assert (response.status_code, response["Location"]) == (302, "/veilig-gebruik?a=1")
    assert client.cookies["theme"].value == "evening"


@pytest.mark.parametrize("target", ["https://elders.example/", "//elders.example", "javascript:alert(1)"])
def test_going_back_never_leaves_the_site(client: Client, target: str) -> None:
    assert client.post("/weergave", {"theme": "day", "next": target})["Location"] == "/"


def test_an_unknown_theme_changes_nothing(client: Client) -> None:
    client.post("/weergave", {"theme": "x", "next": "/"})
    assert "theme" not in client.cookies


def test_asking_for_the_address_changes_nothing(client: Client) -> None:
    assert client.get("/weergave").status_code == 405


def test_the_reading_mode_stays_until_somebody_puts_it_off(client: Client) -> None:
    client.post("/weergave", {"reading": "on", "next": "/privacy"})
    kept = client.cookies["reading"]
    assert (kept.value, kept["httponly"], kept["samesite"]) == ("on", True, "Lax")
    assert "data-reading" in client.get("/privacy").text
    client.post("/weergave", {"reading": "off", "next": "/privacy"})
    assert "data-reading" not in client.get("/privacy").text


def test_every_cookie_is_told_on_the_privacy_page(client: Client) -> None:
    client.post("/weergave", {"reading": "on", "theme": "evening"})
    page = client.get("/privacy").text
    assert [name for name in client.cookies if f">{name}</th>" not in page] == []


def test_only_pages_to_read_offer_the_reading_mode(client: Client) -> None:
    client.post("/weergave", {"reading": "on"})
    assert "data-reading" not in client.get("/inloggen").text
