"""What comes in through the gate, what stays outside, and what is left of it."""

import io
import random
import socket
import struct
import threading
import zipfile
import zlib
from collections.abc import Iterator

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook
from PIL import Image

from drakentemmers.kernel.uploads import DOCUMENTS, IMAGES, FileKind, Refusal, UploadRefused, receive
from drakentemmers.kernel.uploads.kinds import kind_of
from drakentemmers.kernel.uploads.scanner import scan
from tests.thoroughness import RUNS

EVERYTHING = IMAGES | DOCUMENTS
SECRET = "Verborgenpad 1"


def sent(content: bytes, name: str = "foto van Anna.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/octet-stream")


def refusal_of(content: bytes, kinds=EVERYTHING, **options) -> Refusal:
    with pytest.raises(UploadRefused) as refused:
        receive(sent(content), kinds=kinds, **options)
    return refused.value.why


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20), **options) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **options)
    return out.getvalue()


def sheet() -> bytes:
    book, out = Workbook(), io.BytesIO()
    book.active.append(["naam"])
    book.save(out)
    return out.getvalue()


def document(**extra: object) -> bytes:
    """A PDF with everything in it that can act."""
    made, out = pikepdf.new(), io.BytesIO()
    page = made.add_blank_page()
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert('kwaad')"))
    link = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("https://voorbeeld.example"))
    launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("kwaad.exe"))
    note = {"Type": pikepdf.Name.Annot, "Subtype": pikepdf.Name.Link, "Rect": [0, 0, 9, 9]}
    page.obj.Annots = made.make_indirect(
        pikepdf.Array(
            [
                pikepdf.Dictionary(**note, A=link),
                pikepdf.Dictionary(**note, A=launch),
                pikepdf.Dictionary(**note | {"Subtype": pikepdf.Name.FileAttachment}),
            ]
        )
    )
    page.obj.AA = pikepdf.Dictionary(O=script)
    made.attachments["kwaad.exe"] = b"MZ kwaad"
    made.Root.OpenAction = made.make_indirect(script)
    made.Root.AF = pikepdf.Array([made.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Filespec))])
    made.Root.AcroForm = pikepdf.Dictionary(Fields=[], XFA=pikepdf.String("<xdp>kwaad</xdp>"))
    made.docinfo["/Author"] = SECRET
    with made.open_metadata() as metadata:
        metadata["dc:creator"] = [SECRET]
    made.save(out, **extra)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (picture("JPEG"), FileKind.JPEG),
        (picture("PNG"), FileKind.PNG),
        (picture("WEBP"), FileKind.WEBP),
        (document(), FileKind.PDF),
        (sheet(), FileKind.XLSX),
        ("naam;plaats\r\nDe Linde;Almere".encode("utf-8-sig"), FileKind.TEXT),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", None),
        (b"\xef\xbb\xbf  <!doctype html><script>1</script>", None),
        (picture("GIF"), None),
        (b"MZ\x90\x00", None),
        (b"#!/bin/sh\nrm -rf /", None),
        (b"", None),
    ],
)
def test_a_file_is_known_by_its_content(content, kind):
    assert kind_of(content) == kind


def test_a_name_does_not_make_a_picture():
    assert refusal_of(b"<svg onload='alert(1)'/>") == Refusal.WRONG_KIND
    assert refusal_of(document(), kinds=IMAGES) == Refusal.WRONG_KIND


def test_of_a_photograph_only_the_picture_is_left():
    exif = Image.Exif()
    exif[0x010E] = SECRET
    exif[0x8825] = {1: "N", 2: (52.0, 22.0, 0.0)}
    content = picture(exif=exif, comment=SECRET.encode()) + SECRET.encode()
    assert SECRET.encode() in content
    kept = receive(sent(content), kinds=IMAGES)
    cleaned = kept.read()
    assert SECRET.encode() not in cleaned
    with Image.open(io.BytesIO(cleaned)) as drawn:
        assert (drawn.size, dict(drawn.getexif()), drawn.info.get("comment")) == ((40, 20), {}, None)


def test_a_photograph_keeps_its_way_up():
    exif = Image.Exif()
    exif[0x0112] = 6
    kept = receive(sent(picture(exif=exif)), kinds=IMAGES)
    assert Image.open(kept).size == (20, 40)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_transparency_stays(kind):
    out = io.BytesIO()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(out, kind)
    kept = Image.open(receive(sent(out.getvalue()), kinds=IMAGES))
    assert kept.convert("RGBA").getpixel((0, 0))[3] == 0


def test_the_name_that_is_kept_says_nothing():
    first, second = (receive(sent(picture()), kinds=IMAGES).name for _ in range(2))
    assert first != second
    assert "anna" not in first.lower() and first.endswith(".jpg")


