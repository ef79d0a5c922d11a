"""Areas, organisations and professionals; one file a noun."""

from drakentemmers.directory.models.applications import (
    Application,
    ApplicationChange,
    ApplicationNumber,
    ApplicationStep,
    NumberLook,
    RegisterAnswer,
    RegisterRound,
)
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
    "Application",
    "ApplicationChange",
    "ApplicationNumber",
    "ApplicationStep",
    "ImportDraft",
    "Location",
    "Municipality",
    "NumberLook",
    "OrganisationProfile",
    "Place",
    "PostcodeArea",
    "Professional",
    "Qualification",
    "Region",
    "RegionMunicipality",
    "RegisterAnswer",
    "RegisterRound",
    "Registration",
    "WorkLocation",
]
