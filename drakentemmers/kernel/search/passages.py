"""The piece of a text where the words asked for stand, with those words marked. Escaped first: nothing in it acts."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from drakentemmers.kernel.search.analysis import WORD, as_written, fold, terms_of

LENGTH = 240  # characters
LOOKED_AT = 30_000  # characters of a long text
NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a word asked for stands, and which terms it stands for."""

    start: int
    end: int
    terms: frozenset[str]


def marked(text: str, terms: frozenset[str], beginnings: Sequence[str] = ()) -> str:
    """Return a text as safe HTML with every word that stands for one of the terms between <mark> tags."""
    return _mark(text, _spots(text, terms, beginnings), 0, len(text))


def passage(texts: Sequence[str], terms: frozenset[str], length: int = LENGTH) -> str:
    """Return the best piece of the texts as safe HTML: where most different words asked for stand close together.

    Where none stands, the beginning of the first text that has any.
    """
    best, most = "", 0
    for text in texts:
        looked_at = text[:LOOKED_AT]
        spots = _spots(looked_at, terms)
        start, worth = _best_start(spots, length)
        if worth > most:
            best, most = _cut(looked_at, spots, start, length), worth
        if most == len(terms):
            break
    first = next((text for text in texts if text), "")
    return best or _cut(first, [], 0, length)


def _spots(text: str, terms: frozenset[str], beginnings: Sequence[str] = ()) -> list[Spot]:
    known: dict[str, frozenset[str]] = {}
    spots: list[Spot] = []
    for match in WORD.finditer(text):
        word = match.group()
        if word not in known:
            known[word] = _asked_for(fold(word), terms, beginnings)
        if known[word]:
            spots.append(Spot(match.start(), match.end(), known[word]))
    return spots


def _asked_for(folded: str, terms: frozenset[str], beginnings: Sequence[str]) -> frozenset[str]:
    if not folded:
        return NOTHING
    begun = as_written(folded)
    return terms.intersection(terms_of(folded).every()) | {
        start for start in beginnings if begun.startswith(start)
    }


def _best_start(spots: Sequence[Spot], length: int) -> tuple[int, int]:
    """Return where the best window begins, and how many different terms stand in it."""
    start, most = 0, 0
    for index, first in enumerate(spots):
        seen: set[str] = set()
        for spot in spots[index : index + 12]:
            if spot.end - first.start > length:
                break
            seen |= spot.terms
        if len(seen) > most:
            start, most = first.start, len(seen)
    return start, most


def _cut(text: str, spots: Sequence[Spot], start: int, length: int) -> str:
    """Cut at the borders of words, with some words before the first spot, and dots where something is left out."""
    begin = max(0, start - length // 4)
    if begin:
        begin = text.find(" ", begin, start) + 1 or start
    end = min(len(text), begin + length)
    if end < len(text):
        space = text.rfind(" ", begin, end)
        end = space if space > start else end
    before, after = "… " if begin else "", " …" if end < len(text) else ""
    return f"{before}{_mark(text, spots, begin, end)}{after}"


def _mark(text: str, spots: Sequence[Spot], begin: int, end: int) -> str:
    parts: list[str] = []
    at = begin
    for spot in spots:
        if spot.start >= at and spot.end <= end:
            parts += [escape(text[at : spot.start]), "<mark>", escape(text[spot.start : spot.end]), "</mark>"]
            at = spot.end
    return "".join([*parts, escape(text[at:end])])
