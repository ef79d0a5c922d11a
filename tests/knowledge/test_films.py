"""A film of our own: demanded captions and words, shown without another site, in pieces, to whom may see the page."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents import get_document_model

from drakentemmers.accounts.rules import Role
from drakentemmers.knowledge.models import VideoPage
from tests.factories import knowledge as made
from tests.factories.accounts import person_with
from tests.factories.films import CAPTIONS, SECRET, webm
from tests.home.test_media import body, upload
from tests.knowledge.editors import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.FILES_ROOT = tmp_path


def paper(name: str, content: bytes):
    return get_document_model().objects.create(title=name, file=ContentFile(content, name=name))


def film(**fields) -> VideoPage:
    told = {
        "file": paper("film.webm", webm()),
        "captions": paper("film.vtt", CAPTIONS.encode()),
        "transcript": "Een huis met licht.",
        "minutes": 1,
    }
    return made.page(VideoPage, **(told | fields))


def refused(**fields) -> set[str]:
    try:
        VideoPage(title="x", slug="x", summary="x", **fields).clean()
    except ValidationError as error:
        return set(error.message_dict)
    return set()


def test_an_editor_brings_in_a_film_and_its_captions():
    editor = client_of(person_with(Role.EDITOR))
    for content, name in ((webm(), "Vakantie Anna.webm"), (CAPTIONS.encode(), "Anna.vtt")):
        assert upload(editor, "documents", content, name).status_code == 302
    kept = {row.file_extension: row.file.read() for row in get_document_model().objects.all()}
    assert set(kept) == {"webm", "vtt"}
    assert SECRET.encode() not in kept["webm"]


def test_a_film_of_our_own_needs_captions_and_its_words():
    own, captions = paper("film.webm", webm()), paper("film.vtt", CAPTIONS.encode())
    assert refused(file=own) == {"captions", "transcript"}
    assert refused(file=own, captions=captions, transcript=" ") == {"transcript"}
    assert refused(file=own, captions=captions, transcript="Tekst") == set()
    assert refused(file=captions, captions=own, transcript="Tekst") == {"file", "captions"}


def test_a_film_stands_in_one_place():
    own, captions = paper("film.webm", webm()), paper("film.vtt", CAPTIONS.encode())
    assert refused() == {"link"}
    assert refused(link="https://film.example/1") == set()
    both = {"link": "https://film.example/1", "file": own, "captions": captions, "transcript": "Tekst"}
    assert refused(**both) == {"link"}


def test_the_page_shows_it_with_captions_and_asks_no_other_site():
    page = film()
    answer = Client().get(page.url)
    soup = BeautifulSoup(answer.content, "html.parser")
    [video] = soup.select("video")
    source, track = video.select_one("source"), video.select_one("track")
    assert (source["src"], source["type"]) == (page.file.url, "video/webm")
    assert (track["src"], track["kind"], track["srclang"]) == (page.captions.url, "captions", "nl")
    assert "autoplay" not in video.attrs and video["preload"] == "metadata"
    assert "Een huis met licht." in soup.select_one("details.kmore").get_text()
    assert not soup.select("iframe, embed, object")
    assert "media-src 'self'" in answer.headers["Content-Security-Policy"]


def test_a_film_elsewhere_is_still_a_link_and_nothing_of_it_is_loaded():
    page = made.page(VideoPage, link="https://film.example/1")
    soup = BeautifulSoup(Client().get(page.url).content, "html.parser")
    assert not soup.select("video, iframe, embed, object")
    assert [a["href"] for a in soup.select("a[href^='https://film.example']")] == ["https://film.example/1"]


def test_a_film_is_sent_in_pieces():
    page, whole = film(), webm()
    client = Client()
    everything = client.get(page.file.url)
    assert (everything.status_code, everything.headers["Accept-Ranges"]) == (200, "bytes")
    assert everything.headers["Content-Disposition"].startswith("inline")
    assert (everything.headers["Content-Type"], body(everything)) == ("video/webm", whole)
    piece = client.get(page.file.url, headers={"range": "bytes=10-19"})
    assert (piece.status_code, body(piece)) == (206, whole[10:20])
    assert piece.headers["Content-Range"] == f"bytes 10-19/{len(whole)}"
    assert piece.headers["Content-Length"] == "10"
    assert "no-store" in piece.headers["Cache-Control"]
    past = client.get(page.file.url, headers={"range": f"bytes={len(whole)}-"})
    assert (past.status_code, past.headers["Content-Range"]) == (416, f"bytes */{len(whole)}")
    assert client.get(page.captions.url).headers["Content-Type"] == "text/vtt"


def test_what_is_no_film_is_sent_whole_as_a_download_whatever_is_asked():
    table = paper("lijst.csv", b"a;b\n1;2\n")
    answer = Client().get(table.url, headers={"range": "bytes=0-1"})
    assert (answer.status_code, body(answer)) == (200, b"a;b\n1;2\n")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Accept-Ranges"] == "none"


@pytest.mark.parametrize("asked", ["", "bytes=0-9"])
def test_every_piece_is_for_whom_the_page_is(asked):
    page = film(audience="therapists")
    headers = {"range": asked} if asked else {}
    for address in (page.file.url, page.captions.url):
        assert Client().get(address, headers=headers).status_code == 404
        assert client_of(person_with(Role.MEMBER)).get(address, headers=headers).status_code == 404
        assert client_of(person_with(Role.THERAPIST)).get(address, headers=headers).status_code in {200, 206}
