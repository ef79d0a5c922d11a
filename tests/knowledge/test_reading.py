"""Pages as readers get them, and what readers do."""

import gzip
from datetime import timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import timezone

from drakentemmers.accounts.rules import Role
from drakentemmers.directory.rules import ClientGroup
from drakentemmers.kernel.search.index import refresh
from drakentemmers.knowledge.models import (
    Feedback,
    PageChange,
    PracticeExample,
    ResearchSummary,
    SavedPage,
    ThemeFollow,
    VideoPage,
)
from drakentemmers.knowledge.rules import ReaderRole
from tests.conftest import NEVER_OVER
from tests.factories import knowledge as made
from tests.factories.accounts import person_with

pytestmark = pytest.mark.django_db


def soup_of(address: str, client: Client | None = None) -> BeautifulSoup:
    response = (client or Client()).get(address)
    assert response.status_code == 200, address
    return BeautifulSoup(response.content, "html.parser")


def member() -> tuple[Client, object]:
    user, client = person_with(Role.MEMBER), Client()
    client.force_login(user)
    return client, user


def titles(soup: BeautifulSoup) -> list[str]:
    return [card.get_text(strip=True) for card in soup.select(".kcard h3")]


def test_a_page_tells_who_wrote_it_when_it_was_reviewed_and_how_long_it_takes():
    text = "<p>" + "woord " * 400 + "</p>"
    page = made.page(reviewed_on=timezone.localdate(), byline="Redactie", body=[made.text(text)])
    meta = soup_of(page.url).select_one(".kpage__meta").get_text(" ", strip=True)
    assert meta.startswith("Redactie 3 min lezen Herzien op ")


def test_headings_have_anchors_of_their_own():
    body = [made.heading("Stap"), made.heading("Stap"), made.heading("Klaar")]
    soup = soup_of(made.page(body=body).url)
    assert [a["href"] for a in soup.select(".ktoc a")] == ["#stap", "#stap-2", "#klaar"]
    assert [h["id"] for h in soup.select(".prose h2")] == ["stap", "stap-2", "klaar"]


def test_a_hard_word_leads_to_its_explanation_on_the_same_page():
    made.term("hechting", plural="hechtingen", also="gehechtheid")
    soup = soup_of(made.page(body=[made.text("<p>Veilige gehechtheid en hechting.</p>")]).url)
    (word,) = soup.select(".prose a.term")
    assert (word.get_text(), word["href"]) == ("gehechtheid", "#begrip-hechting")
    assert "De band met wie voor je zorgt." in soup.select_one("#begrip-hechting").get_text()


def test_related_pages_share_most_and_leave_the_page_itself_out():
    one, other = made.theme("Een"), made.theme("Ander")
    page = made.page(below=one, title="Zelf", client_groups=frozenset({ClientGroup.ADULT}))
    made.page(below=other, title="Verweg")
    made.page(below=one, title="Zelfde thema")
    made.page(below=one, title="Zelfde groep", client_groups=frozenset({ClientGroup.ADULT}))
    assert titles(soup_of(page.url)) == ["Zelfde groep", "Zelfde thema"]


def test_filters_stand_in_the_address_and_pages_for_nobody_in_particular_fit_every_role():
    theme = made.theme()
    made.page(below=theme, title="School", roles=frozenset({ReaderRole.SCHOOL}))
    made.page(below=theme, title="Gemeente", roles=frozenset({ReaderRole.MUNICIPALITY}))
    made.page(below=theme, title="Allen")
    made.page(PracticeExample, below=theme, title="Voorbeeld")
    assert titles(soup_of("/kennis?voor=school")) == ["Voorbeeld", "Allen", "School"]
    assert titles(soup_of("/kennis?voor=school&soort=practice")) == ["Voorbeeld"]
    assert titles(soup_of("/kennis?voor=zomaar&soort=%27--")) == ["Voorbeeld", "Allen", "Gemeente", "School"]


def test_a_page_stands_in_its_other_themes_too_and_once():
    one, other = made.theme("Een"), made.theme("Ander")
    page = made.page(below=one, title="Beide", live=False)
    page.also_in = [one, other]
    page.save_revision().publish()
    assert titles(soup_of(other.url)) == ["Beide"]
    assert titles(soup_of(one.url)) == ["Beide"]
    assert [t.get_text(strip=True) for t in soup_of("/kennis").select(".ktile__n")] == [
        "1 pagina",
        "1 pagina",
    ]


