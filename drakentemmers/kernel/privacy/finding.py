"""What a search brings back."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a piece of text probably is."""

    NAME = "name"
    BSN = "bsn"
    PHONE = "phone"
    EMAIL = "email"
    POSTCODE = "postcode"
    ADDRESS = "address"
    BIRTH_DATE = "birth_date"
    IBAN = "iban"


@dataclass(frozen=True, slots=True)
class Finding:
    """One suspect piece: `text == whole[start:end]`, counted in characters."""

    kind: Kind
    start: int
    end: int
    text: str


Span = tuple[Kind, int, int]
