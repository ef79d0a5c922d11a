"""Pictures and documents of editors: in through the gate, out through the check of their collection."""

import io
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, CollectionViewRestriction

from drakentemmers.accounts.rules import Role
from tests.factories.accounts import UserFactory, person_with
from tests.kernel.test_uploads import SECRET, document, picture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.FILES_ROOT = tmp_path


@pytest.fixture
def editor() -> Client:
    client = Client()
    client.force_login(person_with(Role.EDITOR))
    return client


def upload(editor: Client, kind: str, content: bytes, name: str):
    file = SimpleUploadedFile(name, content, "application/octet-stream")
    data = {"title": "Voorbeeld", "file": file, "collection": Collection.get_first_root_node().pk, "tags": ""}
    return editor.post(f"/beheer/{kind}/add/", data)


@pytest.fixture
def paper(editor):
    assert upload(editor, "documents", document(), "Verslag Anna.pdf").status_code == 302
    return get_document_model().objects.get()


@pytest.fixture
def image(editor):
    exif = Image.Exif()
    exif[0x010E] = SECRET
    assert upload(editor, "images", picture(exif=exif), "Foto Anna.jpg").status_code == 302
    return get_image_model().objects.get()


def restrict(how: str) -> None:
    CollectionViewRestriction.objects.create(
        collection=Collection.get_first_root_node(), restriction_type=how, password="samen"
    )


def seen(response) -> str:
    return BeautifulSoup(response.content, "html.parser").get_text()


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def test_what_an_editor_sends_is_cleaned_and_gets_another_name(paper, image):
    assert "Anna" not in paper.file.name + image.file.name
    assert b"JavaScript" not in paper.file.read()
    assert SECRET.encode() not in image.file.read()


def test_what_is_not_taken_in_comes_back_with_what_to_do(editor):
    answer = upload(editor, "images", b"<svg onload='alert(1)'/>", "plaatje.png")
    assert "Sla het op als" in answer.content.decode()
    answer = upload(editor, "documents", b"%PDF-1.7 stuk", "verslag.pdf")
    assert "kan niet worden geopend" in answer.content.decode()
    assert get_image_model().objects.count() + get_document_model().objects.count() == 0


def test_several_at_once_go_through_the_same_gate(editor):
    data = {"title": "x", "collection": Collection.get_first_root_node().pk}
    for file, wanted in [(picture(), True), (b"<svg/>", False)]:
        sent = SimpleUploadedFile("Foto Anna.jpg", file)
        answer = editor.post("/beheer/images/multiple/add/", data | {"files[]": sent})
        assert answer.json()["success"] is wanted
    assert "Anna" not in get_image_model().objects.get().file.name


@pytest.mark.parametrize("who", ["stranger", "somebody"])
def test_a_public_document_is_a_download_that_stays_nowhere(paper, who):
    client = Client()
    if who == "somebody":
        client.force_login(UserFactory())
    answer = client.get(paper.url)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert body(answer).startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("how", "opens_for_somebody"), [("login", True), ("groups", False), ("password", False)]
)
def test_a_closed_collection_closes_documents_and_pictures(paper, image, editor, how, opens_for_somebody):
    size = image.get_rendition("width-10")
    restrict(how)
    somebody = Client()
    somebody.force_login(UserFactory())
    for address in (paper.url, image.file.url, size.url):
        assert Client().get(address).status_code == 404
        assert somebody.get(address).status_code == (200 if opens_for_somebody else 404)
        assert editor.get(address).status_code == 200


def test_the_refusal_is_that_of_a_document_that_is_not_there(paper):
    restrict("login")
    closed, absent = Client().get(paper.url), Client().get("/documenten/999999/verslag.pdf")
    assert (closed.status_code, seen(closed)) == (absent.status_code, seen(absent))


def test_a_part_that_is_asked_for_gets_the_whole_after_the_same_check(paper):
    answer = Client().get(paper.url, headers={"range": "bytes=-5,0-0"})
    assert (answer.status_code, answer.headers["Accept-Ranges"]) == (200, "none")
    restrict("login")
    assert Client().get(paper.url, headers={"range": "bytes=0-1"}).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/media/documents/x.pdf",
        "/media/",
        "/bestanden/documents/x.pdf",
        "/bestanden/../config/base.py",
        "/bestanden/%2e%2e/secret-key",
        "/bestanden//etc/passwd",
        "/documenten/1/..%2f..%2fsecret-key",
    ],
)
def test_no_other_address_reaches_a_file(paper, address):
    assert Client().get(address).status_code == 404


def test_a_document_is_not_reached_by_the_name_of_its_file(paper):
    assert Client().get(f"/bestanden/{paper.file.name}").status_code == 404


def test_files_lie_apart_and_only_the_site_reads_them(paper):
    path = Path(paper.file.path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert not path.is_relative_to(site.MEDIA_ROOT) and not path.is_relative_to(site.STATIC_ROOT)


def test_head_says_how_long_it_is_and_sends_nothing(paper):
    answer = Client().head(paper.url)
    length = len(body(Client().get(paper.url)))
    assert (answer.status_code, int(answer.headers["Content-Length"])) == (200, length)
    assert io.BytesIO(b"".join(answer.streaming_content)).getvalue() == b""
