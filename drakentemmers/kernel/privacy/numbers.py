"""Numbers and addresses that point to a person. Every repetition is bounded, so no text makes a search slow."""

import re
from collections.abc import Iterator
from itertools import chain

from stdnum import iban
from stdnum.nl import bsn

from drakentemmers.kernel.privacy.finding import Kind, Span
from drakentemmers.kernel.privacy.words import words

GAP = r"[ \u00a0.\-/]{0,2}"
NINE_DIGITS = re.compile(r"(?<![\d+])(?<!\d[.,\-])\d{2,9}(?:[ \u00a0.\-]\d{2,7}){0,3}(?![\d])")
BSN_WORD = re.compile(
    r"(?:bsn|burgerservicenummer|sofi-?nummer)[^\d\n]{0,20}(\d(?:[ \u00a0.\-]?\d){7,8})(?!\d)", re.IGNORECASE
)
FOREIGN_PHONE = re.compile(r"(?<![\w+])(?:\+|00)[1-9]\d?" + GAP + r"(?:\(0\))?(?:" + GAP + r"\d){7,11}(?!\d)")
DUTCH_PHONE = re.compile(r"(?<!\w)(?<!\d[.\-/])\(?0[1-9]\d{0,2}\)?(?:" + GAP + r"\d){6,8}(?![\d:])")
BARE_MOBILE = re.compile(
    r"(?:tel|telefoon|telefoonnummer|mobiel|nummer|gsm|bel|app)\W{0,3}(?:is |op |via )?(6(?:[ \-]?\d){8})(?!\d)",
    re.IGNORECASE,
)
DATE_FIRST = re.compile(r"\(?\d{1,2}[ .\-/]\d{1,2}[ .\-/](?:19|20)\d\d")
IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z]{4})?(?: ?\d){10,20}(?!\d)", re.IGNORECASE)
POSTCODE = re.compile(r"(?<![\w.,€])(?<!€ )([1-9]\d{3})([ \u00a0]?)([A-Za-z]{2})(?![\w])")
AT = re.compile(r"[\w.%+\-]@(?=[A-Za-z0-9])")
EMAIL_AFTER = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9\-]{0,62}\.){1,8}[A-Za-z]{2,24}")
LONGEST_MAILBOX = 64
SPELLED_AT = re.compile(
    r"(?<=[ (\[])(?:at|apenstaartje)(?: ?[)\]] ?| )[\w\-]{1,63}(?: punt | dot |\.)(?:nl|com|org|eu|be|de)\b",
    re.IGNORECASE,
)
BEFORE_AT = (" ", "([", " ")  # what may stand before it, from right to left
MONTHS = r"(?:jan|feb|maart|mrt|apr|mei|jun|jul|aug|sep|sept|okt|nov|dec)[a-z]{0,7}\.?"
DATE = (
    r"\d{1,2}(?:[ .\-/]{1,2}\d{1,2}[ .\-/]{1,2}\d{2,4}| "
    + MONTHS
    + r"(?: (?:19|20)\d\d)?)|(?:19|20)\d\d-\d\d-\d\d"
)
BORN = re.compile(
    r"(?:\bgeboren|\bgeb\.?|geboortedatum|geboortedag|\bverjaart|\bjarig|\bdob)\b[^\d\n]{0,20}("
    + DATE
    + r")(?!\d)",
    re.IGNORECASE,
)
BORN_AFTER = re.compile(r"(?<!\d)(" + DATE + r") geboren\b", re.IGNORECASE)
NOT_A_HOUSE = r"(?! ?(?:jaar|jr|maand|mnd|we[e]?k|dag|uur|kind|km|kilo|keer|pers|min))"
LIVES = re.compile(  # "woont op Oude Haven 12": a street without the ending of one, behind a word that says so
    r"\b(?i:woont|wonen|woonde|wonend|verblijft|verbleef|ingeschreven|ophalen|huisadres|adres|verhuisd|terug)"
    r"(?: (?:nu|weer|zij|ze|hij|in|op|aan|bij|is|naar|de|het|van)){0,3}:? "
    r"((?:'t |[A-Z])[\w'’\-]{1,30}(?: [A-Z][\w'’\-]{1,30}){0,3} \d{1,4}(?:[ \-]?[a-zA-Z]\b)?)(?!\d)"
    + NOT_A_HOUSE
)
ADDRESS = re.compile(
    r"(?<![\w])[A-Z][\w'’\-]{1,30}(?:straat|laan|weg|plein|gracht|kade|dijk|hof|singel|steeg|dreef|plantsoen|markt|burcht"
    r"|park|pad|wal|ring|baan|oord|hove)(?:straat|weg)? (?:nr\.? ?|nummer )?\d{1,4}(?: ?[a-zA-Z]\b)?(?!\d)"
)

