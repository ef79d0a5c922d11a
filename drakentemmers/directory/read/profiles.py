"""What a profile page shows, and to whom."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch

from drakentemmers.accounts.consent import Purpose
from drakentemmers.accounts.models import Organisation, User
from drakentemmers.accounts.permissions import Permission
from drakentemmers.accounts.read.consent import agreed
from drakentemmers.accounts.rules import OrganisationKind
from drakentemmers.directory.labels import explanation, in_order, label, labels_of
from drakentemmers.directory.models import Location, OrganisationProfile, Professional, Registration
from drakentemmers.directory.rules import (
    Gender,
    Method,
    ProfessionalKind,
    Register,
    RegistrationState,
)

Viewer = User | AnonymousUser


@dataclass(frozen=True, slots=True)
class Word:
    """A word of expertise with, where its name is jargon, a line that explains it."""

    name: str
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """A number in a register as the page shows it; who checked it is only told to the network's office."""

    pk: str
    register: str
    number: str
    state: RegistrationState
    state_name: str
    checked_by: str
    row: Registration


@dataclass(frozen=True, slots=True)
class WorkPlaceLine:
    """A place of work; the street is empty for who does not take part."""

    place: str
    street: str
    radius_km: int


@dataclass(frozen=True, slots=True)
class Profile:
    """The page of one professional as one viewer may see it."""

    professional: Professional
    kind: str
    is_trainee: bool
    gender: str
    groups: list[str]
    client_roles: list[str]
    problems: list[str]
    methods: list[Word]
    languages: list[str]
    settings: list[str]
    fundings: list[str]
    regions: list[str]
    places: list[WorkPlaceLine]
    registrations: list[RegisterLine]
    trainees: list[Professional]
    email: str
    phone: str
    may_edit: bool
    may_verify: bool
    sees_contact: bool


@dataclass(frozen=True, slots=True)
class LocationLine:
    """Where an organisation is, as far as this viewer may know."""

    pk: str
    name: str
    place: str
    street: str
    is_confidential: bool
    may_open: bool  # a secret address: only after a press of the button, which is logged


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """The page of one organisation as one viewer may see it."""

    organisation: Organisation
    profile: OrganisationProfile | None
    kind: str
    region: str
    locations: list[LocationLine]
    professionals: list[Professional]
    is_member: bool
    may_edit: bool
    sees_contact: bool
    may_see_people: bool


def takes_part(viewer: Viewer) -> bool:
    """Tell whether `viewer` belongs to an organisation of the network: an account alone opens no contact data."""
    return viewer.is_authenticated and bool(viewer.current_memberships)


def professional_seen_by(viewer: Viewer, pk: str) -> Professional | None:
    """Return the professional with everything its page shows; None when there is none or it is not for `viewer`."""
    rows = Professional.objects.select_related("practice", "supervised_by", "user").prefetch_related(
        "work_locations",
        "qualifications",
        "regions",
        Prefetch("registrations", Registration.objects.select_related("checked_by")),
        Prefetch("trainees", Professional.objects.filter(is_active=True)),
    )
    found = rows.filter(pk=pk).first()
    return found if found and viewer.has_perm(Permission.VIEW_PROFESSIONAL, found) else None


def profile_of(professional: Professional, viewer: Viewer) -> Profile:
    """Return what `viewer` sees of a professional from `professional_seen_by`; asks at most what was agreed to."""
    may_verify = viewer.has_perm(Permission.VERIFY_REGISTRATION, professional)
    belongs = takes_part(viewer)
    reachable = belongs or agreed(professional.user, Purpose.PUBLIC_CONTACT)  # the person's own choice
    return Profile(
        professional=professional,
        kind=label(ProfessionalKind(professional.kind)),
        is_trainee=professional.kind == ProfessionalKind.TRAINEE,
        gender=label(Gender(professional.gender)) if professional.gender else "",
        groups=labels_of(professional.groups),
        client_roles=labels_of(professional.client_roles),
        problems=labels_of(professional.problems),
        methods=[
            Word(label(method), explanation(Method(method))) for method in in_order(professional.methods)
        ],
        languages=labels_of(professional.languages),
        settings=labels_of(professional.settings),
        fundings=labels_of(professional.fundings),
        regions=[region.name for region in professional.regions.all()],
        places=[
            WorkPlaceLine(row.place_name, row.street if belongs else "", row.radius_km)
            for row in professional.work_locations.all()
        ],
        registrations=[_register_line(row, tell_who=may_verify) for row in professional.registrations.all()],
        trainees=list(professional.trainees.all()),
        email=professional.email if reachable else "",
        phone=professional.phone if reachable else "",
        may_edit=viewer.has_perm(Permission.EDIT_PROFESSIONAL, professional),
        may_verify=may_verify,
        sees_contact=belongs,
    )


def _register_line(row: Registration, *, tell_who: bool) -> RegisterLine:
    state = RegistrationState(row.state)
    who = row.checked_by.name if tell_who and row.checked_by else ""
    return RegisterLine(row.pk, label(Register(row.register)), row.number, state, label(state), who, row)


def organisation_page(viewer: Viewer, pk: str, *, opened: str = "") -> OrganisationPage | None:
    """Return what `viewer` sees of an organisation; None when there is none, or it left the network.

    `opened` is the id of a secret location that `actions.opening` has just opened for this viewer.
    """
    organisation = (
        Organisation.objects.select_related("profile__region")
        .prefetch_related(
            Prefetch("locations", Location.objects.without_decoys().select_related("municipality"))
        )
        .filter(pk=pk, is_active=True)
        .first()
    )
    if organisation is None:
        return None
    own = viewer.is_authenticated and organisation.pk in viewer.organisation_ids()
    profile = getattr(organisation, "profile", None)
    return OrganisationPage(
        organisation=organisation,
        profile=profile,
        kind=label(OrganisationKind(organisation.kind)),
        region=profile.region.name if profile and profile.region else "",
        locations=[_location_line(row, viewer, opened) for row in organisation.locations.all()],
        professionals=list(organisation.professionals.filter(is_active=True).order_by("name", "pk")),
        is_member=own,
        may_edit=viewer.has_perm(Permission.EDIT_ORGANISATION, organisation),
        sees_contact=takes_part(viewer),
        may_see_people=viewer.has_perm(Permission.VIEW_MEMBERS, organisation),
    )


def _location_line(row: Location, viewer: Viewer, opened: str) -> LocationLine:
    """Of a confidential location only the municipality is told until it is opened; streets to who takes part."""
    may = viewer.has_perm(Permission.VIEW_ADDRESS, row)
    may_see = may and (not row.is_confidential or row.pk == opened)
    place = row.place_name or row.municipality.name if may_see else row.public_place
    street = ", ".join(part for part in (row.street, row.postcode) if part)
    return LocationLine(
        pk=row.pk,
        name=row.name if may_see else "",
        place=place,
        street=street if may_see and takes_part(viewer) else "",
        is_confidential=row.is_confidential,
        may_open=may and not may_see,
    )
