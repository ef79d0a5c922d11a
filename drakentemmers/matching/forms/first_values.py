"""Where the first values of the form come from: a saved request, or a search for a therapist."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from django.http import QueryDict

from drakentemmers.directory.rules import (
    ClientGroup,
    ClientRole,
    Funding,
    Gender,
    Language,
    Method,
    Problem,
    Setting,
)
from drakentemmers.matching.forms.requests import SHARED, WEIGHED, PersonForm
from drakentemmers.matching.models import TreatmentRequest
from drakentemmers.matching.rules import Urgency

# The words that stand in the address of a search, and the fields they fill.
ONE: dict[str, tuple[str, type[StrEnum]]] = {
    "voor-wie": ("group", ClientGroup),
    "rol": ("client_role", ClientRole),
    "taal": ("language", Language),
    "setting": ("setting", Setting),
    "geslacht": ("gender", Gender),
    "betaling": ("funding", Funding),
}
SEVERAL: dict[str, tuple[str, type[StrEnum]]] = {
    "probleem": ("problems", Problem),
    "methode": ("methods", Method),
}
MOST_KM = 500


def initial_of(request: TreatmentRequest) -> dict[str, Any]:
    """Return the form values of a saved request."""
    names = [*SHARED, *PersonForm.base_fields]
    found: dict[str, Any] = {name: getattr(request, name) for name in names}
    found["place"] = request.place_name
    if request.max_km is not None:
        found["within"] = f"km-{request.max_km}"
    elif request.max_minutes is not None:
        found["within"] = f"min-{request.max_minutes}"
    return found | {f"weigh_{need}": "may" if need in request.wishes else "must" for need in WEIGHED}


def initial_from_search(query: QueryDict) -> dict[str, Any]:
    """Return the form values that a search for therapists gives; words that mean nothing are left out."""
    found: dict[str, Any] = {}
    for word, (field, kind) in ONE.items():
        if members := _known([query.get(word, "")], kind):
            found[field] = members[0]
    for word, (field, kind) in SEVERAL.items():
        if members := _known(query.getlist(word), kind):
            found[field] = frozenset(members)
    if place := query.get("plaats", "").strip():
        found["place"] = place[:80]
    if (km := _number(query.get("binnen", ""))) and km <= MOST_KM:
        found["within"] = f"km-{km}"
    if weeks := _number(query.get("plek-binnen", "")):
        found["urgency"] = Urgency.ACUTE if weeks == 1 else Urgency.WITHIN_4_WEEKS
    if "taal" in query:
        found["interpreter_is_fine"] = bool(query.get("tolk"))
    return found


def _known(words: Iterable[str], kind: type[StrEnum]) -> list[StrEnum]:
    values = {str(member) for member in kind}
    return [kind(word) for word in words if word in values]


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else None
