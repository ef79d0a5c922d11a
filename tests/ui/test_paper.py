"""The press: what a document looks like inside, what it may read, and where it stops."""

import io

import pikepdf
import pytest
from pypdf import PdfReader

from drakentemmers.ui import paper, press
from drakentemmers.ui.paper import NoPaperError, as_pdf

HEAD = '<!doctype html><html lang="nl"><head><title>Een titel</title></head><body>'


def page(inside: str) -> str:
    return f"{HEAD}{inside}</body></html>"


def text_of(pdf: bytes) -> str:
    return "\n".join(each.extract_text() for each in PdfReader(io.BytesIO(pdf)).pages)


def test_a_document_is_tagged_names_its_language_and_title_and_is_a4():
    pdf = as_pdf(page("<h1>Kop met Çağdaş</h1><p>Een zin.</p>"))
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert str(document.Root.Lang) == "nl"
        assert bool(document.Root.MarkInfo.Marked) and "/StructTreeRoot" in document.Root
        assert bool(document.Root.ViewerPreferences.DisplayDocTitle)
        assert str(document.docinfo["/Title"]) == "Een titel"
        assert b"pdfuaid:part" in document.Root.Metadata.read_bytes()
        width, height = (float(size) for size in document.pages[0].MediaBox[2:])
        assert (round(width), round(height)) == (595, 842)
    assert "Kop met Çağdaş" in text_of(pdf) and "Een zin." in text_of(pdf)


def test_letters_are_our_own_and_stand_in_the_document():
    styled = page("<h1>Kop</h1><p>Zin</p>").replace(
        "</head>", '<link rel="stylesheet" href="/static/ui/css/paper.css"></head>'
    )
    with pikepdf.open(io.BytesIO(as_pdf(styled))) as document:
        fonts = {str(entry.BaseFont) for entry in document.objects if _is_font(entry)}
        embedded = [entry for entry in document.objects if _is_descriptor(entry)]
        assert all("/FontFile2" in entry or "/FontFile3" in entry for entry in embedded)
    assert fonts and all("Source" in name or "Paper" in name for name in fonts)


def _is_font(entry: object) -> bool:
    return isinstance(entry, pikepdf.Dictionary) and entry.get("/Type") == "/Font" and "/BaseFont" in entry


def _is_descriptor(entry: object) -> bool:
    return isinstance(entry, pikepdf.Dictionary) and entry.get("/Type") == "/FontDescriptor"


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/x.css",
        "https://elders.example/x.css",
        "file:///etc/passwd",
        "https://paper.invalid/etc/passwd",
        "https://paper.invalid/static/ui/../../../config/base.py",
        "https://paper.invalid/static/ui/..%2f..%2fpress.py",
        "https://paper.invalid/static/ui/js/drakentemmers.js",
        "https://paper.invalid/static/ui/css/",
        "https://paper.invalid.kwaad.example/static/ui/css/paper.css",
    ],
)
def test_only_our_own_style_letters_and_drawings_are_read(address):
    with pytest.raises(ValueError, match="only our own"):
        press.our_own(address)


def test_our_own_are():
    content, kind = press.our_own("https://paper.invalid/static/ui/css/paper.css")
    assert (content[:1] != b"", kind) == (True, "text/css")


def test_what_may_not_be_read_leaves_its_words():
    pdf = as_pdf(page('<p>Voor</p><img src="file:///etc/passwd" alt="een plaatje"><p>Na</p>'))
    assert sorted(text_of(pdf).split()) == ["Na", "Voor", "een", "plaatje"]


def test_a_file_of_this_machine_cannot_be_attached():
    html = page('<a rel="attachment" href="file:///etc/hostname">x</a><p>Zin</p>').replace(
        "</head>", '<link rel="attachment" href="file:///etc/hostname"></head>'
    )
    with pikepdf.open(io.BytesIO(as_pdf(html))) as document:
        assert not document.attachments


def test_a_document_without_end_is_not_made():
    endless = page("".join(f'<p style="break-after: page">{n}</p>' for n in range(press.MOST_PAGES + 2)))
    with pytest.raises(NoPaperError):
        as_pdf(endless)
    with pytest.raises(NoPaperError):
        as_pdf("x" * (paper.LONGEST_HTML + 1))


def test_what_breaks_the_press_or_takes_too_long_does_not_break_the_site(monkeypatch):
    with pytest.raises(NoPaperError):
        as_pdf(page("<div>" * 3000))
    monkeypatch.setattr(paper, "PATIENCE", 0.01)
    with pytest.raises(NoPaperError):
        as_pdf(page("<p>Zin</p>"))


def test_the_press_knows_no_keys_of_the_site(monkeypatch):
    monkeypatch.setenv("DRAKENTEMMERS_SECRET_KEY", "geheim")
    done = paper._alone(["-c", "import os; print(sorted(os.environ))"])
    assert b"DRAKENTEMMERS" not in done.stdout


def test_the_press_starts_without_the_site():
    done = paper._alone(["-c", "import sys, drakentemmers.ui.press; print('django' in sys.modules)"])
    assert done.stdout.strip() == b"False"