def test_a_study_shows_its_figures_and_where_it_is_to_be_read():
    page = made.page(ResearchSummary, live=False, year=2020, population="576 gezinnen", doi="10.1000/182")
    figure = {"type": "figure", "value": {"value": "32%", "of": "van de kinderen"}}
    page.figures = page.figures.stream_block.to_python([figure])
    page.save_revision().publish()
    study = soup_of(page.url).select_one(".kstudy")
    assert study.select_one(".kpi").get_text() == "32%"
    assert study.select_one("a")["href"] == "https://doi.org/10.1000/182"


def test_a_film_elsewhere_is_a_link_that_says_so_and_loads_nothing():
    page = made.page(VideoPage, link="https://www.film.example/kijk", transcript="Hallo.")
    soup = soup_of(page.url)
    assert "film.example" in soup.select_one(".kvideo p").get_text()
    assert soup.select("iframe, video, embed, object") == []
    assert not [tag for tag in soup.select("[src], link[href]") if "film.example" in str(tag)]


def test_an_invented_example_says_so():
    assert "verzonnen" in soup_of(made.page(PracticeExample).url).select_one(".prose").get_text()


def test_what_changed_is_told_once_with_its_date():
    page = made.page()
    for note in ("Cijfers van 2026", "Cijfers van 2026", ""):
        page.change_note = note
        page.save_revision().publish()
    assert [change.what for change in PageChange.objects.all()] == ["Cijfers van 2026"]
    assert "Cijfers van 2026" in soup_of(page.url).select_one(".kchanges").get_text()


def test_reading_mode_is_the_text_and_the_way_out():
    page = made.page(body=[made.text("<p>De tekst.</p>")])
    client = Client()
    client.post("/weergave", {"reading": "on", "next": page.url})
    soup = soup_of(page.url, client)
    assert soup.select("nav.nav, .kpage__side, .kcards") == []
    assert soup.select_one("[data-exit]") and "De tekst." in soup.select_one(".prose").get_text()
    assert soup.select_one("#nuttig button[name=nuttig]")


def test_only_public_pages_can_be_shared_or_found_by_search_engines():
    client, _ = member()
    public, inside = made.page(), made.page(audience="members")
    assert soup_of(public.url).select_one("[data-share]") and soup_of(public.url).select_one(
        "link[rel=canonical]"
    )
    soup = soup_of(inside.url, client)
    assert soup.select("[data-share], link[rel=canonical]") == []
    assert soup.select_one("meta[name=robots]")["content"] == "noindex"


def test_yes_or_no_is_kept_without_who_said_it():
    page = made.page()
    client, _ = member()
    answer = client.post(f"/kennis/pagina/{page.pk}/nuttig", {"nuttig": "ja", "regel": "Fijn kort."})
    assert (answer.status_code, answer.headers["Location"]) == (302, page.url)
    said = Feedback.objects.get()
    assert (said.page_id, said.was_useful, said.line) == (page.pk, True, "Fijn kort.")
    assert {field.name for field in Feedback._meta.get_fields()} == {"id", "page", "was_useful", "line", "at"}


def test_a_line_about_somebody_comes_back_and_is_not_kept():
    page = made.page()
    sent = {"nuttig": "nee", "regel": "Bel Anna de Vries op 0612345678"}
    answer = Client().post(f"/kennis/pagina/{page.pk}/nuttig", sent)
    soup = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 422
    assert soup.select_one("[name=regel]")["value"] == "Bel Anna de Vries op 0612345678"
    assert "wijst misschien naar iemand" in soup.get_text()
    assert not Feedback.objects.exists()


def test_without_an_answer_it_says_what_to_do():
    answer = Client().post(f"/kennis/pagina/{made.page().pk}/nuttig", {"regel": "x"})
    assert answer.status_code == 422 and "Kies ja of nee." in answer.content.decode()


def test_saying_it_very_often_has_to_wait(settings):
    settings.TURNS = {"feedback": [(2, NEVER_OVER)]}
    page = made.page()
    codes = [
        Client().post(f"/kennis/pagina/{page.pk}/nuttig", {"nuttig": "ja"}).status_code for _ in range(3)
    ]
    assert codes == [302, 302, 429]
    assert Feedback.objects.count() == 2


def test_who_has_to_wait_sends_what_was_written_from_there(settings):
    settings.TURNS = {"feedback": [(1, NEVER_OVER)]}
    page, reader = made.page(), Client()
    address, sent = f"/kennis/pagina/{page.pk}/nuttig", {"nuttig": "nee", "regel": "Te <lang> & vaag"}
    reader.post(address, sent)
    refused = reader.post(address, sent)
    assert refused.status_code == 429
    form = BeautifulSoup(refused.content, "html.parser").select_one("main form[method=post]")
    again = {field["name"]: field["value"] for field in form.select("input[type=hidden]")}
    again.pop("csrfmiddlewaretoken")
    assert (again, form.get("action")) == (sent, None)
    settings.TURNS = {}
    assert reader.post(address, again).status_code == 302


