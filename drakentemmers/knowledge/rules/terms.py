"""Hard words: marked where they first occur, in running text only."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

PARTS = re.compile(r"(<[^>]*>)")
LEAVES_ALONE = frozenset({"a", "h1", "h2", "h3", "h4", "summary", "button", "figcaption", "caption", "th"})


@dataclass(frozen=True, slots=True)
class Word:
    """A term of the glossary: its key in addresses, and every way it is written."""

    slug: str
    spellings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """A text with its hard words marked, and which these are, in order."""

    html: str
    slugs: tuple[str, ...]


def mark_terms(html: str, words: Iterable[Word]) -> Marked:
    """Put a link to its explanation around the first occurrence of each word in `html`.

    Text inside links, headings and the like stays as it is. `html` is our own output: balanced, attributes quoted.
    """
    by_spelling = {spelling.lower(): word.slug for word in words for spelling in word.spellings if spelling}
    if not by_spelling:
        return Marked(html, ())
    wanted = sorted(by_spelling, key=len, reverse=True)
    pattern = re.compile(
        rf"(?<![\w-])(?:{'|'.join(escaped(word) for word in wanted)})(?![\w-])", re.IGNORECASE
    )
    found: list[str] = []

    def mark(match: re.Match[str]) -> str:
        slug = by_spelling.get(unescaped(match.group()).lower(), "")
        if not slug or slug in found:
            return match.group()
        found.append(slug)
        return f'<a class="term" href="#begrip-{slug}" data-term="{slug}">{match.group()}</a>'

    out: list[str] = []
    closed: list[str] = []
    for part in PARTS.split(html):
        if part.startswith("<"):
            _follow(part, closed)
            out.append(part)
        else:
            out.append(part if closed else pattern.sub(mark, part))
    return Marked("".join(out), tuple(found))


def escaped(word: str) -> str:
    """Return a spelling as it stands in HTML, ready for an expression."""
    return re.escape(escape(word, quote=False))


def unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _follow(tag: str, closed: list[str]) -> None:
    """Keep in `closed` which of the elements that are left alone are open."""
    name = tag.strip("</>").split(None, 1)[0].lower() if tag.strip("</>") else ""
    if name not in LEAVES_ALONE:
        return
    if tag.startswith("</"):
        if name in closed:
            closed.remove(name)
    elif not tag.endswith("/>"):
        closed.append(name)
