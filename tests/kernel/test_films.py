"""Films through the gate: what tells about the maker is gone, the rest stands where it stood, junk is refused."""

from contextlib import suppress

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from drakentemmers.kernel.ranges import OutsideError, part_of
from drakentemmers.kernel.uploads import FILMS, FileKind, Refusal, UploadRefused, receive
from drakentemmers.kernel.uploads.captions import clean_captions
from drakentemmers.kernel.uploads.kinds import kind_of
from drakentemmers.kernel.uploads.mp4 import clean_mp4
from drakentemmers.kernel.uploads.webm import clean_webm
from tests.factories.films import CAPTIONS, SECRET, mp4, webm

TAKEN = FILMS | {FileKind.CAPTIONS}
MAKERS = {"mp4": (mp4, clean_mp4), "webm": (webm, clean_webm)}


def sent(content: bytes, name: str = "Vakantie Anna.mp4", **options: int):
    return receive(SimpleUploadedFile(name, content), kinds=TAKEN, **options)


def why(content: bytes) -> Refusal:
    with pytest.raises(UploadRefused) as refused:
        sent(content)
    return refused.value.why


@pytest.mark.parametrize("kind", MAKERS)
def test_a_film_keeps_its_pictures_and_loses_its_maker(kind):
    make, clean = MAKERS[kind]
    before = make()
    film = sent(before)
    after = film.read()
    assert SECRET.encode() in before and SECRET.encode() not in after
    assert not any(part.encode() in after for part in ("Anna", "52.3676", "iPhone", "LOCATION"))
    assert (film.name.rpartition(".")[2], "Anna" in film.name) == (kind, False)
    assert len(after) == len(before)  # the index of a film says where each picture stands
    assert clean(after) == after


def test_what_is_to_be_seen_stands_where_it_stood():
    before, after = mp4(), clean_mp4(mp4())
    assert after.index(b"beeld en geluid") == before.index(b"beeld en geluid")
    assert b"\xde\xad\xbe\xef" in before and b"\xde\xad\xbe\xef" not in after  # when it was made
    plain = webm(secret="x")
    assert clean_webm(plain)[plain.index(b"\x9d\x01\x2a") :] == plain[plain.index(b"\x9d\x01\x2a") :]


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (mp4(handler=b"meta"), Refusal.WRONG_KIND),  # a track that may tell where somebody walked
        (mp4(handler=b"text"), Refusal.WRONG_KIND),
        (mp4(elsewhere=True), Refusal.WRONG_KIND),  # pictures that stand in another file
        (mp4()[:200], Refusal.BROKEN),
        (b"\0\0\0\x18ftypisom" + b"<script>alert(1)</script>", Refusal.BROKEN),
        (b"\0\0\0\x08ftyp", Refusal.BROKEN),
        (mp4() + b"\0\0\0\x08moof", Refusal.BROKEN),
        (webm(track=0x21), Refusal.WRONG_KIND),
        (webm()[:120], Refusal.BROKEN),
        (webm() + b"PK\x03\x04", Refusal.BROKEN),
        (b"\x1a\x45\xdf\xa3" + bytes(60), Refusal.WRONG_KIND),
        (b"RIFF....AVI LIST", Refusal.WRONG_KIND),
        (b"<svg onload=alert(1)>", Refusal.WRONG_KIND),
        (b"#EXTM3U\nhttps://elders.example/", Refusal.WRONG_KIND),
        (b"", Refusal.EMPTY),
    ],
)
def test_what_is_no_film_or_more_than_one_is_refused(content, refusal):
    assert why(content) == refusal


@pytest.mark.parametrize("kind", MAKERS)
@given(data=st.data())
def test_a_film_with_any_byte_changed_is_cleaned_or_refused(kind, data):
    make, clean = MAKERS[kind]
    film = bytearray(make())
    for _ in range(data.draw(st.integers(1, 4))):
        film[data.draw(st.integers(0, len(film) - 1))] = data.draw(st.integers(0, 255))
    with suppress(UploadRefused):
        assert len(clean(bytes(film))) == len(film)


@given(st.binary(max_size=400))
def test_junk_is_cleaned_or_refused_and_nothing_else(junk):
    for clean in (clean_mp4, clean_webm, clean_captions):
        with suppress(UploadRefused):
            clean(junk)


def test_a_film_may_be_larger_than_a_document_and_not_larger_than_a_film(settings):
    settings.UPLOAD_MOST_BYTES, settings.FILM_MOST_BYTES = 1000, len(webm())
    assert sent(webm()).size == len(webm())
    settings.FILM_MOST_BYTES = len(webm()) - 1
    assert why(webm()) == Refusal.TOO_LARGE
    assert why(b"WEBVTT\n" + b"x" * 1000) == Refusal.TOO_LARGE


def test_a_film_is_taken_only_where_films_are():
    with pytest.raises(UploadRefused) as refused:
        receive(SimpleUploadedFile("x.pdf", webm()), kinds={FileKind.PDF})
    assert refused.value.why == Refusal.WRONG_KIND


def test_captions_become_moments_and_plain_words():
    text = "\r\n".join(
        [
            "\ufeffWEBVTT - van Anna",
            "X-MADE-BY: Anna",
            "",
            "STYLE",
            "::cue { background: url(https://elders.example) }",
            "",
            "NOTE Anna zegt",
            "",
            "1",
            "00:01.000 --> 00:02.500 line:0 align:left",
            "<v Anna><b>Goed</b> &amp; <i>wel</i>",
            "<script>alert(1)</script>",
        ]
    )
    assert kind_of(text.encode()) == FileKind.CAPTIONS
    assert clean_captions(text.encode()).decode() == (
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nGoed &amp; wel\nalert(1)\n"
    )
    assert clean_captions(CAPTIONS.encode()).decode() == CAPTIONS


@pytest.mark.parametrize(
    "text", ["WEBVTT\n", "WEBVTT\n\nzomaar tekst\n", "WEBVTT\n\n00:02.000 --> 00:01.000\nterug\n"]
)
def test_captions_without_words_or_that_run_back_are_refused(text):
    with pytest.raises(UploadRefused) as refused:
        clean_captions(text.encode())
    assert refused.value.why == Refusal.BROKEN


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("", None),
        ("bytes=0-99", (0, 100)),
        ("bytes=900-", (900, 1000)),
        ("bytes=-100", (900, 1000)),
        ("bytes=-5000", (0, 1000)),
        ("bytes=0-5000", (0, 1000)),
        ("bytes=0-0", (0, 1)),
        ("bytes=5-2", None),
        ("bytes=-", None),
        ("bytes=0-1,5-9", None),
        ("items=0-1", None),
        ("bytes=a-b", None),
    ],
)
def test_one_part_of_a_file_is_read_from_what_was_asked(asked, part):
    assert part_of(asked, 1000) == part


@pytest.mark.parametrize("asked", ["bytes=1000-", "bytes=5000-6000", "bytes=-0"])
def test_a_part_past_the_end_is_told(asked):
    with pytest.raises(OutsideError):
        part_of(asked, 1000)
