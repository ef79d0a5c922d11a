"""Areas, organisations and professionals; one file a noun."""

from drakentemmers.directory.models.areas import (
    Municipality,
    Place,
    PostcodeArea,
    Region,
    RegionMunicipality,
)
from drakentemmers.directory.models.imports import ImportDraft
from drakentemmers.directory.models.organisations import Location, OrganisationProfile
from drakentemmers.directory.models.professionals import (
    Professional,
    Qualification,
    Registration,
    WorkLocation,
)

__all__ = [
    "ImportDraft",
    "Location",
    "Municipality",
    "OrganisationProfile",
    "Place",
    "PostcodeArea",
    "Professional",
    "Qualification",
    "Region",
    "RegionMunicipality",
    "Registration",
    "WorkLocation",
]
