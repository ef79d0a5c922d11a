"""Pages about the site, in the words of editors; and what programs read of the whole site."""

import re
from pathlib import Path
from statistics import median

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.test import Client

from drakentemmers.accounts.rules import Role
from drakentemmers.home.site_pages import SITE_PAGES
from drakentemmers.kernel.published import open_sets, published_addresses
from drakentemmers.knowledge.actions.sections import section
from drakentemmers.knowledge.models import Article, PlainPage
from tests.factories import knowledge as made
from tests.factories.accounts import person_with
from tests.knowledge.test_content_files import ADDRESSES, FORBIDDEN, LINK, SLUGS, read

pytestmark = pytest.mark.django_db
FILES = [read(path) for path in sorted(Path("drakentemmers/knowledge/content/site").glob("*.md"))]
EVERY = pytest.mark.parametrize("name", SITE_PAGES)


def soup_of(path: str, client: Client | None = None) -> BeautifulSoup:
    return BeautifulSoup((client or Client()).get(path).content, "html.parser")


@EVERY
def test_each_is_there_with_one_primary_button_before_an_editor_wrote_anything(name: str):
    own = SITE_PAGES[name]
    soup = soup_of(own.path)
    assert soup.h1.get_text() == str(own.title)
    assert len(soup.select("main .btn--p")) == 1
    for link in soup.select("main a[href^='/']"):
        assert Client().get(link["href"]).status_code in {200, 302}, link["href"]


@EVERY
def test_editors_change_the_words_and_nothing_else(name: str):
    path = SITE_PAGES[name].path
    shelf, slug = ("voor", path.removeprefix("/voor/")) if path.startswith("/voor/") else ("over", path[1:])
    page = made.page(
        PlainPage,
        below=section(shelf),
        slug=slug,
        title="Hun woorden",
        body=[made.text("<p>Zelf gezegd.</p>")],
    )
    soup = soup_of(path)
    assert page.url == path
    assert soup.h1.get_text() == "Hun woorden" and "Zelf gezegd." in soup.select_one(".prose").get_text()
    assert soup.select_one(f"form[action^='/kennis/pagina/{page.pk}/nuttig']")
    assert len(soup.select("main .btn--p")) == 1


def test_menus_lead_to_these_addresses_so_they_stay_and_are_for_everybody():
    page = made.page(PlainPage, below=section("over"), slug="contact")
    for name, value in {"slug": "elders", "audience": "members"}.items():
        changed = PlainPage.objects.get(pk=page.pk)
        setattr(changed, name, value)
        with pytest.raises(ValidationError) as refused:
            changed.full_clean()
        assert set(refused.value.message_dict) == {name}
    assert not PlainPage.can_create_at(section("over")) and PlainPage.can_create_at(section("kennis"))


def test_the_office_and_who_to_call_stand_on_the_contact_page(settings):
    settings.OFFICE_PHONE = "020 123 45 67"
    links = {link["href"] for link in soup_of("/contact").select("main a[href]")}
    assert {"mailto:netwerk@drakentemmers.example", "tel:0201234567", "tel:112", "tel:08002000"} <= links
    settings.OFFICE_MAIL = settings.OFFICE_PHONE = ""
    assert "nog geen adres ingevuld" in soup_of("/contact").select_one("main").get_text()


def test_all_that_is_called_open_can_be_fetched_without_an_account():
    soup = soup_of("/open-data")
    shown = [link["href"] for link in soup.select(".open a")]
    assert shown == [form.url for open_set in open_sets() for form in open_set.forms()]
    assert [path for path in shown if Client().get(path).status_code != 200] == []


def test_no_licence_is_made_up(settings):
    assert "heeft nog geen licentie gekozen" in soup_of("/open-data").select_one("main").get_text()
    settings.OPEN_DATA_LICENCE, settings.OPEN_DATA_LICENCE_URL = "CC BY 4.0", "https://licentie.example/by"
    link = soup_of("/open-data").select_one("a[rel~=license]")
    assert (link.get_text(), link["href"]) == ("CC BY 4.0", "https://licentie.example/by")


def test_the_sitemap_holds_every_public_page_once_and_each_opens():
    public, inside = made.page(), made.page(audience="members")
    text = Client().get("/sitemap.xml").text
    found = [
        address.removeprefix("http://127.0.0.1:8000") for address in re.findall("<loc>(.*?)</loc>", text)
    ]
    assert found == [address.path for address in published_addresses()]
    assert len(set(found)) == len(found)
    assert {"/", "/kennis", "/agenda", "/over-ons", "/privacy", "/behandelaars", public.url} <= set(found)
    assert inside.url not in found
    assert [path for path in found if Client().get(path).status_code != 200] == []


def test_robots_are_told_where_the_sitemap_is_and_keep_out_of_what_somebody_typed():
    text = Client().get("/robots.txt").text
    assert "Disallow: /zoeken\n" in text and text.endswith("Sitemap: http://127.0.0.1:8000/sitemap.xml\n")
    kept_out = re.findall("Disallow: (.*)", text)
    assert [a.path for a in published_addresses() if a.path.startswith(tuple(kept_out))] == []


def test_every_public_page_says_what_it_is_and_one_for_members_does_not():
    for address in published_addresses():
        soup = soup_of(address.path)
        if soup.select_one("link[rel=canonical]") is None:
            assert address.path in {"/behandelaars", "/aanmelden"}
            continue
        assert soup.select_one("meta[name=description]")["content"]
        assert soup.select_one("link[rel=canonical]")["href"] == f"http://127.0.0.1:8000{address.path}"
        assert soup.select_one("meta[property='og:title']")["content"]
        assert soup.select("meta[property='og:image']") == []
    client = Client()
    client.force_login(person_with(Role.MEMBER))
    inside = soup_of(made.page(Article, audience="members").url, client)
    assert (
        inside.select("link[rel=canonical], meta[property^='og:'], script[type='application/ld+json']") == []
    )


def test_the_page_for_when_everything_fails_can_search_without_the_database():
    soup = BeautifulSoup(Path("drakentemmers/ui/templates/500.html").read_text(), "html.parser")
    form = soup.select_one("form[role=search]")
    assert (form["action"], form.get("method", "get")) == ("/zoeken", "get")
    assert form.select_one("input[name=q]") and soup.select_one("a[href='tel:08002000']")


@pytest.mark.parametrize("page", FILES, ids=lambda page: page.path.stem)
def test_the_words_we_bring_are_short_sourced_and_lead_somewhere(page):
    lengths = [len(words) for words in page.sentences]
    assert median(lengths) <= 9 and max(lengths) <= 20
    assert FORBIDDEN.findall(f"{page.head['title']} {page.head['summary']} {page.plain}") == []
    assert page.head["sources"] and page.head["shelf"] in {"voor", "over"}
    ours = ADDRESSES | {"/agenda", "/contact", "/"}
    for _, address in LINK.findall(page.text):
        assert address in ours or address.removeprefix("kennis:") in SLUGS, address
