"""How Dutch is read: from text to terms that stand for a word in whatever form it comes. Pure Python.

Pages and questions go through the same steps, so that both end in the same terms: small letters without accents,
no words that tell nothing, one stem for all forms of a word, and the parts of a compound beside the whole.
"""

import re
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from snowballstemmer.dutch_stemmer import DutchStemmer

VERSION = 2  # raise it when the same text would give other terms: `reindex` then writes every document anew
MOST_CHARACTERS = 100_000  # of one text; what comes after is not looked at
LONGEST_WORD = 40
SHORTEST_PART = 3
SHORTEST_COMPOUND = 7
MOST_PARTS = 4
AS_WRITTEN = "ʷ"
DATA = Path(__file__).parent / "data"
# Letters and digits, also joined: "PCL-5", "ouder-kindrelatie", "trauma's".
WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
POSSESSIVE = re.compile(r"['’](?:s|n|tje|tjes|er|ers)?$")
LETTERS_AND_DIGITS = re.compile(r"[^\W\d_]+|\d+")
WITHOUT_ACCENT = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
)
# The stemmer takes "ge" away to find the verb: "gehecht" becomes "hecht". After one of these it stands inside a word.
SEPARABLE = (
    "aan", "achter", "af", "bij", "binnen", "door", "in", "mee", "na", "om", "onder", "op", "over", "plaats", "samen",
    "teleur", "terug", "thuis", "toe", "uit", "vast", "voor", "weg",
)  # fmt: skip
# Forms that no rule brings together, and one that the rule brings together wrongly: "ouderen" are not parents.
IRREGULAR = {
    "kinderen": "kind",
    "kinder": "kind",
    "gescheiden": "scheid",
    "ouderen": "ouderen",
    "therapeutisch": "therapie",
    "therapeutische": "therapie",
    "behandelaar": "behandelaar",
    "behandelaars": "behandelaar",
    "behandelaren": "behandelaar",
    "gemeld": "meld",
    "melden": "meld",
    "weerbaarheid": "weerbaar",
    "relaties": "relatie",
    "relatie": "relatie",
    "relationeel": "relatie",
    "relationele": "relatie",
}
ENDINGS = ("t", "d", "s", "en", "e", "n")
_own = threading.local()
LINKS = ("", "s", "en", "e", "n")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: where it stands, and what it stands for."""

    start: int
    end: int
    folded: str
    terms: "Terms"


@dataclass(frozen=True, slots=True)
class Terms:
    """The stem of a word and, of a compound, those of its parts."""

    whole: str
    parts: tuple[str, ...] = ()

    def every(self) -> tuple[str, ...]:
        """All terms that a word puts in the index, each once."""
        return tuple(dict.fromkeys((self.whole, *self.parts)))


def tidy(text: str) -> str:
    """Return a text as it is kept: composed letters, single spaces, nothing unprintable, at most so long."""
    composed = unicodedata.normalize("NFC", text[:MOST_CHARACTERS])
    return " ".join("".join(c if c.isprintable() else " " for c in composed).split())[:MOST_CHARACTERS]


def words_of(text: str) -> Iterator[Word]:
    """Yield the words of a text that `tidy` returned, in order; those that tell nothing are left out."""
    for match in WORD.finditer(text[:MOST_CHARACTERS]):
        folded = fold(match.group())
        if folded and not tells_nothing(folded):
            yield Word(match.start(), match.end(), folded, terms_of(folded))


def index_terms(text: str, most: int) -> list[str]:
    """Return the terms of a text in order, at most so many."""
    found: list[str] = []
    for word in words_of(text):
        found.extend(word.terms.every())
        if len(found) >= most:
            break
    return found[:most]


def title_terms(text: str, most: int) -> list[str]:
    """Return the terms of a title or of keywords: also every word as it is written, for who is still typing."""
    found: list[str] = []
    for word in words_of(text):
        found += [*word.terms.every(), as_written(word.folded)]
    return found[:most]


def as_written(folded: str) -> str:
    """Return the term for a word in the very form it has. No folded word holds the letter this begins with."""
    return f"{AS_WRITTEN}{folded.replace('-', '')}"


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """Return one word in small letters without accents or possessive, at most 40 characters; "" when nothing is left.

    Its hyphens stay: `terms_of` reads them as the seams of a compound.
    """
    plain = unicodedata.normalize("NFKD", word[:LONGEST_WORD]).casefold()
    small = unicodedata.normalize("NFKD", plain).translate(WITHOUT_ACCENT)
    bare = POSSESSIVE.sub("", "".join(c for c in small if not unicodedata.combining(c)))
    kept = "".join(c if c.isalnum() else "-" if c == "-" else "" for c in bare)
    return kept[:LONGEST_WORD].strip("-")


def tells_nothing(folded: str) -> bool:
    """Tell whether a word is so common, or so short, that it says nothing about a page."""
    return folded in stopwords() or (len(folded) == 1 and not folded.isdigit())


@lru_cache(maxsize=50_000)
def terms_of(folded: str) -> Terms:
    """Return what a folded word stands for."""
    if "-" in folded:
        pieces = [piece for piece in folded.split("-") if piece]
        inner = [term for piece in pieces for term in terms_of(piece).every()]
        return Terms(stem("".join(pieces)), tuple(dict.fromkeys(inner)))
    if folded.isalpha():
        whole = stem(folded)
        return Terms(whole, split(folded, whole))
    pieces = LETTERS_AND_DIGITS.findall(folded)
    return Terms(folded, tuple(stem(piece) for piece in pieces) if len(pieces) > 1 else ())


def stem(word: str) -> str:
    """Return the one form that stands for all forms of a folded word.

    Snowball's Dutch, held back where it takes "ge" out of words that have no verb inside ("geweld", "vragenlijst"),
    and led on to a word of the lexicon where only an ending is left ("behandelt", "verwaarloosd").
    """
    if word in IRREGULAR:
        return IRREGULAR[word]
    if not word.isascii() or not word.isalpha():
        return word
    found = _careful(word)
    return found if found in _known_stems() else _settled(found)


@lru_cache(maxsize=50_000)
def _careful(word: str) -> str:
    """Stem a word, but let "ge" only go where what is left is a word of the lexicon or follows a separable prefix."""
    at = word.find("ge")
    if at < 0 or len(word) < 5:
        return _snowball(word)
    if at > 0 and word[:at] in SEPARABLE:
        return _snowball(word)
    plain = _snowball(word)
    if at == 0 and plain in _lexicon_as_is():
        return plain
    # An "a" in place of every "e" after a "g" keeps the stemmer from seeing the prefix; it only ever cuts at the end.
    masked = list(word)
    for place in [m.start() + 1 for m in re.finditer("ge", word) if m.start() < len(word) - 3]:
        masked[place] = "a"
    kept = _snowball("".join(masked))
    return "".join(
        old if kept[i] == "a" and old == "e" else kept[i] for i, old in enumerate(word[: len(kept)])
    )


def _snowball(word: str) -> str:
    return str(_stemmer().stemWord(word)) or word


def _stemmer() -> DutchStemmer:
    """The stemmer of this thread: it keeps the word it works on."""
    if not hasattr(_own, "stemmer"):
        _own.stemmer = DutchStemmer()
    return _own.stemmer


def _settled(found: str) -> str:
    """Return the stem of the lexicon that `found` is but an ending away from, else `found`."""
    for ending in ENDINGS:
        shorter = found.removesuffix(ending)
        if shorter == found or len(shorter) < 4:
            continue
        for known in (shorter, f"{shorter}{shorter[-1]}"):  # "beslist" has lost the second s of "beslissen"
            if known in _known_stems():
                return known
    doubled = f"{found[:-1]}{found[-2:]}"  # "seksuel(e)", "problem(en)": the long vowel of an open syllable
    return doubled if len(found) > 3 and doubled in _known_stems() else found


def split(word: str, whole: str) -> tuple[str, ...]:
    """Return the stems of the parts of a compound of words of the lexicon; nothing when it is not one.

    `whole` is the stem of `word`: the last part of a compound bends as the compound does. The fewest parts win, and
    of those the longest first part.
    """
    if not SHORTEST_COMPOUND <= len(word) < LONGEST_WORD or word in _forms() or whole in _known_stems():
        return ()
    # From the back: the best way to split what begins at each place.
    best: dict[int, tuple[str, ...]] = {}
    for start in range(len(word) - SHORTEST_PART, -1, -1):
        found = _last_part(word, whole, start)
        if not found:
            found = min(_first_parts(word, start, best), key=len, default=())
        if found and len(found) <= MOST_PARTS:
            best[start] = found
    return best.get(0, ())


def _last_part(word: str, whole: str, start: int) -> tuple[str, ...]:
    if word[start:] in _forms():
        return (_forms()[word[start:]],)
    tail = whole[start:]
    if tail not in _known_stems():
        tail = _settled(tail) if len(tail) > SHORTEST_PART else ""
    return (tail,) if len(tail) >= SHORTEST_PART and tail in _known_stems() else ()


def _first_parts(word: str, start: int, best: dict[int, tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Yield every way to go on from `start` with a word of the lexicon and what can follow it; longest word first."""
    for end in range(len(word) - SHORTEST_PART, start + SHORTEST_PART - 1, -1):
        head = _forms().get(word[start:end])
        if head:
            for link in LINKS:
                if word.startswith(link, end) and end + len(link) in best:
                    yield (head, *best[end + len(link)])


@cache
def stopwords() -> frozenset[str]:
    """Words that tell nothing, folded."""
    return frozenset(fold(word) for word in _lines("stopwords.txt"))


@cache
def _lexicon() -> frozenset[str]:
    return frozenset(fold(word) for word in _lines("lexicon.txt")) | IRREGULAR.keys()


@cache
def _forms() -> dict[str, str]:
    """The words of the lexicon with their stems."""
    return {word: stem(word) for word in _lexicon()}


@cache
def _lexicon_as_is() -> frozenset[str]:
    """Stems of words that hold no "ge" themselves: what may be left when "ge" is taken away."""
    return frozenset(_snowball(word) for word in _lexicon() if "ge" not in word and word not in IRREGULAR)


@cache
def _known_stems() -> frozenset[str]:
    """Stems that stand for a word of the lexicon or a verb of the list."""
    verbs = frozenset(fold(word) for word in _lines("verbs.txt"))
    return frozenset(IRREGULAR.get(word) or _careful(word) for word in _lexicon() | verbs)


def _lines(name: str) -> list[str]:
    rows = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [word for row in rows if not row.startswith("#") for word in row.split()]
