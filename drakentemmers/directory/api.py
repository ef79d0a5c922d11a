"""The API of areas, organisations and therapists: to read. Never contact data, never a confidential address."""

from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router

from drakentemmers.accounts.models import Organisation
from drakentemmers.accounts.rules import OrganisationKind
from drakentemmers.directory.models import Location, Municipality, Professional, Region
from drakentemmers.directory.read.profiles import takes_part
from drakentemmers.directory.rules import (
    ClientGroup,
    ClientRole,
    Funding,
    Gender,
    Language,
    Method,
    Problem,
    ProfessionalKind,
    RegionModel,
    RegistrationState,
    Setting,
)
from drakentemmers.kernel.api import REFUSALS, Facts, Line, Page, PageAsked, page_of

router = Router(tags=["directory"])


class RegionFacts(Facts):
    """One region of one of the three ways to divide the country."""

    code: str
    model: RegionModel
    name: str
    source: str
    verified: bool = Field(description="Whether somebody checked the name against its source")
    valid_from: date


class MunicipalityFacts(Facts):
    """A municipality and the regions it belongs to."""

    code: str = Field(description="CBS code, such as GM0034")
    name: str
    latitude: float
    longitude: float
    source: str
    valid_from: date
    regions: list[str] = Field(description="Codes of regions")


class WorkPlaceFacts(Facts):
    """A place where a therapist treats."""

    place_name: str
    radius_km: int


class ProfessionalFacts(Facts):
    """The public part of a therapist's profile."""

    id: str
    name: str
    kind: ProfessionalKind
    practice_id: str | None
    practice: str | None
    gender: Gender | None
    groups: list[ClientGroup]
    client_roles: list[ClientRole]
    problems: list[Problem]
    methods: list[Method]
    languages: list[Language]
    settings: list[Setting]
    fundings: list[Funding]
    works_with_interpreter: bool
    quality_mark_until: date | None
    verified_registers: list[str]
    regions: list[str]
    work_places: list[WorkPlaceFacts]


class LocationFacts(Facts):
    """Where an organisation sits; of a confidential location only the municipality."""

    municipality_code: str
    municipality: str
    is_confidential: bool
    place_name: str | None = None
    street: str | None = None
    postcode: str | None = None


class OrganisationFacts(Facts):
    """The public part of an organisation's page."""

    id: str
    name: str
    kind: OrganisationKind
    about: str
    asks_for: str
    website: str
    region: str | None
    locations: list[LocationFacts]


class RegionsAsked(PageAsked):
    """Which regions."""

    model: RegionModel | None = None


class MunicipalitiesAsked(PageAsked):
    """Which municipalities."""

    name: Line | None = Field(None, description="Part of the name")
    region: Line | None = Field(None, description="Code of a region")


class ProfessionalsAsked(PageAsked):
    """Which therapists; of several values each must hold."""

    name: Line | None = Field(None, description="Part of the name")
    group: ClientGroup | None = None
    method: Method | None = None
    language: Language | None = None
    setting: Setting | None = None
    region: Line | None = Field(None, description="Code of a region")


@router.get("/regions", response={200: Page[RegionFacts], **REFUSALS}, by_alias=True, summary="List regions")
def regions(request: HttpRequest, asked: Query[RegionsAsked]) -> dict[str, Any]:
    """Return the regions of the three models, each with source and date."""
    found = Region.objects.order_by("model", "name")
    return page_of(request, found.filter(model=asked.model) if asked.model else found, asked, _region)


@router.get(
    "/municipalities",
    response={200: Page[MunicipalityFacts], **REFUSALS},
    by_alias=True,
    summary="List municipalities",
)
def municipalities(request: HttpRequest, asked: Query[MunicipalitiesAsked]) -> dict[str, Any]:
    """Return municipalities by name, with the codes of their regions."""
    found = Municipality.objects.defer("outline").prefetch_related("regions").order_by("name", "code")
    if asked.name:
        found = found.filter(name__icontains=asked.name)
    if asked.region:
        found = found.filter(regions=asked.region)
    return page_of(request, found, asked, _municipality)


