"""An address that only takes a button's press answers with a calm page, the same for what is and is not there."""

import re

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from drakentemmers.accounts.rules import Role
from tests.factories.accounts import person_with
from tests.factories.matching import open_request_by

pytestmark = pytest.mark.django_db
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def calm(page: bytes) -> str:
    return re.sub(r'(nonce|value|data-[a-z]+|content)="[^"]*"', "", page.decode())


def test_a_browser_gets_words_and_the_method_that_works(client: Client):
    answer = client.get("/weergave", headers=BROWSER)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "Dit adres werkt alleen met een knop" in answer.content.decode()
    assert "0800-2000" in answer.content.decode()
    assert int(answer.headers["Content-Length"]) == len(answer.content)
    assert client.delete("/", headers=BROWSER).status_code == 405
    assert "Dit adres werkt alleen met een knop" in client.delete("/", headers=BROWSER).content.decode()


def test_a_program_gets_no_page(client: Client):
    assert client.get("/weergave").content == b""
    assert (
        client.post("/api/v1/requests", headers=BROWSER).headers["Content-Type"] == "application/problem+json"
    )


def test_real_and_invented_are_answered_alike(client: Client, now):
    request = open_request_by(person_with(Role.MEMBER), now=now)
    client.force_login(person_with(Role.LOG_MANAGER))
    real, invented = (client.get(f"/logboek/controle/{pk}", headers=BROWSER) for pk in (request.pk, "0" * 12))
    assert real.status_code == invented.status_code == 405
    assert calm(real.content).replace(request.pk, "0" * 12) == calm(invented.content)


@pytest.mark.parametrize(
    ("path", "way_on"),
    [
        ("/account/gegevens/weg", "/account/gegevens"),
        ("/logboek/controle/0123456789ab", "/logboek/controle"),
        ("/kantoor/aanmeldingen/0123456789ab/ja", "/kantoor/aanmeldingen/0123456789ab"),
        ("/inzage/reden", "/mijn"),
    ],
)
def test_it_leads_to_the_page_the_form_belongs_to(client: Client, path: str, way_on: str):
    client.force_login(person_with(Role.LOG_MANAGER))
    answer = client.get(path, headers=BROWSER)
    page = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 405
    assert page.select_one(f"main a.btn[href='{way_on}']") is not None
    assert page.select_one("a[href='tel:112']") is not None and page.select_one("[data-exit]") is not None