def flood(width: int, height: int) -> bytes:
    """A PNG that claims to be huge and weighs a hundred bytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0"))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(60_000, 60_000), (17_000, 10), (8_000, 5_001)])
def test_a_flood_of_pixels_is_refused_before_one_is_decoded(size):
    assert refusal_of(flood(*size)) == Refusal.TOO_MANY_PIXELS


def test_a_broken_picture_is_refused():
    assert refusal_of(picture()[:200]) == Refusal.BROKEN
    assert refusal_of(flood(10, 10)) == Refusal.BROKEN


def test_of_a_pdf_nothing_is_left_that_acts():
    cleaned = receive(sent(document()), kinds=DOCUMENTS).read()
    with pikepdf.open(io.BytesIO(cleaned)) as kept:
        assert set(kept.Root.keys()) <= {"/Type", "/Pages", "/Version"}
        assert len(kept.attachments) == 0
        assert "/AA" not in kept.pages[0].obj
        assert [str(note.get("/A", {}).get("/S", "")) for note in kept.pages[0].Annots] == ["/URI", ""]
        plain = io.BytesIO()
        kept.save(
            plain,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    for trace in (b"kwaad", b"JavaScript", b"Launch", SECRET.encode(), b"EmbeddedFile"):
        assert trace not in plain.getvalue(), trace


@pytest.mark.parametrize("wrapped", [False, True])
def test_a_photograph_in_a_pdf_tells_no_more_than_what_it_shows(wrapped):
    exif = Image.Exif()
    exif[0x010E] = SECRET
    exif[0x8825] = {1: "N", 2: (52.0, 22.0, 0.0)}
    photograph = picture(exif=exif, comment=SECRET.encode(), icc_profile=SECRET.encode())
    made, out = pikepdf.new(), io.BytesIO()
    page = made.add_blank_page()
    image = pikepdf.Stream(made, zlib.compress(photograph) if wrapped else photograph)
    names = [pikepdf.Name.FlateDecode, pikepdf.Name.DCTDecode] if wrapped else [pikepdf.Name.DCTDecode]
    image.Type, image.Subtype, image.Filter = pikepdf.Name.XObject, pikepdf.Name.Image, pikepdf.Array(names)
    image.Width, image.Height, image.BitsPerComponent = 40, 20, 8
    image.ColorSpace = pikepdf.Name.DeviceRGB
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Foto=image))
    page.obj.Contents = pikepdf.Stream(made, b"/Foto Do")
    made.save(out)
    cleaned = receive(sent(out.getvalue()), kinds=DOCUMENTS)
    with pikepdf.open(cleaned) as kept:
        found = kept.pages[0].obj.Resources.XObject.Foto
        assert SECRET.encode() not in found.read_raw_bytes()
        drawn = Image.open(io.BytesIO(found.read_raw_bytes()))
        assert (dict(drawn.getexif()), drawn.size) == ({}, (40, 20))
        assert drawn.tobytes() == Image.open(io.BytesIO(photograph)).tobytes()


def test_a_pdf_asks_no_other_file():
    made, out = pikepdf.new(), io.BytesIO()
    page = made.add_blank_page()
    part = pikepdf.Stream(made, b"0 0 m")
    part.Type, part.Subtype, part.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, [0, 0, 9, 9]
    part.F = pikepdf.String("\\\\kwaad\\deel")
    part.Ref = pikepdf.Dictionary(F=pikepdf.String("kwaad.pdf"), Page=0)
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Deel=part))
    page.obj.Contents = pikepdf.Stream(made, b"/Deel Do")
    address = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("https://kwaad.example"))
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], PA=address
    )
    page.obj.Annots = pikepdf.Array([note, pikepdf.Array(), 7])
    made.save(out)
    with pikepdf.open(receive(sent(out.getvalue()), kinds=DOCUMENTS)) as kept:
        resources = kept.pages[0].obj.Resources
        assert {"/F", "/Ref"} & set(resources.XObject.Deel.keys()) == set()
        assert ["/PA" in each for each in kept.pages[0].Annots] == [False]


def test_a_locked_or_broken_pdf_is_refused():
    locked = pikepdf.Encryption(owner="a", user="b", R=6)
    open_to_read = pikepdf.Encryption(owner="a", user="", R=6)
    assert refusal_of(document(encryption=locked)) == Refusal.ENCRYPTED
    assert refusal_of(document(encryption=open_to_read)) == Refusal.ENCRYPTED
    assert refusal_of(b"%PDF-1.7\nkwaad") == Refusal.BROKEN


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/workbook.xml", "<workbook/>")
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def test_a_spreadsheet_that_unpacks_to_far_more_is_refused():
    assert refusal_of(archive(bom=bytes(20_000_000))) == Refusal.UNPACKS_TOO_LARGE
    assert refusal_of(archive(**{f"deel{n}": b"" for n in range(1001)})) == Refusal.UNPACKS_TOO_LARGE
    assert refusal_of(archive(**{"xl/vbaProject.bin": b"kwaad"})) == Refusal.WRONG_KIND
    assert refusal_of(archive()[:-30]) == Refusal.BROKEN
    assert receive(sent(sheet()), kinds=DOCUMENTS).name.endswith(".xlsx")


def test_of_a_spreadsheet_only_its_parts_are_left_and_nobody_made_it():
    book, out = Workbook(), io.BytesIO()
    book.properties.creator = book.properties.lastModifiedBy = book.properties.title = SECRET
    book.active.append(["naam"])
    book.save(out)
    content = b"".join([out.getvalue(), b"<script>kwaad</script>"])
    cleaned = receive(sent(content), kinds=DOCUMENTS).read()
    assert b"<script>" not in cleaned
    with zipfile.ZipFile(io.BytesIO(cleaned)) as parts:
        assert parts.testzip() is None
        assert [name for name in parts.namelist() if SECRET.encode() in parts.read(name)] == []
    kept = load_workbook(io.BytesIO(cleaned))
    assert (kept.active["A1"].value, kept.properties.title) == ("naam", None)


def test_another_archive_that_speaks_of_a_spreadsheet_is_none():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("META-INF/MANIFEST.MF", "xl/workbook.xml")
        made.comment = b"xl/workbook.xml"
    assert refusal_of(out.getvalue()) == Refusal.WRONG_KIND


def changed_by_chance(content: bytes, chance: random.Random) -> bytes:
    made = bytearray(content)
    for _ in range(chance.choice([1, 2, 4, 16])):
        at = chance.randrange(len(made))
        what = chance.random()
        if what < 0.6:
            made[at] = chance.randrange(256)
        elif what < 0.8:
            del made[at : at + chance.randrange(1, 8)]
        else:
            made[at:at] = chance.randbytes(chance.randrange(1, 8))
    return bytes(made)


def test_a_file_made_to_break_us_is_refused_or_cleaned_and_nothing_else():
    exif = Image.Exif()
    exif[0x0112], exif[0x8825] = 6, {1: "N", 2: (52.0, 22.0, 0.0)}
    plain = {"object_stream_mode": pikepdf.ObjectStreamMode.disable, "compress_streams": False}
    whole = [*(picture(kind, exif=exif) for kind in ("JPEG", "PNG", "WEBP")), sheet(), document(**plain)]
    chance, refused = random.Random(7), 0
    for _ in range(RUNS * 200):
        content = changed_by_chance(chance.choice(whole), chance)
        try:
            receive(sent(content), kinds=EVERYTHING)
        except UploadRefused:
            refused += 1
    assert refused > 0


def test_an_empty_or_too_large_file_is_refused():
    assert refusal_of(b"") == Refusal.EMPTY
    assert refusal_of(picture(), most_bytes=100) == Refusal.TOO_LARGE


class Scanner:
    """A scanner that speaks the protocol of clamd on this machine and finds the word "virus"."""

    def __init__(self, answer: bytes | None = None) -> None:
        self.answer = answer
        self.door = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.door.getsockname()[1]}"
        self.heard: list[bytes] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self.door.accept()
            except OSError:
                return
            with line, line.makefile("rb") as lines:
                assert lines.read(10) == b"zINSTREAM\0"
                content = b""
                while length := struct.unpack("!L", lines.read(4))[0]:
                    content += lines.read(length)
                self.heard.append(content)
                found = b"stream: Eicar FOUND\0" if b"virus" in content else b"stream: OK\0"
                line.sendall(found if self.answer is None else self.answer)


@pytest.fixture
def scanner() -> Iterator[Scanner]:
    made = Scanner()
    yield made
    made.door.close()


def test_the_scanner_hears_the_whole_file(scanner):
    content = bytes(range(256)) * 1000
    scan(content, address=scanner.address, seconds=5)
    assert scanner.heard == [content]


def test_what_the_scanner_finds_stays_outside(scanner, settings):
    settings.CLAMD = scanner.address
    assert refusal_of(b"naam;virus\r\n") == Refusal.INFECTED
    assert receive(sent(b"naam;plaats\r\n"), kinds=DOCUMENTS).name.endswith(".csv")


@pytest.mark.parametrize("answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: OK maar\0"])
def test_without_a_clear_answer_nothing_comes_in(answer):
    made = Scanner(answer)
    with pytest.raises(UploadRefused) as refused:
        scan(b"naam", address=made.address, seconds=5)
    made.door.close()
    assert refused.value.why == Refusal.NOT_SCANNED


def test_while_the_scanner_is_down_or_silent_nothing_comes_in(settings, tmp_path):
    settings.CLAMD = "127.0.0.1:9"
    assert refusal_of(picture()) == Refusal.NOT_SCANNED
    settings.CLAMD = str(tmp_path / "geen.sock")
    assert refusal_of(picture()) == Refusal.NOT_SCANNED
    silent = socket.create_server(("127.0.0.1", 0))
    settings.CLAMD, settings.CLAMD_SECONDS = f"127.0.0.1:{silent.getsockname()[1]}", 0.2
    assert refusal_of(picture()) == Refusal.NOT_SCANNED
    silent.close()