NO_POSTCODE = frozenset({"SA", "SD", "SS"})  # never given out
SMALL_WORDS = words("two_letter_words")  # "in 2026 is", "1200 km"
AFTER_A_YEAR = frozenset(
    {"VT", "GI", "GZ", "OM", "NL", "EU", "BV", "NV", "MO", "VO", "BW", "IQ", "PO", "JB", "KO"}
)
# Numbers that anybody may call point to nobody. The first is that of De Luisterlijn.
PUBLIC_LINES = frozenset({"0880767000"})
PUBLIC_PREFIXES = ("0800", "0900", "0906", "0909", "116")


def numbers(text: str) -> Iterator[Span]:
    """Yield every number, address or date in `text` that probably points to a person."""
    yield from _emails(text)
    yield from _ibans(text)
    yield from _phones(text)
    yield from _bsns(text)
    yield from _postcodes(text)
    for found in chain(BORN.finditer(text), BORN_AFTER.finditer(text)):
        yield Kind.BIRTH_DATE, found.start(1), found.end(1)
    for found in ADDRESS.finditer(text):
        yield Kind.ADDRESS, found.start(), found.end()
    for found in LIVES.finditer(text):
        yield Kind.ADDRESS, found.start(1), found.end(1)


def _emails(text: str) -> Iterator[Span]:
    for found in AT.finditer(text):
        at = found.end() - 1
        begin = _mailbox_before(text, at)
        if after := EMAIL_AFTER.match(text, at + 1):
            yield Kind.EMAIL, begin, after.end()
    for found in SPELLED_AT.finditer(text):
        at = found.start()
        for signs in BEFORE_AT:
            at -= text[at - 1 : at] in signs and at > 0
        if (begin := _mailbox_before(text, at)) < at:
            yield Kind.EMAIL, begin, found.end()


def _mailbox_before(text: str, at: int) -> int:
    """Return where the name of the mailbox begins that ends at `at`."""
    begin, first = at, max(0, at - LONGEST_MAILBOX)
    while begin > first and (text[begin - 1].isalnum() or text[begin - 1] in "._%+-"):
        begin -= 1
    return begin


def _ibans(text: str) -> Iterator[Span]:
    for found in IBAN.finditer(text):
        # One digit wrong still points to one account: a Dutch one is recognised by its shape.
        if found[0][:2].upper() == "NL" or iban.is_valid(found[0], check_country=False):
            yield Kind.IBAN, found.start(), found.end()


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


def _phones(text: str) -> Iterator[Span]:
    for found in FOREIGN_PHONE.finditer(text):
        yield Kind.PHONE, found.start(), found.end()
    for found in DUTCH_PHONE.finditer(text):
        digits = _digits(found[0])
        is_complete = len(digits) == 10 or (digits.startswith("06") and 9 <= len(digits) <= 11)
        is_public = digits in PUBLIC_LINES or digits.startswith(PUBLIC_PREFIXES)
        if is_complete and not is_public and not DATE_FIRST.match(found[0]):
            yield Kind.PHONE, found.start(), found.end()
    for found in BARE_MOBILE.finditer(text):
        if found[0].lower().startswith("nummer") and bsn.is_valid(_digits(found[1])):
            continue  # a number of a person that has no other name: the graver of the two
        yield Kind.PHONE, found.start(1), found.end(1)


def _bsns(text: str) -> Iterator[Span]:
    for found in BSN_WORD.finditer(text):
        yield Kind.BSN, found.start(1), found.end(1)
    for found in NINE_DIGITS.finditer(text):
        digits = _digits(found[0])
        if len(digits) == 9 and bsn.is_valid(digits):
            yield Kind.BSN, found.start(), found.end()


def _postcodes(text: str) -> Iterator[Span]:
    for found in POSTCODE.finditer(text):
        digits, gap, letters = found.groups()
        if letters.upper() in NO_POSTCODE or (letters.lower() in SMALL_WORDS and not letters.isupper()):
            continue
        is_year = bool(gap) and 1900 <= int(digits) <= 2060
        if is_year and (letters.upper() in AFTER_A_YEAR or not letters.isupper()):
            continue
        yield Kind.POSTCODE, found.start(), found.end()
