"""Birth dates: a date beside a word, sign or person that makes it more than the day on which something happened."""

import re
from collections.abc import Iterator
from itertools import chain

from drakentemmers.kernel.privacy.cues import behind, cues
from drakentemmers.kernel.privacy.finding import Kind, Span
from drakentemmers.kernel.privacy.tokens import Word

MONTH = r"(?:jan|feb|maart|mrt|apr|mei|jun|jul|aug|sep|sept|okt|nov|dec)[a-z]{0,7}\.?"
DAY = r"\d{1,2}(?:e|ste|de)?"
YEAR = r"(?:(?:19|20)\d\d|['’`]\d\d)"
# Who is met here was born before this; what a note tells about happened after it.
YEAR_OF_BIRTH = r"(?:19\d\d|20[01]\d)"
DATE = (
    r"\d{1,2}(?:[ .\-/]{1,3}\d{1,2}[ .\-/]{1,3}['’`]?\d{2,4})|(?:19|20)\d\d[\-/.]\d\d?[\-/.]\d\d?"
    rf"|{DAY} ?{MONTH}(?:,? {YEAR})?"
)
FULL_DATE = rf"\d{{1,2}}[ .\-/]{{1,3}}\d{{1,2}}[ .\-/]{{1,3}}(?:19|20)\d\d|{DAY} {MONTH},? (?:19|20)\d\d"
DATE_OF_BIRTH = (
    rf"\d{{1,2}}[ .\-/]{{1,3}}\d{{1,2}}[ .\-/]{{1,3}}{YEAR_OF_BIRTH}|{DAY} {MONTH},? {YEAR_OF_BIRTH}"
    rf"|{YEAR_OF_BIRTH}-\d\d-\d\d"
)
BIRTH_WORD = (  # with what is left out or slips when it is typed in haste
    r"(?:\bgeboo?ren|\bgebroen|\bgeboo?rte?(?:dat\w{1,6}|dag)?\b|\bgeb\.? ?d(?:at\w{0,6}|tm|d)?\b\.?|\bgeb\b\.?"
    r"|\bverjaar(?:t|dag)|\bjarig"
    r"|\bdob|\bd\.o\.b\.|\bdate of birth|\bgd\b|\bbevallen|\bbeviel)"
)
DAY_AND_MONTH = r"\d{1,2}[\-/]\d{1,2}(?![\-/.]?\d)"
BORN = re.compile(rf"{BIRTH_WORD}[^\d\n]{{0,30}}({DATE}|{DAY_AND_MONTH})(?!\d)", re.IGNORECASE)
BORN_IN_MONTH = re.compile(rf"\bgeb(?:oren|\.)? (?:in )?({MONTH} (?:19|20)\d\d)", re.IGNORECASE)
BORN_IN_DIGITS = re.compile(rf"{BIRTH_WORD}\W{{0,3}}(?:op )?(\d{{6}}|\d{{8}})(?!\d)", re.IGNORECASE)
AND_BORN = re.compile(rf"(?:,|;| en| &| /)[^\d\n.]{{0,20}}({FULL_DATE})(?!\d)", re.IGNORECASE)
MOST_IN_A_ROW = 8
# An expression that begins with a digit, and with nothing before it, lets the others be skipped quickly.
BORN_AFTER = re.compile(rf"({DATE})[^\d\n.]{{0,20}}(?:{BIRTH_WORD}|\bter wereld)", re.IGNORECASE)
BECOMES = re.compile(  # "wordt op 3 mei 5", "wordt 5 op 3 mei"
    rf"\b(?:wordt|werd|word) (?:(?:op )?({DAY} {MONTH}) (?:al |pas |net )?\d{{1,2}}\b(?! ?uur|[:.]\d)"
    rf"|(?:al |pas |net )?\d{{1,2}}(?: jaar)? op ({DAY} {MONTH}))",
    re.IGNORECASE,
)
BECOMES_THEN = re.compile(  # "3 mei wordt ze 5"
    rf"({DAY} {MONTH}) (?:wordt|werd) \w{{2,20}} \d{{1,2}}\b(?! ?uur|[:.]\d)", re.IGNORECASE
)
PERSON = (
    r"\b(?:moeder|vader|zoon|zoontje|dochter|dochtertje|kind|baby|broer|broertje|zus|zusje|meisje|jongen|jongste|oudste"
    r"|middelste|tweeling|man|vrouw|partner|cli[eë]nte?|mevrouw|mevr\.?|mw\.?|meneer|dhr\.?|peuter|kleuter)"
)
NUMERIC = r"\d{1,2}[.\-/]\d{1,2}[.\-/]['’`]?(?:\d{4}|\d\d)"
CALLED = r"(?:,? [A-Z][\w\-]{1,20}){0,3}"
OF_A_PERSON = re.compile(
    rf"(?i:{PERSON})(?: \d)?{CALLED}(?:(?i: is van | is | van )({FULL_DATE})"
    rf"|[ ,]{{0,2}}[(:=*] ?({FULL_DATE}|{NUMERIC})|,? ({DATE_OF_BIRTH}))"
    rf"(?!\d)|\b(?i:zij|ze|hij) is van ({FULL_DATE})(?!\d)"
)
BESIDE_AN_AGE = re.compile(rf"\d{{1,2}} ?(?:jaar|jr)\W{{1,3}}({FULL_DATE}|{NUMERIC})(?!\d)", re.IGNORECASE)
BETWEEN_BRACKETS = re.compile(rf"\(({DATE_OF_BIRTH})\)", re.IGNORECASE)
BESIDE_A_NAME = re.compile(
    rf"(?<!\w)(?:[A-Z][a-zà-ÿ]{{1,30}} ?[,(] ?|[*°] ?)({DATE_OF_BIRTH}|(?<=[*°]){NUMERIC}|(?<=[*°] ){NUMERIC})(?!\d)"
)