@router.get(
    "/professionals",
    response={200: Page[ProfessionalFacts], **REFUSALS},
    by_alias=True,
    summary="List therapists",
)
def professionals(request: HttpRequest, asked: Query[ProfessionalsAsked]) -> dict[str, Any]:
    """Return therapists and trainees by name. Who fits a client and has a place: ask `/matches`."""
    found = _professionals(request)
    if asked.name:
        found = found.filter(name__icontains=asked.name)
    if asked.group:
        found = found.filter(groups__has=asked.group)
    if asked.method:
        found = found.filter(methods__has=asked.method)
    if asked.language:
        found = found.filter(languages__has=asked.language)
    if asked.setting:
        found = found.filter(settings__has=asked.setting)
    if asked.region:
        found = found.filter(regions=asked.region)
    return page_of(request, found.order_by("name", "pk"), asked, _professional)


@router.get(
    "/professionals/{id}",
    response={200: ProfessionalFacts, **REFUSALS},
    by_alias=True,
    summary="Read a therapist",
)
def professional(request: HttpRequest, id: Line) -> dict[str, Any]:  # noqa: A002
    """Return one therapist or trainee."""
    return _professional(get_object_or_404(_professionals(request), pk=id))


@router.get(
    "/organisations/{id}",
    response={200: OrganisationFacts, **REFUSALS},
    by_alias=True,
    summary="Read an organisation",
)
def organisation(request: HttpRequest, id: Line) -> dict[str, Any]:  # noqa: A002
    """Return one organisation."""
    found = Organisation.objects.filter(is_active=True).select_related("profile__region")
    row = get_object_or_404(found, pk=id)
    profile = getattr(row, "profile", None)
    return {
        "id": row.pk,
        "name": row.name,
        "kind": row.kind,
        "about": profile.about if profile else "",
        "asks_for": profile.asks_for if profile else "",
        "website": profile.website if profile else "",
        "region": profile.region_id if profile else None,
        "locations": [
            _location(place, told_where=takes_part(request.user))
            for place in row.locations.without_decoys().select_related("municipality")
        ],
    }


def _professionals(request: HttpRequest) -> QuerySet[Professional]:
    return (
        Professional.objects.visible_to(request.user)
        .select_related("practice")
        .prefetch_related(
            "work_locations",
            Prefetch("regions", Region.objects.only("code").order_by("code")),
            "registrations",
        )
    )


def _region(row: Region) -> dict[str, Any]:
    return {name: getattr(row, name) for name in RegionFacts.model_fields}


def _municipality(row: Municipality) -> dict[str, Any]:
    facts = {name: getattr(row, name) for name in MunicipalityFacts.model_fields if name != "regions"}
    return facts | {"regions": sorted(region.code for region in row.regions.all())}


def _professional(row: Professional) -> dict[str, Any]:
    sets = ("groups", "client_roles", "problems", "methods", "languages", "settings", "fundings")
    return {
        "id": row.pk,
        "name": row.name,
        "kind": row.kind,
        "practice_id": row.practice_id,
        "practice": row.practice.name if row.practice else None,
        "gender": row.gender or None,
        **{name: sorted(getattr(row, name)) for name in sets},
        "works_with_interpreter": row.works_with_interpreter,
        "quality_mark_until": row.quality_mark_until,
        "verified_registers": sorted(
            {reg.register for reg in row.registrations.all() if reg.state == RegistrationState.VERIFIED}
        ),
        "regions": [region.code for region in row.regions.all()],
        "work_places": [
            {"place_name": place.place_name, "radius_km": place.radius_km}
            for place in row.work_locations.all()
        ],
    }


def _location(place: Location, *, told_where: bool) -> dict[str, Any]:
    """Of a confidential location nothing but the municipality leaves the house, whoever asks."""
    facts = {
        "municipality_code": place.municipality_id,
        "municipality": place.municipality.name,
        "is_confidential": place.is_confidential,
    }
    if place.is_confidential or not told_where:
        return facts
    return facts | {"place_name": place.place_name, "street": place.street, "postcode": place.postcode}
