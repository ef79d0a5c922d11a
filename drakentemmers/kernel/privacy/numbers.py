"""Numbers and addresses that point to a person. Every repetition is bounded, so no text makes a search slow."""

import re
from collections.abc import Iterator
from itertools import chain

from stdnum import iban
from stdnum.nl import bsn

from drakentemmers.kernel.privacy.addresses import addresses, addresses_behind_words
from drakentemmers.kernel.privacy.cues import behind, cues
from drakentemmers.kernel.privacy.dates import birth_dates, birth_dates_behind_words
from drakentemmers.kernel.privacy.finding import Kind, Span
from drakentemmers.kernel.privacy.tokens import Word
from drakentemmers.kernel.privacy.words import words

# What is looked for here has digits, and most of a text has none: only the pieces around them are searched.
NEAR_DIGITS = re.compile(r"\d(?:\D{0,100}\d)*")
BEFORE_DIGITS, BEHIND_DIGITS = 100, 80
GAP = r"[ \u00a0.\-/–]{0,3}"
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
IBAN = re.compile(
    r"(?<!\w)(?:NL ?\d\d(?:[ .\-]?[A-Z]){4}(?:[ .\-]?\d){9,10}"
    r"|[A-Z]{2}\d{2}(?:[ .\-]?[A-Z]{4})?(?:[ .\-]?\d){10,20})(?!\d)",
    re.IGNORECASE,
)
FOREIGN_IBAN = re.compile(r"(?<!\w)([A-Z]{2})\d{2}(?:[ .\-]?[A-Z0-9]){11,30}", re.IGNORECASE)
# How many letters and digits an account of a country has; of other countries only one that passes the check is found.
LENGTHS = {part[:2].upper(): int(part[3:]) for part in words("iban_lengths")}
# What a bank account was before there were letters in it, behind the word that says so.
ACCOUNT = re.compile(
    r"\b(?:rekening|rekeningnummer|rekeningnr\.?|rek\.? ?nr\.?|bankrekening|giro|gironummer)"
    r"\W{1,3}(?:is |van \w{1,20} )?"
    r"(\d(?:[ .\-]?\d){6,9})(?![\d,])",
    re.IGNORECASE,
)
BEHIND_ACCOUNT = cues(("rek ban gir", (ACCOUNT,)))
AT = re.compile(r"[\w.%+\-]@(?=[A-Za-z0-9])")
EMAIL_AFTER = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9\-]{0,62}\.){1,8}[A-Za-z]{2,24}")
LONGEST_MAILBOX = 64
SPELLED_AT = re.compile(
    r"(?<=[ (\[])(?:at|apenstaartje)(?: ?[)\]] ?| )[\w\-]{1,63}(?: punt | dot |\.)(?:nl|com|org|eu|be|de)\b",
    re.IGNORECASE,
)
BEFORE_AT = (" ", "([", " ")  # what may stand before it, from right to left
# Numbers that anybody may call point to nobody. The first is that of De Luisterlijn.
PUBLIC_LINES = frozenset({"0880767000"})
PUBLIC_PREFIXES = ("0800", "0900", "0906", "0909", "116")


def numbers(text: str, line: list[Word]) -> Iterator[Span]:
    """Yield every number, address or date in `text`, whose words are `line`, that probably points to a person."""
    yield from _emails(text)
    pieces = [found.span() for found in NEAR_DIGITS.finditer(text)]
    for first, last in pieces:
        begin = max(0, first - BEFORE_DIGITS)
        for kind, start, end in _in_digits(text[begin : last + BEHIND_DIGITS]):
            yield kind, begin + start, begin + end
    if pieces:  # what stands behind a word has digits too
        yield from birth_dates_behind_words(text, line)
        yield from addresses_behind_words(text, line)
        for found in behind(text, line, BEHIND_ACCOUNT):
            yield Kind.IBAN, found.start(1), found.end(1)


def _in_digits(piece: str) -> Iterator[Span]:
    """Yield what is found in a piece of text around digits."""
    return chain(_ibans(piece), _phones(piece), _bsns(piece), birth_dates(piece), addresses(piece))


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
    for found in FOREIGN_IBAN.finditer(text):
        if (length := LENGTHS.get(found[1].upper())) and (end := _end_after(found[0], length)):
            yield Kind.IBAN, found.start(), found.start() + end


def _end_after(text: str, length: int) -> int:
    """Return where the first `length` letters and digits of `text` end, or 0 when there are fewer."""
    places = [place for place, character in enumerate(text, 1) if character.isalnum()]
    return places[length - 1] if len(places) >= length else 0


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


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
        if len(found[0]) >= 9 and len(digits := _digits(found[0])) == 9 and bsn.is_valid(digits):
            yield Kind.BSN, found.start(), found.end()
