"""How people write a place, brought to one form. Pure."""

import re
import unicodedata

ALIASES = {
    "s gravenhage": "den haag",
    "the hague": "den haag",
    "den bosch": "s hertogenbosch",
    "almere stad": "almere",
    "nissewaard": "spijkenisse",
}
POSTCODE = re.compile(r"^(?:nl[ -]?)?([1-9]\d{3})\s*([a-z]{2})?(?![\w])[\s,]*(.*)$", re.IGNORECASE)


def search_name(text: str) -> str:
    """Return `text` in lower case, without accents or punctuation, single spaces: "'s-Gravenhage" -> "s gravenhage"."""
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(re.sub(r"[^\w]+", " ", plain.casefold()).split())


def known_as(text: str) -> str:
    """Return the search name under which the place `text` is kept: old and second names follow the usual one."""
    name = search_name(text)
    return ALIASES.get(name, name)


def split_postcode(text: str) -> tuple[str, str, str] | None:
    """Return the four digits, the letters and what follows of a text that starts with a postcode, else None.

    "1315ab Almere" -> ("1315", "AB", "Almere"); "1315" -> ("1315", "", "").
    """
    found = POSTCODE.match(text.strip())
    return (found[1], (found[2] or "").upper(), found[3].strip()) if found else None
