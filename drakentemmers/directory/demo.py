"""This app's part of the demonstration: towns, profiles, locations and therapists, all invented."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from drakentemmers.accounts.models import Organisation, User
from drakentemmers.audit.actions import record_all
from drakentemmers.directory.actions.areas import located
from drakentemmers.directory.models import (
    Location,
    Municipality,
    OrganisationProfile,
    PostcodeArea,
    Professional,
    Qualification,
    RegionMunicipality,
    WorkLocation,
)
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
    Setting,
)
from drakentemmers.kernel.geography import Point, point

BATCH = 1000
SOURCE = "demonstration, approximate"


@dataclass(frozen=True, slots=True)
class Town:
    """A town of the demonstration."""

    name: str
    weight: int
    latitude: float
    longitude: float
    postcodes: tuple[str, ...]

    def near(self, random: Random) -> dict[str, Any]:
        """Return the fields of a place within some three kilometres of the middle of town."""
        return coordinates(
            self.latitude + random.uniform(-0.025, 0.025), self.longitude + random.uniform(-0.035, 0.035)
        )


@dataclass(frozen=True, slots=True)
class Leaning:
    """A kind of therapist: what somebody like that treats, and how."""

    share: int
    groups: tuple[ClientGroup, ...]
    roles: tuple[ClientRole, ...]
    problems: tuple[Problem, ...]
    methods: tuple[Method, ...]
    diploma: str
    about: str


VICTIM, BOTH = (ClientRole.VICTIM,), (ClientRole.VICTIM, ClientRole.PERPETRATOR)
TRAUMA, TRAUMA_AND_ATTACHMENT = (Problem.TRAUMA,), (Problem.TRAUMA, Problem.ATTACHMENT)
LEANINGS = (
    Leaning(
        30,
        (ClientGroup.CHILD_6_12, ClientGroup.YOUTH_13_18, ClientGroup.CHILD_0_5),
        VICTIM,
        TRAUMA_AND_ATTACHMENT,
        (
            Method.EMDR,
            Method.WRITEJUNIOR,
            Method.TF_CBT,
            Method.KIDNET,
            Method.PLAY_THERAPY,
            Method.SLEEPING_DOGS,
        ),
        "Kinder- en jeugdpsycholoog",
        "Ik werk met kinderen die thuis veel spanning meemaakten. We beginnen rustig, in jouw tempo.",
    ),
    Leaning(
        25,
        (ClientGroup.PARENT_CHILD, ClientGroup.CHILD_0_5, ClientGroup.CHILD_6_12, ClientGroup.FAMILY),
        VICTIM,
        TRAUMA_AND_ATTACHMENT,
        (Method.EMDR, Method.CPP, Method.PCIT, Method.BASIC_TRUST, Method.VIPP, Method.THERAPLAY, Method.DDP),
        "Orthopedagoog-generalist",
        "Ouder en kind komen bij mij samen. Veiligheid en vertrouwen staan voorop.",
    ),
    Leaning(
        25,
        (ClientGroup.ADULT, ClientGroup.YOUTH_13_18),
        VICTIM,
        TRAUMA,
        (
            Method.EMDR,
            Method.NET,
            Method.IMAGINARY_EXPOSURE,
            Method.IMAGERY_RESCRIPTING,
            Method.STAIR,
            Method.BEPP,
        ),
        "GZ-psycholoog",
        "Ik behandel volwassenen na geweld in het gezin. Ook als het lang geleden is.",
    ),
    Leaning(
        10,
        (ClientGroup.FAMILY, ClientGroup.COUPLE, ClientGroup.PARENT_CHILD, ClientGroup.ADULT),
        BOTH,
        TRAUMA_AND_ATTACHMENT,
        (Method.SYSTEM_THERAPY, Method.FFT, Method.EFT, Method.EMDR),
        "Systeemtherapeut",
        "Ik werk met het hele gezin: wat is er nodig om het thuis veilig te houden?",
    ),
    Leaning(
        10,
        (ClientGroup.ADULT, ClientGroup.YOUTH_13_18, ClientGroup.COUPLE),
        BOTH,
        TRAUMA,
        (Method.SCHEMA_THERAPY, Method.EMDR, Method.GROUP_TREATMENT, Method.PSYCHOMOTOR),
        "Psychotherapeut",
        "Ik behandel mensen die geweld gebruikten of het zelf meemaakten, en vaak allebei.",
    ),
)
OTHER_LANGUAGES = (
    (Language.ENGLISH, 0.5),
    (Language.ARABIC, 0.14),
    (Language.TURKISH, 0.12),
    (Language.POLISH, 0.06),
    (Language.GERMAN, 0.1),
    (Language.SPANISH, 0.06),
    (Language.UKRAINIAN, 0.03),
    (Language.TIGRINYA, 0.03),
    (Language.DARI, 0.03),
    (Language.PAPIAMENTO, 0.04),
)
SETTINGS = (
    (Setting.AMBULATORY, 0.92),
    (Setting.SHELTER, 0.4),
    (Setting.ONLINE, 0.35),
    (Setting.MDA, 0.15),
    (Setting.HOMELESS_SHELTER, 0.12),
)
FUNDINGS = (
    (Funding.INSURANCE, 0.85),
    (Funding.YOUTH_ACT, 0.6),
    (Funding.WMO, 0.25),
    (Funding.OWN_MEANS, 0.3),
    (Funding.JUSTICE, 0.1),
    (Funding.PROJECT, 0.1),
)


@dataclass(frozen=True, slots=True)
class Starter:
    """Somebody who gets a therapist's profile."""

    user: User
    practice: Organisation
    town: Town
    gender: Gender
    is_trainee: bool = False
    leaning: Leaning | None = None  # empty: drawn
    languages: frozenset[Language] = frozenset()  # besides the drawn ones


