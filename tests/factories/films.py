"""Films made by hand: a WebM that plays (each picture is one of VP8, as WebP holds it), and the tree of an MP4."""

import io

from PIL import Image

SECRET = "Anna 52.3676,4.9041 iPhone"
CAPTIONS = "WEBVTT\n\n00:00:00.000 --> 00:00:02.000\nEen huis met licht.\n"


def _element(number: int, content: bytes) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8) + (len(content) | 1 << 56).to_bytes(8) + content


def _number(number: int, value: int) -> bytes:
    return _element(number, value.to_bytes(4))


def _picture(colour: str, size: tuple[int, int]) -> bytes:
    """Return one picture as VP8, taken out of a WebP."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "WEBP", lossless=False)
    content = out.getvalue()
    at = content.index(b"VP8 ") + 4
    return content[at + 4 : at + 4 + int.from_bytes(content[at : at + 4], "little")]


def webm(*, secret: str = SECRET, track: int = 1, size: tuple[int, int] = (320, 180)) -> bytes:
    """Return a film of two seconds, with `secret` wherever such a file tells about its maker."""
    told = secret.encode()
    header = _element(
        0x1A45DFA3, _number(0x4286, 1) + _number(0x42F7, 1) + b"\x42\x82\x84webm" + _number(0x4287, 2)
    )
    info = (
        _number(0x2AD7B1, 1_000_000)
        + _element(0x7BA9, told)
        + _element(0x4D80, told)
        + _element(0x5741, told)
    )
    info += _element(0x4461, bytes(range(1, 9)))
    pictured = _element(0xE0, _number(0xB0, size[0]) + _number(0xBA, size[1]))
    entry = _number(0xD7, 1) + _number(0x73C5, 1) + _element(0x83, bytes([track])) + _element(0x86, b"V_VP8")
    tracks = _element(0xAE, entry + _element(0x536E, told) + pictured)
    shots = b"".join(
        _element(0xA3, b"\x81" + (number * 500).to_bytes(2) + b"\x80" + _picture(colour, size))
        for number, colour in enumerate(("#17615B", "#E8744A", "#F2B441", "#17615B"))
    )
    tag = _element(
        0x1254C367, _element(0x7373, _element(0x67C8, _element(0x45A3, b"LOCATION") + _element(0x4487, told)))
    )
    parts = _element(0x1549A966, info) + _element(0x1654AE6B, tracks) + tag
    return header + _element(0x18538067, parts + _element(0x1F43B675, _number(0xE7, 0) + shots))


def _box(kind: bytes, content: bytes) -> bytes:
    return (len(content) + 8).to_bytes(4) + kind + content


def mp4(*, secret: str = SECRET, handler: bytes = b"vide", elsewhere: bool = False) -> bytes:
    """Return the tree of a film with `secret` wherever such a file tells about its maker. It does not play."""
    told = secret.encode()
    dates = bytes(4) + b"\xde\xad\xbe\xef" * 2
    reference = _box(b"url ", b"\0\0\0\0https://elders.example/" if elsewhere else b"\0\0\0\1")
    minf = _box(b"minf", _box(b"dinf", _box(b"dref", bytes(4) + (1).to_bytes(4) + reference)))
    name = _box(b"hdlr", bytes(8) + handler + bytes(12) + told + b"\0")
    track = _box(
        b"trak",
        _box(b"tkhd", dates) + _box(b"mdia", _box(b"mdhd", dates) + name + minf) + _box(b"udta", told),
    )
    moov = _box(
        b"moov", _box(b"mvhd", dates) + track + _box(b"udta", _box(b"\xa9xyz", told)) + _box(b"meta", told)
    )
    return _box(b"ftyp", b"isom\0\0\2\0mp41") + moov + _box(b"uuid", told) + _box(b"mdat", b"beeld en geluid")
