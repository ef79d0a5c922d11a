"""Who asks too often gets a calm page with the time to come back."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils.formats import number_format

from drakentemmers.accounts.rules import Role
from tests.conftest import NEVER_OVER
from tests.factories.accounts import UserFactory, person_with
from tests.factories.directory import ProfessionalFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _few_turns(settings):
    settings.TURNS = {name: [(2, NEVER_OVER)] for name in settings.TURNS}
    settings.TURNS_OF_AN_ACCOUNT = 2


def statuses(client: Client, address: str, times: int, method: str = "get", **extra) -> list[int]:
    return [getattr(client, method)(address, **extra).status_code for _ in range(times)]


def test_a_stranger_is_counted_by_network():
    assert statuses(Client(), "/behandelaars", 3) == [200, 200, 429]
    assert statuses(Client(), "/behandelaars", 1) == [429]
    assert statuses(Client(REMOTE_ADDR="192.0.2.9"), "/behandelaars", 1) == [200]


def test_an_address_that_is_made_up_helps_nobody():
    statuses(Client(), "/behandelaars", 2)
    assert statuses(Client(), "/behandelaars", 1, headers={"x-forwarded-for": "192.0.2.9"}) == [429]


def test_an_account_is_counted_by_itself_and_may_more():
    address = f"/behandelaars/{ProfessionalFactory().pk}"
    client = Client()
    client.force_login(UserFactory())
    assert statuses(client, address, 5) == [200, 200, 200, 200, 429]
    other = Client()
    other.force_login(UserFactory())
    assert statuses(other, address, 1) == [200]


def test_the_page_says_when_and_how_to_get_help():
    statuses(Client(), "/behandelaars", 2)
    answer = Client().get("/behandelaars")
    assert 0 < int(answer.headers["Retry-After"]) <= NEVER_OVER
    assert "Even rust" in answer.content.decode() and "0800-2000" in answer.content.decode()


def test_the_api_says_it_as_a_problem():
    client = Client()
    client.force_login(person_with(Role.MEMBER))
    assert statuses(client, "/api/v1/regions", 5)[-1] == 429
    answer = client.get("/api/v1/regions")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize("address", ["/wachtwoord-vergeten", "/inloggen"])
def test_doors_count_what_is_sent_not_what_is_looked_at(address):
    assert 429 not in statuses(Client(), address, 5)
    assert statuses(Client(), address, 3, "post")[-1] == 429


@pytest.mark.parametrize("address", ["/aanmelden/opnieuw", "/wachtwoord-vergeten", "/inloggen"])
def test_what_is_sent_too_often_gets_the_same_calm_page_with_the_time(address):
    statuses(Client(), address, 2, "post")

    answer = Client().post(address, {"email": "iemand@voorbeeld.example"})

    soup = BeautifulSoup(answer.content, "html.parser")
    minutes = -(-int(answer.headers["Retry-After"]) // 60)
    assert (answer.status_code, soup.h1.get_text(strip=True)) == (429, "Even rust")
    assert f"Over {number_format(minutes)} min. kun je verder" in soup.main.get_text()
    assert soup.select_one("header.head") is not None and soup.select_one("main a[href='/']") is not None
