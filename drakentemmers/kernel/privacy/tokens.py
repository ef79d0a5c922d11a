"""Cuts a text into words and says of each how it is written and what stands around it. One pass over the text."""

import re
import unicodedata
from dataclasses import dataclass

LETTER = r"[^\W\d_]"
JOINER = "\u0300-\u036f\u200b-\u200d\u00ad"  # accents written apart, and characters nobody sees
WORD = re.compile(rf"'t\b|{LETTER}(?:{LETTER}|[{JOINER}])*(?:['’\-](?:{LETTER}|[{JOINER}])+)*")
HIDDEN = re.compile(rf"[{JOINER}]")
UNLIKE_ACCENTS = str.maketrans({"ł": "l", "ı": "i", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "’": "'"})
AGE = re.compile(r",? \(?\d{1,2} (?:jaar|jr|maanden|mnd)\b")
AGE_IN_BRACKETS = re.compile(r" \(\d{1,2}\)")
ENDS_SENTENCE = frozenset(".!?:;\n\r•*>|")
OPENING = frozenset(" \t\u00a0\"'“”‘’„()[]-–—·")
SPACES = frozenset({" ", "\u00a0", "  "})


@dataclass(frozen=True, slots=True)
class Word:
    """One word and its surroundings."""

    start: int
    end: int
    key: str  # lower case, without accents and without a possessive 's
    has_capital: bool
    is_upper: bool
    is_initial: bool  # one capital letter and a full stop
    begins_sentence: bool
    joined: bool  # nothing but one space (or the full stop of a title) stands between this word and the one before
    near: bool  # joined, or an initial's full stop stands between
    follows_word: bool  # a word in lower case stands right before
    followed_by_digit: bool
    has_age: bool  # ", 9 jaar" stands behind it, or "(9)" inside a sentence


def fold(word: str) -> str:
    """Return `word` in lower case, without accents, hidden characters and a possessive 's."""
    plain = HIDDEN.sub("", unicodedata.normalize("NFD", word)).lower().translate(UNLIKE_ACCENTS)
    return plain[:-2] if plain.endswith("'s") and len(plain) > 3 else plain


ABBREVIATED_TITLES = frozenset({"mevr", "mw", "dhr", "dr", "drs", "prof", "fam", "mr", "mej", "ing", "ir"})


def tokens(text: str) -> list[Word]:
    """Return the words of `text` in order."""
    found: list[Word] = []
    before_end, before_key, before_initial, before_lower = 0, "", False, False
    for match in WORD.finditer(text):
        start, end = match.span()
        between = text[before_end:start]
        raw = match[0]
        is_upper = len(raw) > 1 and raw.isupper()
        is_initial = len(raw) == 1 and raw.isupper() and text[end : end + 1] == "."
        after_title = before_key in ABBREVIATED_TITLES and between.strip() == "."
        joined = bool(found) and (
            between in SPACES or after_title or (between.strip() in {"", "("} and len(between) <= 2)
        )
        near = joined or (before_initial and between.strip() in {"", "."} and len(between) <= 3)
        key = fold(raw)
        found.append(
            Word(
                start=start,
                end=end,
                key=key,
                has_capital=raw[0].isupper(),
                is_upper=is_upper,
                is_initial=is_initial,
                begins_sentence=not found or (_ends(between) and not after_title),
                joined=joined,
                near=near,
                follows_word=bool(found) and before_lower and between in SPACES,
                followed_by_digit=text[end : end + 1] == " " and text[end + 1 : end + 2].isdigit(),
                has_age=bool(AGE.match(text, end) or (found and AGE_IN_BRACKETS.match(text, end))),
            )
        )
        before_end, before_key, before_initial, before_lower = end, key, is_initial, raw.islower()
    return found


def _ends(between: str) -> bool:
    """Whether what stands between two words ends a sentence or begins a quotation or list item."""
    shortened = between[:8]
    return any(character in ENDS_SENTENCE for character in shortened) or shortened.strip() in {
        '"',
        "“",
        "„",
        "-",
        "–",
    }
