"""The admin looks like the house, speaks Dutch, holds nothing about people, and asks a second factor."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from wagtail.snippets.models import get_snippet_models

from drakentemmers.accounts.rules import Role
from drakentemmers.directory.models import Region, RegionMunicipality
from drakentemmers.kernel.models import SearchSynonyms
from drakentemmers.knowledge.models import NewsletterTopic, Term
from tests.factories.accounts import person_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Client:
    client = Client()
    client.force_login(person_with(Role.EDITOR, name="Sanne Wolkenlaar"))
    return client


def test_it_carries_the_name_the_mark_and_the_colours_of_the_house(editor):
    page = BeautifulSoup(editor.get("/beheer/").content, "html.parser")
    assert page.title.get_text(strip=True).endswith("Redactie van Drakentemmers")
    assert page.h1.get_text(strip=True) == "Welkom, Sanne Wolkenlaar"
    assert page.html["lang"] == "nl"
    assert page.select_one("link[rel=icon]")["href"] == "/static/ui/img/mark.svg"
    assert page.select_one("link[href='/static/home/admin.css']") is not None
    assert "Drakentemmers" in page.select_one("template[data-wagtail-sidebar-branding-logo]").get_text()


def test_nothing_in_it_leads_to_another_site(editor):
    page = BeautifulSoup(editor.get("/beheer/").content, "html.parser")
    page.noscript.decompose()
    assert [link["href"] for link in page.select("main a[href^=http]")] == []
    assert "wagtail.org" not in str(page)


def test_nothing_about_people_can_be_kept_in_it():
    assert set(get_snippet_models()) == {NewsletterTopic, Region, RegionMunicipality, SearchSynonyms, Term}


def test_an_editor_without_a_second_factor_sets_one_up_first():
    client = Client()
    client.force_login(person_with(Role.EDITOR, second_factor=False))
    answer = client.get("/beheer/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("second_factor_set_up"))
