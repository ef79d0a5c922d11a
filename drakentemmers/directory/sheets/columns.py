"""The columns of the two sheets. Their names are part of the file format: they never change with the language."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from drakentemmers.accounts.rules import OrganisationKind
from drakentemmers.directory.rules import (
    ClientGroup,
    ClientRole,
    Funding,
    Gender,
    Language,
    Method,
    Problem,
    ProfessionalKind,
    Register,
    Setting,
)


class SheetKind(StrEnum):
    """What the rows of a sheet are."""

    ORGANISATIONS = "organisaties"
    PROFESSIONALS = "behandelaars"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the field it fills, what to write in it, and which words it takes (many: separated by ;)."""

    name: str
    field: str
    about: str | Promise
    required: bool = False
    words: type[StrEnum] | None = None
    many: bool = False
    length: int = 200


MANY = _("More than one? Put ; between them.")
ORGANISATION_COLUMNS = (
    Column("naam", "name", _("Name of the organisation."), required=True),
    Column("soort", "kind", _("One of the allowed values."), required=True, words=OrganisationKind),
    Column("kvk", "kvk_number", _("KvK number, 8 digits. Recognises the organisation next time."), length=20),
    Column("over", "about", _("What the organisation does, in a few sentences."), length=3000),
    Column("zoekt", "asks_for", _("What structural cooperation it looks for."), length=3000),
    Column("website", "website", _("With https:// in front.")),
    Column("telefoon", "phone", _("Phone number."), length=20),
    Column("e-mail", "email", _("E-mail address.")),
    Column("programmaregio", "region", _("Name of the programme region.")),
    Column("plaats", "place", _("Postcode or place of a location.")),
    Column("straat", "street", _("Street and number of that location.")),
    Column("adres geheim", "is_confidential", _("ja or nee. Left empty: a shelter's address is secret.")),
)
PROFESSIONAL_COLUMNS = (
    Column("naam", "name", _("First and last name."), required=True),
    Column("e-mail", "email", _("E-mail address. Recognises the person next time."), required=True),
    Column("soort", "kind", _("One of the allowed values."), words=ProfessionalKind),
    Column("praktijk", "practice", _("Name of an organisation that is already in the network.")),
    Column("supervisor", "supervised_by", _("E-mail address of the supervising therapist.")),
    Column("telefoon", "phone", _("Phone number."), length=20),
    Column("geslacht", "gender", _("One of the allowed values."), words=Gender),
    Column("over", "about", _("About the person and the work, in a few sentences."), length=3000),
    Column("groepen", "groups", MANY, words=ClientGroup, many=True),
    Column("rollen", "client_roles", MANY, words=ClientRole, many=True),
    Column("klachten", "problems", MANY, words=Problem, many=True),
    Column("methoden", "methods", MANY, words=Method, many=True, length=1000),
    Column("talen", "languages", MANY, words=Language, many=True, length=1000),
    Column("werkvormen", "settings", MANY, words=Setting, many=True),
    Column("financiering", "fundings", MANY, words=Funding, many=True),
    Column("tolk", "works_with_interpreter", _("ja or nee: also works with an interpreter.")),
    Column(
        "werkplekken", "places", _("Such as: 1315 Almere (25 km); Utrecht (30 km)"), many=True, length=1000
    ),
    Column(
        "regio's", "regions", _("Names of programme regions. More than one? Put ; between them."), many=True
    ),
    Column("keurmerk tot", "quality_mark_until", _("Date, such as 31-12-2027.")),
    *(
        Column(register.value, f"registration_{register}", _("Number in this register."), length=40)
        for register in Register
    ),
)
COLUMNS: dict[SheetKind, tuple[Column, ...]] = {
    SheetKind.ORGANISATIONS: ORGANISATION_COLUMNS,
    SheetKind.PROFESSIONALS: PROFESSIONAL_COLUMNS,
}
