"""Postcodes, and a street with the number of a house."""

import re
from collections.abc import Iterator
from itertools import chain

from drakentemmers.kernel.privacy.cues import behind, cues
from drakentemmers.kernel.privacy.finding import Kind, Span
from drakentemmers.kernel.privacy.tokens import Word, fold
from drakentemmers.kernel.privacy.words import words

POSTCODE = re.compile(r"(?<![\w.,€])(?<!€ )([1-9]\d{3})([ \u00a0\-]{0,2})([A-Za-z]{2})(?![\w])")
# Behind the word itself any two letters will do, however they are set apart.
SAID_POSTCODE = re.compile(
    r"\b(?:postcode|postc|pc)\b[^\d\n]{0,20}([1-9]\d{3}[ \u00a0.\-]{0,3}[A-Za-z](?:[ .]?[A-Za-z]))(?!\w)",
    re.IGNORECASE,
)
NO_POSTCODE = frozenset({"SA", "SD", "SS"})  # never given out
SMALL_WORDS = words("two_letter_words")  # "in 2026 is", "1200 km"
AFTER_A_YEAR = frozenset(
    {"VT", "GI", "GZ", "OM", "NL", "EU", "BV", "NV", "MO", "VO", "BW", "IQ", "PO", "JB", "KO"}
)
BEFORE_A_TOWN = re.compile(r",? [A-Z'’][\w'’]{2}")
NOT_A_HOUSE = (
    r"(?! ?(?:jaar|jr|maand|mnd|we[e]?k|dag|uur|kind|km|kilo|keer|pers|min|plaats|plek"
    r"|bed|x\b|%|euro|sessie|gesprek|maal|jong|vrouw|gezin|cli|ouder|[.,:]\d|-?jarig))"
)
NUMBER = (
    r"(?:nr\.? ?|nummer |no\.? ?|, ?)?(\d{1,4}(?: ?[\-/] ?\d{1,4})?(?:[ \-]?[a-zA-Z]\b)?)(?!\d)" + NOT_A_HOUSE
)
ENDING = (  # of a street, and of few other words
    r"(?:straat(?:je|weg)?|str\.?|laan(?:tje)?|plein|pln\.?|gracht|kade|singel|steeg|dreef|plantsoen|strjitte|leane|allee|boulevard"
    r"|esplanade|gaarde|wetering|kwartier)"
)
ENDING_WITH_CAPITAL = (
    r"(?:weg|dijk|hof|markt|burcht|park|pad|wal|ring|baan|oord|hove|erf|werf|kamp|akker|brink|meent|horst|brug|poort|haven|wiek"
    r"|schans|weide|zicht|hage|stede|heide|bos|tuin|molen|passage|galerij|vaart|diep|sloot|terp|dyk|reed|hiem|hiemen|buorren"
    r"|veld|land|kolk|donk|beemd|es|enk|zijde|rak|lust|berg|duin|horn|wyk|finne|mar|hoek|kant|punt|dal|lint|veen|zoom|eind|buurt|vest|stede|rij|polder|hoeve|vliet|sluis|waard|kaai|heuvel|plaats|drift|stoep|ven|ln\.?)"
)
STREET = re.compile(rf"(?<![\w])([A-Za-z][\w'’\-]{{2,30}}{ENDING})(?:,? (?:op )?| ?)(?:huis)?{NUMBER}")
STREET_WITH_CAPITAL = re.compile(rf"(?<![\w])([A-Z][\w'’\-]{{1,30}}{ENDING_WITH_CAPITAL}) {NUMBER}")
# "Laan van Meerdervoort 12"; "Achter de Hoven 208" with its capital inside a sentence
LINK = r"(?:van|de|den|der|het|'t|ter|ten|naar)"
LONG_STREET = re.compile(
    rf"(?<![\w])((?:Laan|Weg|Hof|Plein|Pad|Kade|Park|Gracht|Straat"
    rf"|(?<=[a-z,] )(?:Achter|Onder|Op|Aan|Bij|Boven|Buiten|Tussen|Voor|In))"
    rf"(?: {LINK}){{1,2}} [A-Z][\w'’\-]{{1,30}}(?: [A-Z][\w'’\-]{{1,30}})?) {NUMBER}"
)
FRISIAN_STREET = re.compile(
    rf"(?<=[a-z,(] )(?<![\w])(It [A-Z][\w'’\-]{{2,30}}) {NUMBER}|(?<=\()(It [A-Z][\w'’\-]{{2,30}}) {NUMBER}"
)
BACKWARDS = re.compile(  # "nummer 12 in de Kerkstraat"
    rf"\b(?:huisnummer|huisnr\.?|nummer|nr\.?) (\d{{1,4}}[a-z]? (?:in|aan|op|van) (?:de|het)"
    rf" [A-Z][\w'’\-]{{1,30}}{ENDING})\b"
)
BARE = (
    r"(?:Singel|Markt|Brink|Dijk|Plein|Kade|Gracht|Haven|Meent|Dam|Spui|Wal|Vest|Vliet|Hof|Laan|Kamp|Es|Kerkpad|Plantage|Vismarkt"
    r"|Voorstreek|Zaailand|Oudegracht|Nieuwegracht)"
)
BARE_STREET = re.compile(
    rf"(?<![\w])((?:(?:Oude|Nieuwe|Lange|Korte|Grote|Kleine|Hoge|Lage|Noorder|Zuider|Ooster|Wester) )?{BARE}) {NUMBER}"
)
AT_A_WATER = re.compile(rf"\baan ((?:de|het|'t) [A-Z][\w'’\-]{{2,30}}) {NUMBER}")
LIVES_IN_SMALL = re.compile(
    r"\b(?i:woont|wonen|woonde|woon|verblijft|verbleef|logeert|ingeschreven|[a-z]{0,12}adres|verhuisd|verhuist)"
    rf"(?: (?:nu|weer|zij|ze|hij|in|op|aan|is|naar|de|het)){{0,4}}:? "
    rf"((?:[a-z]{{2,12}} )?[a-z]{{2,30}}{ENDING_WITH_CAPITAL}) {NUMBER}"
)
LIVES = re.compile(  # "woont op Oude Haven 12": a street without the ending of one, behind a word that says so
    r"\b(?i:woont|wonen|woonde|woon|wonend|woonachtig|verblijft|verbleef|logeert|logeren|bivakkeert"
    r"|ingeschreven|ophalen|opgehaald|[a-z]{0,12}adres|verhuisd|verhuizen|verhuist|terug|vlakbij|tegenover|taxi|bezorgen"
    r"|post)"
    r"(?: (?:nu|weer|zij|ze|hij|in|op|aan|bij|is|naar|de|het|van|om|hoek|tijdelijk|sinds|kort)){0,4}"
    r"(?:[^\d\n:]{0,20}: ?| \(?)"
    r"((?:\d{1,2}e |'t |(?i:de|het|it|aan|op|achter|onder|in|van|sint) (?:(?:de|het|den|'t) )?)?"
    r"(?:'t |[A-Z])[\w'’.\-]{1,30}"
    r"(?: (?:van|de|den|der|het|'t|ter|[A-Z][\w'’\-]{1,30})){0,4} \d{1,4}(?:[ \-]?[a-zA-Z]\b)?)(?!\d)"
    + NOT_A_HOUSE
)
NO_STREET = frozenset(map(fold, words("not_names"))) | {"kinderpark", "dierenpark", "zwembad", "vakantiepark"}
LIVING = "woo won ver log biv ing ins oph opg ter vla teg tax bez pos adr hui bri cor thu geh noo opv sch brp"
BEHIND_WORDS = cues(
    (LIVING, (LIVES, LIVES_IN_SMALL)),
    ("hui num nr", (BACKWARDS,)),
    ("aan", (AT_A_WATER,)),
    ("pos pc", (SAID_POSTCODE,)),
)