def test_what_opens_a_door_never_comes_back(settings):
    settings.TURNS = {"door": [(1, NEVER_OVER)]}
    sent = {"login": "iemand@voorbeeld.example", "password": "vier-woorden-op-een-rij"}
    refused = [Client().post("/inloggen", sent) for _ in range(2)][1]
    assert refused.status_code == 429
    assert "vier-woorden" not in refused.text and "iemand@" not in refused.text


def test_a_reading_list_is_ones_own():
    client, user = member()
    other, _ = member()
    page = made.page(title="Bewaard")
    client.post(f"/kennis/pagina/{page.pk}/bewaren")
    client.post(f"/kennis/pagina/{page.pk}/bewaren")
    assert SavedPage.objects.filter(user=user).count() == 1
    assert "Bewaard" in soup_of("/mijn/leeslijst", client).select_one("main").get_text()
    assert "Bewaard" not in soup_of("/mijn/leeslijst", other).select_one("main").get_text()
    client.post(f"/kennis/pagina/{page.pk}/bewaren", {"wat": "weg", "terug": "lijst"})
    assert not SavedPage.objects.exists()


def test_a_theme_is_followed_and_left():
    client, user = member()
    theme, page = made.theme(), made.page()
    client.post(f"/kennis/pagina/{theme.pk}/volgen")
    assert ThemeFollow.objects.get().user == user
    assert client.post(f"/kennis/pagina/{page.pk}/volgen").status_code == 404
    client.post(f"/kennis/pagina/{theme.pk}/volgen", {"wat": "niet"})
    assert not ThemeFollow.objects.exists()


def test_new_is_what_came_after_one_said_seen():
    client, user = member()
    page = made.page(title="Vers")
    assert "Nieuw sinds je laatste bezoek" in soup_of("/kennis", client).get_text()
    client.post("/kennis/gezien")
    assert "Nieuw sinds je laatste bezoek" not in soup_of("/kennis", client).get_text()
    assert "Nieuw sinds je laatste bezoek" not in soup_of("/kennis").get_text()
    type(user.knowledge_seen).objects.update(until=timezone.now() - timedelta(days=1))
    assert "Vers" in soup_of("/kennis", client).get_text() and page.pk


def test_looking_changes_nothing():
    client, user = member()
    page = made.page()
    for address in ("/kennis", page.url, "/mijn/leeslijst"):
        client.get(address)
    assert not SavedPage.objects.exists() and not hasattr(user, "knowledge_seen")


def test_an_address_with_a_slash_or_the_wrong_theme_does_not_exist():
    page, other = made.page(), made.theme()
    for address in (
        f"{page.url}/",
        f"{other.url}/{page.slug}",
        f"/nieuws/{page.slug}",
        f"/kennis/{page.slug}",
    ):
        assert Client().get(address).status_code == 404


def sent(file: Path) -> int:
    """Return how many bytes travel: texts are packed in real use (config/production.py), fonts are already."""
    content = file.read_bytes()
    return len(content) if file.suffix == ".woff2" else len(gzip.compress(content))


def test_a_public_page_is_light():
    words = made.text("<p>" + "zin met woorden " * 60 + "</p>")
    page = made.page(body=[made.heading("Kop"), words, words, words] * 4)
    loaded = soup_of(page.url).select("script[src], link[rel=stylesheet], link[rel=preload]")
    addresses = {tag.get("src") or tag.get("href") for tag in loaded} | {"/static/ui/icons/sprite.svg"}
    files = [Path(finders.find(address.removeprefix("/static/"))) for address in addresses]
    assert {file.suffix for file in files} == {".js", ".css", ".woff2", ".svg"}
    assert len(Client().get(page.url).content) + sum(map(sent, files)) < 200_000


def test_a_page_is_found_while_it_is_on_the_site():
    page = made.page(title="Slapen in de opvang", summary="Rust in de nacht.")
    word = made.term("slaaphygiëne", slug="slaap")
    refresh("term", [str(word.pk)])
    found = {a["href"] for a in soup_of("/zoeken?q=slapen").select("main a[href]")}
    assert page.url in found
    assert "/kennis/begrippen#begrip-slaap" in str(soup_of("/zoeken?q=slaaphygiëne").select_one("main"))
    page.unpublish()
    assert page.url not in {a["href"] for a in soup_of("/zoeken?q=slapen").select("main a[href]")}