# These try much at every digit: only where one of the words they end in stands at all.
ONLY_WITH = {
    BORN_AFTER: ("geb", "verjaar", "jarig", "dob", "d.o.b.", "birth", "gd", "beval", "beviel", "wereld"),
    BECOMES_THEN: ("wordt", "werd"),
    BESIDE_AN_AGE: ("jaar", "jr"),
}
BEHIND_WORDS = cues(
    ("geb ver jar dob d dat gd bev", (BORN, BORN_IN_MONTH, BORN_IN_DIGITS)),
    ("wor wer", (BECOMES,)),
    (
        "moe vad zoo doc kin bab bro zus mei jon oud mid twe man vro par cli mev mw men dhr peu kle zij ze hij",
        (OF_A_PERSON,),
    ),
)


def birth_dates(text: str) -> Iterator[Span]:
    """Yield every date in `text` that is somebody's by what follows it, or by the sign or name before it."""
    lowered = text.lower()
    others = [BETWEEN_BRACKETS, BESIDE_A_NAME]
    others += [expression for expression, signs in ONLY_WITH.items() if any(map(lowered.__contains__, signs))]
    for found in chain.from_iterable(expression.finditer(text) for expression in others):
        yield Kind.BIRTH_DATE, found.start(1), found.end(1)


def birth_dates_behind_words(text: str, line: list[Word]) -> Iterator[Span]:
    """Yield every date in `text`, whose words are `line`, that is somebody's birth date by the word before it."""
    for found in behind(text, line, BEHIND_WORDS):
        group = found.lastindex or 1
        yield Kind.BIRTH_DATE, found.start(group), found.end(group)
        if found.re is BORN:
            yield from _in_a_row(text, found.end())


def _in_a_row(text: str, end: int) -> Iterator[Span]:
    """Yield the dates that follow one: "geboortedata: moeder 11/06/1994 en zoon 29/10/2019"."""
    for _ in range(MOST_IN_A_ROW):
        if (more := AND_BORN.match(text, end)) is None:
            return
        end = more.end()
        yield Kind.BIRTH_DATE, more.start(1), end
