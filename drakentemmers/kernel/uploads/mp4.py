"""MP4 films lose what tells about their maker: place, device, dates, titles. Pictures and sound stay as they are.

A film is a tree of boxes, and the index says at which byte each picture stands. So nothing is moved: a box that tells
about the maker becomes a free box of the same length, with zeros in it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from drakentemmers.kernel.uploads.refusals import Refusal, UploadRefused

AROUND = frozenset({b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"uuid", b"meta", b"udta", b"pdin"})
TELLS = frozenset({b"udta", b"meta", b"uuid"})  # place, device, software, covers, remarks
INSIDE = frozenset({b"moov", b"trak", b"mdia", b"minf", b"dinf", b"edts"})
DATED = frozenset({b"mvhd", b"tkhd", b"mdhd"})
TRACKS = frozenset({b"vide", b"soun"})  # a track of anything else may tell where somebody walked
MOST_BOXES = 10_000
DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Box:
    """One box: its kind, where it begins, where its content begins, where it ends."""

    kind: bytes
    start: int
    inside: int
    end: int


def clean_mp4(content: bytes) -> bytes:
    """Return the film without what tells about its maker; UploadRefused when it is broken or is more than a film."""
    film, left = bytearray(content), [MOST_BOXES]
    kinds = [_clean(film, box, left=left) for box in boxes(film, 0, len(film))]
    if kinds[:1] != [b"ftyp"] or kinds.count(b"moov") != 1 or b"mdat" not in kinds or {*kinds} - AROUND:
        raise UploadRefused(Refusal.BROKEN)
    return bytes(film)


def boxes(film: bytearray, start: int, end: int) -> Iterator[Box]:
    """Yield the boxes between two places; raise UploadRefused when their lengths do not fit."""
    while start < end:
        size, kind, inside = (
            int.from_bytes(film[start : start + 4]),
            bytes(film[start + 4 : start + 8]),
            start + 8,
        )
        if size == 1:
            size, inside = int.from_bytes(film[start + 8 : start + 16]), start + 16
        elif size == 0:
            size = end - start
        if size < inside - start or start + size > end:
            raise UploadRefused(Refusal.BROKEN)
        yield Box(kind, start, inside, start + size)
        start += size


def _clean(film: bytearray, box: Box, *, left: list[int], depth: int = 0) -> bytes:
    """Wipe a box, or look inside it; return its kind."""
    left[0] -= 1
    if left[0] < 0 or depth > DEEPEST:
        raise UploadRefused(Refusal.BROKEN)
    if box.kind in TELLS:
        film[box.start + 4 : box.start + 8] = b"free"
        film[box.inside : box.end] = bytes(box.end - box.inside)
    elif box.kind in {b"free", b"skip", b"wide"}:
        film[box.inside : box.end] = bytes(box.end - box.inside)
    elif box.kind in DATED:
        _forget_dates(film, box)
    elif box.kind == b"hdlr":
        _only_pictures_and_sound(film, box)
    elif box.kind == b"dref":
        _nothing_elsewhere(film, box)
    elif box.kind in INSIDE:
        for inner in boxes(film, box.inside, box.end):
            _clean(film, inner, left=left, depth=depth + 1)
    return box.kind


def _forget_dates(film: bytearray, box: Box) -> None:
    """When it was made and changed: two numbers after the version, of four bytes, or eight in version 1."""
    width = 8 if film[box.inside : box.inside + 1] == b"\x01" else 4
    if box.inside + 4 + 2 * width > box.end:
        raise UploadRefused(Refusal.BROKEN)
    film[box.inside + 4 : box.inside + 4 + 2 * width] = bytes(2 * width)


def _only_pictures_and_sound(film: bytearray, box: Box) -> None:
    """Refuse a track of another sort; wipe the name that a device gave it."""
    if bytes(film[box.inside + 8 : box.inside + 12]) not in TRACKS:
        raise UploadRefused(Refusal.WRONG_KIND)
    name = box.inside + 24
    if name > box.end:
        raise UploadRefused(Refusal.BROKEN)
    film[name : box.end] = bytes(box.end - name)


def _nothing_elsewhere(film: bytearray, box: Box) -> None:
    """Refuse a film whose pictures stand in another file: each entry says "in this one"."""
    for entry in boxes(film, box.inside + 8, box.end):
        if not film[entry.inside + 3 : entry.inside + 4] == b"\x01":
            raise UploadRefused(Refusal.WRONG_KIND)
