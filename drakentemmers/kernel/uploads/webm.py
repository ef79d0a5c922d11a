"""WebM films lose what tells about their maker: titles, dates, programs, covers. Pictures and sound stay as they are.

A film is a tree of elements, and an index says where each part stands. So nothing is moved: an element that tells about
the maker becomes a void one of the same length, or its text becomes zeros.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from drakentemmers.kernel.uploads.refusals import Refusal, UploadRefused

HEADER, SEGMENT, INFO, TRACKS, TRACK = 0x1A45DFA3, 0x18538067, 0x1549A966, 0x1654AE6B, 0xAE
CLUSTER, KIND, VOID = 0x1F43B675, 0x83, 0xEC
TELLS = frozenset({0x1254C367, 0x1941A469, 0x1043A770})  # tags, files inside, chapters
TEXTS = frozenset(
    {0x7BA9, 0x4D80, 0x5741, 0x7384, 0x3C83AB, 0x3E83BB, 0x536E}
)  # titles, programs, names of files
DATE, IDS = 0x4461, frozenset({0x73A4, 0x3CB923, 0x3EB923})
PICTURES_AND_SOUND = frozenset({b"\x01", b"\x02"})
MOST_ELEMENTS = 200_000


@dataclass(frozen=True, slots=True)
class Element:
    """One element: what it is, where it begins, where its content begins, where it ends."""

    id: int
    start: int
    inside: int
    end: int


def clean_webm(content: bytes) -> bytes:
    """Return the film without what tells about its maker; UploadRefused when it is broken or is more than a film."""
    film = bytearray(content)
    top = list(elements(film, 0, len(film)))
    if [each.id for each in top if each.id != VOID] != [HEADER, SEGMENT]:
        raise UploadRefused(Refusal.BROKEN)
    [segment] = [each for each in top if each.id == SEGMENT]
    seen = set()
    for number, each in enumerate(elements(film, segment.inside, segment.end)):
        if number > MOST_ELEMENTS:
            raise UploadRefused(Refusal.BROKEN)
        seen.add(each.id)
        _clean(film, each)
    if not {INFO, TRACKS, CLUSTER} <= seen:
        raise UploadRefused(Refusal.BROKEN)
    return bytes(film)


def elements(film: bytearray, start: int, end: int) -> Iterator[Element]:
    """Yield the elements between two places; raise UploadRefused when their lengths do not fit or are not told."""
    while start < end:
        first = film[start]
        width = 9 - first.bit_length()
        at = start + width
        if width > 4 or at >= end:
            raise UploadRefused(Refusal.BROKEN)
        size_width = 9 - film[at].bit_length()
        inside = at + size_width
        if size_width > 8 or inside > end:
            raise UploadRefused(Refusal.BROKEN)
        size = int.from_bytes(film[at:inside]) & ((1 << 7 * size_width) - 1)
        if inside + size > end:  # also a film of a stream, which says that it does not know how long it is
            raise UploadRefused(Refusal.BROKEN)
        yield Element(int.from_bytes(film[start:at]), start, inside, inside + size)
        start = inside + size


def _clean(film: bytearray, each: Element) -> None:
    if each.id in TELLS:
        _make_void(film, each)
    elif each.id == VOID:
        film[each.inside : each.end] = bytes(each.end - each.inside)
    elif each.id == INFO:
        for told in elements(film, each.inside, each.end):
            if told.id in TEXTS | IDS or told.id == DATE:
                film[told.inside : told.end] = bytes(told.end - told.inside)
    elif each.id == TRACKS:
        for track in elements(film, each.inside, each.end):
            if track.id == TRACK:
                _clean_track(film, track)


def _clean_track(film: bytearray, track: Element) -> None:
    """Refuse a track that is neither pictures nor sound; wipe the name that somebody gave it."""
    kinds = []
    for told in elements(film, track.inside, track.end):
        if told.id == KIND:
            kinds.append(bytes(film[told.inside : told.end]).lstrip(b"\0"))
        elif told.id in TEXTS:
            film[told.inside : told.end] = bytes(told.end - told.inside)
    if len(kinds) != 1 or kinds[0] not in PICTURES_AND_SOUND:
        raise UploadRefused(Refusal.WRONG_KIND)


def _make_void(film: bytearray, each: Element) -> None:
    """Turn an element into nothing of the same length."""
    width = min(
        8, each.end - each.start - 1
    )  # of the length itself; the element of at least five bytes has room
    size = each.end - each.start - 1 - width
    film[each.start] = VOID
    film[each.start + 1 : each.start + 1 + width] = (size | 1 << 7 * width).to_bytes(width)
    film[each.start + 1 + width : each.end] = bytes(size)
