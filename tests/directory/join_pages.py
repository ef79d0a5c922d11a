"""What the tests of the pages of joining share: the forms as people fill them in, and reading a page."""

from bs4 import BeautifulSoup
from django.test import Client

THERAPIST = {
    "form_key": "k1",
    "kind": "therapist",
    "name": "Noor Voorbeeldsma",
    "email": "noor@voorbeeld.example",
    "why": "Ik behandel gezinnen.",
    "big": "19012345625",
    "practice_choice": "new",
    "organisation_name": "Praktijk Voorbeeldsma",
    "kvk_number": "12 34 56 78",
}
SHELTER = {
    "form_key": "k3",
    "name": "Olga Voorbeeld",
    "email": "olga@voorbeeld.example",
    "why": "Wij vangen op.",
    "organisation_name": "Opvang Voorbeeld",
    "organisation_kind": "womens_shelter",
    "kvk_number": "87654321",
    "municipality": "Hoorn",
}
FORM = "/aanmelden/als/behandelaar"


def page(client: Client, path: str, status: int = 200) -> BeautifulSoup:
    response = client.get(path)
    assert response.status_code == status
    return BeautifulSoup(response.content, "html.parser")


def errors_of(response) -> dict[str, str]:
    soup = BeautifulSoup(response.content, "html.parser")
    return {
        error["id"].removesuffix("-error"): error.get_text(strip=True) for error in soup.select(".field__err")
    }


def texts(soup: BeautifulSoup) -> str:
    return " ".join(soup.select_one("main").get_text(" ").split())
