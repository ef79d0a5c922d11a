"""A page somebody may not read leaves no trace: not in lists, links, feeds, files, the sitemap, or an answer's words.

Every hidden page carries a word of its own; then everybody looks everywhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from drakentemmers.accounts.models import User
from drakentemmers.accounts.rules import Role
from drakentemmers.knowledge.actions.readers import follow, save_page
from drakentemmers.knowledge.models import Article, InstrumentPage, KnowledgePage, SavedPage, ThemePage
from drakentemmers.knowledge.rules import Audience
from tests.factories import knowledge as made
from tests.factories.accounts import UserFactory, person_with

pytestmark = pytest.mark.django_db

MEMBERS, THERAPISTS, NEVER = "Kwikstaartlaan", "Zilverreigerpad", "Boomklevershof"
WORDS = (MEMBERS, THERAPISTS, NEVER)
ALL_READERS = {Role.THERAPIST, Role.TRAINEE, Role.SUPERVISOR, Role.EDITOR, Role.ADMINISTRATOR}


@dataclass
class Shelf:
    """What stands there, by what it is."""

    theme: ThemePage
    public: Article
    members: Article
    therapists: InstrumentPage
    hidden: list[KnowledgePage]
    addresses: list[str]


def link(page: KnowledgePage) -> str:
    return f'<a id="{page.pk}" linktype="page">lees verder</a>'


def with_word(word: str, **fields) -> dict:
    return {
        "title": f"Over {word}",
        "summary": f"Kort: {word}",
        "slug": word.lower(),
        "body": [made.text(f"<p>{word}</p>")],
    } | fields


@pytest.fixture
def shelf(settings, tmp_path, django_capture_on_commit_callbacks) -> Shelf:
    settings.FILES_ROOT, settings.TURNS = tmp_path, {}
    theme = made.theme("Hechting", slug="hechting")
    gone = made.theme("Later", slug=f"later-{NEVER.lower()}", summary=NEVER)
    paper = get_document_model().objects.create(title=THERAPISTS, file=ContentFile(b"a;b", name="lijst.csv"))
    picture = get_image_model().objects.create(title="Prent", file=get_test_image_file())
    figure = {"picture": {"image": picture.pk, "decorative": False, "alt_text": "Prent"}, "caption": ""}
    members = made.page(below=theme, audience=Audience.MEMBERS, **with_word(MEMBERS))
    therapists = made.page(
        InstrumentPage,
        below=theme,
        audience=Audience.THERAPISTS,
        file=paper,
        **with_word(THERAPISTS, body=[{"type": "figure", "value": figure}]),
    )
    hidden = [
        made.page(below=theme, live=False, **with_word(NEVER, slug="klad")),
        made.page(below=gone, **with_word(NEVER, slug="onder-verborgen-thema")),
        made.page(
            below=theme, go_live_at=timezone.now() + timedelta(days=1), **with_word(NEVER, slug="straks")
        ),
        made.page(below=theme, **with_word(NEVER, slug="weg")),
        gone,
    ]
    hidden[3].unpublish()
    gone.unpublish()
    events = [
        made.event(audience=audience, place=word, **with_word(word))
        for audience, word in [(Audience.MEMBERS, MEMBERS), (Audience.THERAPISTS, THERAPISTS)]
    ]
    news = [
        made.news(audience=audience, **with_word(word))
        for audience, word in [(Audience.MEMBERS, MEMBERS), (Audience.THERAPISTS, THERAPISTS)]
    ]
    made.event(live=False, **with_word(NEVER))
    made.news(live=False, **with_word(NEVER))
    links = "".join(f"<p>{link(page)}</p>" for page in [members, therapists, *hidden])
    public = made.page(
        below=theme, title="Voor iedereen", slug="voor-iedereen", also_in=[], body=[made.text(links)]
    )
    renamed = members.specific
    for slug in ("andere-naam", MEMBERS.lower()):
        renamed.slug = slug
        with django_capture_on_commit_callbacks(execute=True):
            renamed.save_revision().publish()
    size = picture.get_rendition("width-100")
    pages = [public, members, therapists, *hidden, *events, *news, theme]
    addresses = [page.url for page in pages]
    addresses += [f"{page.url}.ics" for page in events]
    addresses += [
        "/hechting/andere-naam",
        "/kennis/hechting/andere-naam",
        "/",
        "/kennis",
        "/nieuws",
        "/agenda",
    ]
    addresses += [
        "/kennis?soort=instrument",
        "/kennis?voor=school&soort=article",
        "/agenda?waar=online",
        "/agenda.ics",
    ]
    addresses += ["/kennis.atom", "/nieuws.atom", "/kennis/hechting.atom", f"{gone.url}.atom", "/sitemap.xml"]
    addresses += ["/zoeken?q=kort", "/zoeken?q=kort&soort=kennis", "/zoeken/suggesties?q=kort"]
    addresses += ["/kennis/begrippen", "/mijn/leeslijst", "/mijn", "/mijn/meldingen", "/account/gegevens"]
    addresses += [paper.url, f"/bestanden/{picture.file.name}", f"/bestanden/{size.file.name}"]
    addresses += [f"/beheer/pages/{members.pk}/edit/", f"/beheer/pages/{members.pk}/view_draft/"]
    addresses += [
        f"/beheer/api/main/pages/{members.pk}/",
        "/beheer/choose-page/",
        "/beheer/pages/search/?q=Over",
    ]
    return Shelf(theme, public, members, therapists, hidden, addresses)


def somebody(who: str) -> tuple[Client, User | None]:
    client = Client()
    if who == "stranger":
        return client, None
    user = UserFactory() if who == "no role" else person_with(who)
    client.force_login(user)
    return client, user


def words_in(response) -> set[str]:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    text = f"{response.headers} {content.decode('utf-8', errors='replace')}".lower()
    return {word for word in WORDS if word.lower() in text}


def may_know(who: str) -> set[str]:
    if who in ALL_READERS:
        return {MEMBERS, THERAPISTS}
    return set() if who in {"stranger", "no role"} else {MEMBERS}


def everybody() -> Iterator[tuple[str, Client]]:
    """A stranger, an account without a role, and one person for every role; whoever can keeps every page."""
    for who in ["stranger", "no role", *Role]:
        client, user = somebody(who)
        if user:
            SavedPage.objects.bulk_create(
                SavedPage(user=user, page=page, saved_at=timezone.now())
                for page in KnowledgePage.objects.all()
            )
        yield who, client


def test_everybody_meets_exactly_the_pages_they_may_read(shelf):
    leaks, wrong = [], {}
    for who, client in everybody():
        met: set[str] = set()
        for address in shelf.addresses:
            if address.startswith("/beheer") and who in {Role.EDITOR, Role.ADMINISTRATOR}:
                continue  # they write them
            response = client.get(address)
            found = words_in(response)
            # A sign-in page, and a page that is not there, may repeat the address somebody typed and nothing else.
            asked = (
                {word for word in WORDS if word.lower() in address} if response.status_code != 200 else set()
            )
            leaks += [f"{who} at {address}: {word}" for word in found - may_know(who) - asked]
            met |= found if response.status_code == 200 else set()
        if met != may_know(who):
            wrong[who] = met
    assert leaks == []
    assert wrong == {}


def test_feeds_and_sitemap_are_the_same_for_everybody(shelf):
    therapist, _ = somebody(Role.THERAPIST)
    for address in ("/kennis.atom", "/nieuws.atom", "/kennis/hechting.atom", "/agenda.ics", "/sitemap.xml"):
        answer = therapist.get(address)
        assert answer.content == Client().get(address).content
        assert words_in(answer) == set()


def visible_text(response) -> str:
    return BeautifulSoup(response.content, "html.parser").find("main").get_text(" ", strip=True)


@pytest.mark.parametrize("who", ["stranger", "no role", Role.MEMBER])
def test_a_hidden_page_answers_as_one_that_never_was(shelf, who):
    client, _ = somebody(who)
    never = client.get("/kennis/hechting/bestaat-niet")
    for page in [shelf.therapists, *shelf.hidden]:
        answer = client.get(page.url)
        assert (answer.status_code, visible_text(answer)) == (404, visible_text(never)), page.url
        for deed in ("nuttig", "bewaren", "volgen"):
            if who == "stranger" and deed != "nuttig":
                continue
            there = client.post(f"/kennis/pagina/{page.pk}/{deed}", {"nuttig": "ja"})
            nowhere = client.post(f"/kennis/pagina/999999/{deed}", {"nuttig": "ja"})
            assert (there.status_code, visible_text(there)) == (404, visible_text(nowhere))


def test_links_in_a_text_lose_their_address_and_keep_their_words(shelf):
    body = BeautifulSoup(Client().get(shelf.public.url).content, "html.parser").select_one(".prose")
    assert body.select("a") == []
    assert body.get_text().count("lees verder") == 2 + len(shelf.hidden)
    therapist, _ = somebody(Role.THERAPIST)
    body = BeautifulSoup(therapist.get(shelf.public.url).content, "html.parser").select_one(".prose")
    assert [a["href"] for a in body.select("a")] == [shelf.members.url, shelf.therapists.url]


def test_an_old_address_leads_on_only_for_who_may_read(shelf):
    assert Client().get("/kennis/hechting/andere-naam").status_code == 404
    member, _ = somebody(Role.MEMBER)
    moved = member.get("/kennis/hechting/andere-naam")
    assert (moved.status_code, moved.headers["Location"]) == (301, shelf.members.url)


def test_a_role_that_ends_takes_the_pages_with_it(shelf):
    client, user = somebody(Role.MEMBER)
    assert client.get(shelf.members.url).status_code == 200
    user.memberships.update(ends_on=timezone.localdate() - timedelta(days=1))
    assert client.get(shelf.members.url).status_code == 404


def test_a_file_goes_with_its_page(shelf):
    paper, picture = get_document_model().objects.get(), get_image_model().objects.get()
    for address in (paper.url, f"/bestanden/{picture.file.name}"):
        assert Client().get(address).status_code == 404
        assert somebody(Role.MEMBER)[0].get(address).status_code == 404
        assert somebody(Role.THERAPIST)[0].get(address).status_code == 200
    made.page(InstrumentPage, below=shelf.theme, file=paper)
    assert Client().get(paper.url).status_code == 200


def test_followers_hear_of_what_they_may_read_without_its_title(shelf):
    member, therapist = person_with(Role.MEMBER), person_with(Role.THERAPIST)
    for user in (member, therapist):
        follow(theme=shelf.theme, by=user, now=timezone.now())
    page = made.page(below=shelf.theme, live=False, audience=Audience.THERAPISTS, title="Geheim")
    page.save_revision(user=person_with(Role.EDITOR)).publish()
    assert not member.notifications.exists()
    line = therapist.notifications.get()
    assert (line.topic, line.path) == ("knowledge.published", page.url)
    assert "Geheim" not in line.text + line.mail_text + line.mail_subject


def test_nobody_saves_or_follows_what_is_hidden(shelf):
    with pytest.raises(PermissionDenied):
        save_page(page=shelf.therapists, by=person_with(Role.MEMBER), now=timezone.now())
    assert not SavedPage.objects.exists()