def addresses(text: str) -> Iterator[Span]:
    """Yield every postcode in `text`, and every address that is told by its street."""
    yield from _postcodes(text)
    for found in chain(STREET.finditer(text), STREET_WITH_CAPITAL.finditer(text)):
        if fold(found[1]) not in NO_STREET:
            yield Kind.ADDRESS, found.start(), found.end()
    for expression in (LONG_STREET, FRISIAN_STREET, BARE_STREET):
        for found in expression.finditer(text):
            yield Kind.ADDRESS, found.start(), found.end()


def addresses_behind_words(text: str, line: list[Word]) -> Iterator[Span]:
    """Yield every address and postcode in `text`, whose words are `line`, that is told by the word before it."""
    for found in behind(text, line, BEHIND_WORDS):
        if found.re is SAID_POSTCODE:
            yield Kind.POSTCODE, found.start(1), found.end()
        elif found.re is not LIVES or fold(found[1].split()[0]) not in NO_STREET:
            yield Kind.ADDRESS, found.start(1), found.end()


def _postcodes(text: str) -> Iterator[Span]:
    for found in POSTCODE.finditer(text):
        digits, gap, letters = found.groups()
        if letters.upper() in NO_POSTCODE or (letters.lower() in SMALL_WORDS and not letters.isupper()):
            continue
        is_year = bool(gap) and 1900 <= int(digits) <= 2060
        in_capitals = letters.isupper() or BEFORE_A_TOWN.match(text, found.end())
        if is_year and (letters.upper() in AFTER_A_YEAR or not in_capitals):
            continue
        yield Kind.POSTCODE, found.start(), found.end()
