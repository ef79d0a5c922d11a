"""A page as PDF: what stands in it, and for whom there is one."""

import io

import pytest
from django.test import Client
from pypdf import PdfReader
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from drakentemmers.accounts.rules import Role
from drakentemmers.knowledge.models import PracticeExample
from drakentemmers.knowledge.read.paper import ready_for_paper
from drakentemmers.ui import paper
from tests.conftest import NEVER_OVER
from tests.factories import knowledge as made
from tests.factories.accounts import person_with
from tests.knowledge.editors import client_of
from tests.knowledge.test_nobody_finds import visible_text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.FILES_ROOT = tmp_path


def text_of(answer) -> str:
    return " ".join(
        " ".join(each.extract_text() for each in PdfReader(io.BytesIO(answer.content)).pages).split()
    )


def test_a_page_as_pdf_holds_what_somebody_reads():
    made.term("hechting")
    body = [
        made.heading("Wat het is"),
        made.text("<p>Over hechting bij kinderen &amp; ouders.</p>"),
        {"type": "callout", "value": {"tone": "warn", "text": "<p>Wacht niet te lang.</p>"}},
    ]
    page = made.page(title="Veilig dichtbij", body=body)
    answer = Client().get(f"{page.url}.pdf")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="drakentemmers-{page.pk}.pdf"'
    assert "no-store" in answer.headers["Cache-Control"]
    text = text_of(answer)
    for told in (
        "Veilig dichtbij",
        "Kort gezegd.",
        "Wat het is",
        "Over hechting bij kinderen & ouders.",
        "Let op: Wacht niet te lang.",
        "De band met wie voor je zorgt.",
        page.url,
    ):
        assert told in text
    for left_out in ("Was dit nuttig", "Leesstand", "112"):
        assert left_out not in text


@pytest.mark.parametrize(
    ("audience", "may", "may_not"),
    [("members", Role.MEMBER, None), ("therapists", Role.THERAPIST, Role.MEMBER)],
)
def test_there_is_a_pdf_for_whom_there_is_a_page(audience, may, may_not):
    page = made.page(audience=audience)
    assert client_of(person_with(may)).get(f"{page.url}.pdf").status_code == 200
    other = client_of(person_with(may_not)) if may_not else Client()
    refused, nothing = (other.get(f"{page.url}{ending}") for ending in (".pdf", "-niet.pdf"))
    assert (refused.status_code, visible_text(refused)) == (404, visible_text(nothing))


def test_a_draft_has_none():
    assert Client().get(f"{made.page(live=False).url}.pdf").status_code == 404


def test_a_link_to_a_page_somebody_may_not_read_is_not_in_the_pdf():
    hidden = made.page(title="Besloten", audience="therapists", slug="besloten-pad")
    page = made.page(body=[made.text(f'<p><a id="{hidden.pk}" linktype="page">lees</a></p>')])
    answer = Client().get(f"{page.url}.pdf")
    assert b"besloten-pad" not in _plain(answer.content)
    assert "lees" in text_of(answer)


def _plain(content: bytes) -> bytes:
    """Return a PDF with its packed parts opened."""
    import pikepdf

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as document:
        document.save(
            out,
            stream_decode_level=pikepdf.StreamDecodeLevel.all,
            compress_streams=False,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return out.getvalue()


def test_a_picture_and_its_words_come_along():
    picture = get_image_model().objects.create(title="x", file=get_test_image_file(size=(960, 480)))
    told = {"image": picture.pk, "decorative": False, "alt_text": 'Een "huis" met licht'}
    page = made.page(body=[{"type": "figure", "value": {"picture": told, "caption": "Zo ziet het eruit"}}])
    answer = Client().get(f"{page.url}.pdf")
    [first] = [each for each in PdfReader(io.BytesIO(answer.content)).pages if each.images]
    assert len(first.images) == 1
    assert "Zo ziet het eruit" in text_of(answer)


def test_a_picture_whose_file_is_gone_leaves_its_words():
    img = '<img srcset="/bestanden/images/weg.jpg 480w" alt="Een &quot;huis&quot;">'
    html = f'<picture><source srcset="x">{img}</picture>'
    assert ready_for_paper(html) == "<p>Een &quot;huis&quot;</p>"


def test_links_to_our_own_pages_lead_to_the_site(settings):
    settings.SITE_URL = "https://netwerk.example"
    html = '<a class="x" href="/kennis/a">a</a> <a href="#b">b</a> <a href="https://elders.example/">c</a>'
    assert ready_for_paper(html) == html.replace('"/kennis', '"https://netwerk.example/kennis')


def test_an_old_address_leads_on(django_capture_on_commit_callbacks):
    page = made.page(slug="oud")
    old = page.url
    page.slug = "nieuw"
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    moved = Client().get(f"{old}.pdf")
    assert (moved.status_code, moved.headers["Location"]) == (301, f"{old.removesuffix('oud')}nieuw.pdf")


@pytest.mark.parametrize("kind", ["theme", "event"])
def test_every_kind_of_page_has_one(kind):
    page = getattr(made, kind)(title="Zo heet het")
    answer = Client().get(f"{page.url}.pdf")
    assert answer.status_code == 200 and "Zo heet het" in text_of(answer)


def test_an_invented_example_says_so_on_paper_too():
    answer = Client().get(f"{made.page(PracticeExample).url}.pdf")
    assert "Dit voorbeeld is verzonnen." in text_of(answer)


def test_where_none_can_be_made_the_page_says_how_to_print(monkeypatch):
    page = made.page()
    assert f'href="{page.url}.pdf"' in Client().get(page.url).content.decode()
    monkeypatch.setattr(paper, "LIBRARIES", ("there-is-none",))
    paper.is_possible.cache_clear()
    content = Client().get(page.url).content.decode()
    paper.is_possible.cache_clear()
    assert ".pdf" not in content and "kies ‘Opslaan als pdf’" in content


def test_a_page_that_is_too_long_says_so(monkeypatch):
    monkeypatch.setattr(paper, "LONGEST_HTML", 100)
    page = made.page(title="Heel lang")
    answer = Client().get(f"{page.url}.pdf")
    assert answer.status_code == 503
    assert "lukt het niet om een PDF te maken" in answer.content.decode()


def test_who_asks_too_often_waits(settings):
    settings.TURNS = {"paper": [(1, NEVER_OVER)]}
    page = made.page()
    client = Client()
    assert [client.get(f"{page.url}.pdf").status_code for _ in range(2)] == [200, 429]
