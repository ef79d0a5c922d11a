"""Cuts a text into words and says of each how it is written and what stands around it. One pass over the text."""

import re
import unicodedata
from dataclasses import dataclass

LETTER = r"[^\W\d_]"
JOINER = "\u0300-\u036f\u200b-\u200d\u00ad"  # accents written apart, and characters nobody sees
WORD = re.compile(rf"'t\b|{LETTER}(?:{LETTER}|[{JOINER}])*(?:['’\-](?:{LETTER}|[{JOINER}])+)*")
HIDDEN = re.compile(rf"[{JOINER}]")
UNLIKE_ACCENTS = str.maketrans({"ł": "l", "ı": "i", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "’": "'"})
LONG_NUMBER = re.compile(r" \d(?:[ .\-]?\d){6,}")  # of a phone or a person, not of a week or a house
AGE = re.compile(r",? \(?\d{1,2} (?:jaar|jr|maanden|mnd)\b")
AGE_IN_BRACKETS = re.compile(r" \(\d{1,2}\)")
ENDS_SENTENCE = frozenset(".!?:;\n\r•*>|")
COLONS = frozenset({":", ": ", " : ", ":\n", " = "})
COMMAS = frozenset({",", ", ", ",\n", "\n", ",\r\n", "\r\n", ",\n\n", "\n\n"})
CUT_SHORT = frozenset({"m", "v", "d", "vd", "vlgs", "obv", "tav", "ivm"})
POSSESSIVES = frozenset({"'s", "’s"})
SPACES = frozenset({" ", "\u00a0", "  "})


@dataclass(slots=True)  # not frozen: that would triple the time it takes to make one
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
    followed_by_digit: bool  # "Fase 2"; a long number is somebody's, and says nothing of the word
    between_commas: bool
    is_possessive: bool
    after_colon: bool
    after_comma: bool  # or at the beginning of the line below
    follows_letter: bool  # "m. Ypkje": behind a preposition of which one letter is left
    has_age: bool  # ", 9 jaar" stands behind it, or "(9)" inside a sentence


def fold(word: str) -> str:
    """Return `word` in lower case, without accents, hidden characters and a possessive 's."""
    plain = word.lower()
    if not plain.isascii():
        plain = HIDDEN.sub("", unicodedata.normalize("NFD", plain)).translate(UNLIKE_ACCENTS)
    return plain[:-2] if plain.endswith("'s") and len(plain) > 3 else plain


BEGINS_SOMETHING = frozenset({'"', "“", "„", "-", "–"})
LONGEST_GAP = 8  # what stands further back says nothing about a word
ABBREVIATED_TITLES = frozenset(
    {"mevr", "mw", "dhr", "dr", "drs", "prof", "fam", "mr", "mej", "ing", "ir", "hr", "mvr", "ds"}
)


def tokens(text: str) -> list[Word]:
    """Return the words of `text` in order."""
    found: list[Word] = []
    keys: dict[str, str] = {}  # of this text only: words come back
    before_end, before_key, before_initial, before_lower = 0, "", False, False
    for match in WORD.finditer(text):
        start, end = match.span()
        raw = match[0]
        has_capital = raw[0].isupper()
        is_single = end - start == 1
        after = text[end : end + 4]
        is_initial = is_single and has_capital and after[:1] == "."
        after_colon = after_comma = follows_letter = False
        if not found:
            joined = near = False
            begins_sentence = True
        elif (between := text[before_end : min(start, before_end + LONGEST_GAP)]) in SPACES:
            joined, near, begins_sentence = True, True, False
        else:
            after_title = before_key in ABBREVIATED_TITLES and between.strip() == "."
            joined = after_title or between == " ("
            near = joined or (before_initial and between.strip() == ".")
            after_colon = between in COLONS
            after_comma = between in COMMAS
            follows_letter = before_key in CUT_SHORT and between == ". "
            begins_sentence = not (after_title or follows_letter) and _ends(between)
        if (key := keys.get(raw)) is None:
            key = keys[raw] = fold(raw)
        found.append(
            Word(  # in the order of its fields: naming them takes a third longer
                start,
                end,
                key,
                has_capital,
                not is_single and has_capital and raw.isupper(),
                is_initial,
                begins_sentence,
                joined,
                near,
                joined and before_lower,
                after[:1] == " " and after[1:2].isdigit() and not LONG_NUMBER.match(text, end),
                after[:1] == "," and text[start - 2 : start] == ", ",
                raw[-2:] in POSSESSIVES,
                after_colon,
                after_comma,
                follows_letter,
                has_capital and _has_age(text, end, after, is_first=not found),
            )
        )
        before_end, before_key, before_initial = end, key, is_initial
        before_lower = not has_capital
    return found


def _has_age(text: str, end: int, after: str, *, is_first: bool) -> bool:
    """Whether an age follows; most words are told by their next four characters."""
    if after[:1] not in {",", " "} or after.isspace() or not any(map(str.isdigit, after)):
        return False
    return bool(AGE.match(text, end) or (not is_first and AGE_IN_BRACKETS.match(text, end)))


def _ends(between: str) -> bool:
    """Whether what stands between two words ends a sentence or begins a quotation or list item."""
    return not ENDS_SENTENCE.isdisjoint(between) or between.strip() in BEGINS_SOMETHING