def coordinates(latitude: float, longitude: float) -> dict[str, Any]:
    """Return the fields of anything that has a place on earth."""
    on_earth = point(latitude, longitude)
    return {
        "latitude": latitude,
        "longitude": longitude,
        "x": on_earth.x,
        "y": on_earth.y,
        "z": on_earth.z,
    }


def open_postcodes(towns: Sequence[Town]) -> None:
    """Make the postcode areas one may type in the demonstration; those of a loaded file stay as they are."""
    areas = [
        PostcodeArea(
            pc4=pc4, place_name=town.name, source=SOURCE, **coordinates(town.latitude, town.longitude)
        )
        for town in towns
        for pc4 in town.postcodes
    ]
    PostcodeArea.objects.bulk_create(areas, ignore_conflicts=True)


def open_doors(
    organisations: Sequence[tuple[Organisation, Town, str, str]], *, random: Random, now: datetime
) -> None:
    """Give every organisation (with its town, text and wish) a page and a location; a shelter's stays secret."""
    nearest = NearestMunicipality()
    belongs = RegionMunicipality.objects.filter(region__model=RegionModel.PROGRAMME)
    regions = dict(belongs.values_list("municipality_id", "region_id"))
    profiles, locations = [], []
    for number, (organisation, town, about, asks_for) in enumerate(organisations, start=1):
        spot = town.near(random)
        profiles.append(
            OrganisationProfile(
                organisation=organisation,
                about=about,
                asks_for=asks_for,
                region_id=regions.get(nearest(spot).code),
                updated_at=now,
            )
        )
        location = Location(
            organisation=organisation,
            street=f"Voorbeeldlaan {number}",
            place_name=town.name,
            municipality=nearest(spot),
            is_confidential=Location.confidential_by_default(organisation),
            **spot,
        )
        if location.is_confidential:
            located(location, location.municipality.latitude, location.municipality.longitude)
        locations.append(location)
    OrganisationProfile.objects.bulk_create(profiles, batch_size=BATCH)
    Location.objects.bulk_create(locations, batch_size=BATCH)
    record_all("organisation.changed", [profile.organisation for profile in profiles], by=None, now=now)


class NearestMunicipality:
    """Answers which municipality of the database lies nearest; the outlines need not be loaded."""

    def __init__(self) -> None:
        self.municipalities = list(Municipality.objects.defer("outline"))

    def __call__(self, spot: dict[str, Any]) -> Municipality:
        here = Point(spot["x"], spot["y"], spot["z"])
        return min(self.municipalities, key=lambda other: (other.point.chord_squared(here), other.code))


def start_professionals(
    starters: Sequence[Starter], *, random: Random, today: date, now: datetime
) -> list[Professional]:
    """Make a profile for every starter. A trainee is supervised by the last therapist before him or her."""
    professionals, work_locations, qualifications = [], [], []
    supervisor: Professional | None = None
    for starter in starters:
        leaning = starter.leaning or random.choices(LEANINGS, [leaning.share for leaning in LEANINGS])[0]
        professional = profile_of(starter, leaning, random=random, today=today, now=now)
        if starter.is_trainee:
            professional.supervised_by = supervisor
        else:
            supervisor = professional
        professionals.append(professional)
        work_locations.append(
            WorkLocation(
                professional=professional,
                place_name=starter.town.name,
                radius_km=random.choice((15, 20, 25, 30, 40)),
                **starter.town.near(random),
            )
        )
        qualifications.append(
            Qualification(
                professional=professional,
                name=leaning.diploma,
                institute="Voorbeeldacademie",
                year=today.year - random.randint(2, 25),
            )
        )
    # Those who are supervised come after all others, so that the row they point at exists.
    ordered = sorted(professionals, key=lambda professional: professional.supervised_by_id is not None)
    Professional.objects.bulk_create(ordered, batch_size=BATCH)
    WorkLocation.objects.bulk_create(work_locations, batch_size=BATCH)
    Qualification.objects.bulk_create(qualifications, batch_size=BATCH)
    record_all("professional.added", professionals, by=None, now=now)
    return professionals


def profile_of(
    starter: Starter, leaning: Leaning, *, random: Random, today: date, now: datetime
) -> Professional:
    """Draw the expertise of one starter; nothing is saved."""
    groups = leaning.groups[: random.randint(2, len(leaning.groups))]
    methods = random.sample(leaning.methods, random.randint(2, 4))
    languages = {Language.DUTCH, *starter.languages} | drawn(OTHER_LANGUAGES, random)
    has_mark = not starter.is_trainee and random.random() < 0.45
    return Professional(
        user=starter.user,
        practice=starter.practice,
        name=starter.user.name,
        kind=ProfessionalKind.TRAINEE if starter.is_trainee else ProfessionalKind.THERAPIST,
        gender=starter.gender,
        about=leaning.about,
        email=starter.user.email,
        groups=frozenset(groups),
        client_roles=frozenset(leaning.roles),
        problems=frozenset(leaning.problems),
        methods=frozenset(methods),
        languages=frozenset(languages),
        settings=drawn(SETTINGS, random) or frozenset({Setting.AMBULATORY}),
        fundings=drawn(FUNDINGS, random) or frozenset({Funding.INSURANCE}),
        works_with_interpreter=random.random() < 0.6,
        quality_mark_until=today + timedelta(days=random.randint(30, 900)) if has_mark else None,
        updated_at=now - timedelta(days=random.randint(0, 300)),
    )


def drawn(chances: Sequence[tuple[Any, float]], random: Random) -> frozenset[Any]:
    """Return the members whose draw succeeded."""
    return frozenset(member for member, chance in chances if random.random() < chance)
