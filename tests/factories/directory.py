"""Real areas, organisations' pages and professionals for tests."""

from datetime import date

import factory

from drakentemmers.accounts.rules import OrganisationKind, Role
from drakentemmers.directory.models import (
    Location,
    Municipality,
    OrganisationProfile,
    Place,
    PostcodeArea,
    Professional,
    Qualification,
    Region,
    Registration,
    WorkLocation,
)
from drakentemmers.directory.rules import (
    ClientGroup,
    ClientRole,
    Funding,
    Language,
    Method,
    Problem,
    RegionModel,
    Register,
    Setting,
)
from drakentemmers.kernel.geography import point
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory

ALMERE = (52.37, 5.22)
UTRECHT = (52.09, 5.12)
GRONINGEN = (53.22, 6.57)


class LocatedFactory(factory.django.DjangoModelFactory):
    """Fills the metres that belong to latitude and longitude; Almere unless said otherwise."""

    class Meta:
        abstract = True

    latitude, longitude = ALMERE
    x = factory.LazyAttribute(lambda row: point(row.latitude, row.longitude).x)
    y = factory.LazyAttribute(lambda row: point(row.latitude, row.longitude).y)
    z = factory.LazyAttribute(lambda row: point(row.latitude, row.longitude).z)


class MunicipalityFactory(LocatedFactory):
    class Meta:
        model = Municipality
        django_get_or_create = ["code"]

    code = "GM0034"
    name = "Almere"
    source = "test"
    valid_from = date(2025, 1, 1)


class PlaceFactory(LocatedFactory):
    class Meta:
        model = Place

    geoname_id = factory.Sequence(lambda n: 9_000_000 + n)
    name = "Almere"
    search_name = factory.LazyAttribute(lambda row: row.name.lower())
    population = 200_000


class PostcodeAreaFactory(LocatedFactory):
    class Meta:
        model = PostcodeArea

    pc4 = "1315"
    place_name = "Almere"
    source = "test"


class RegionFactory(factory.django.DjangoModelFactory[Region]):
    class Meta:
        model = Region

    code = factory.Sequence(lambda n: f"pr-regio-{n}")
    model = RegionModel.PROGRAMME
    name = factory.Sequence(lambda n: f"Regio {n}")
    source = "test"
    valid_from = date(2025, 1, 1)


class OrganisationProfileFactory(factory.django.DjangoModelFactory[OrganisationProfile]):
    class Meta:
        model = OrganisationProfile

    organisation = factory.SubFactory(OrganisationFactory)
    about = "Wij vangen gezinnen op."


class LocationFactory(LocatedFactory):
    """A confidential location in Almere."""

    class Meta:
        model = Location

    organisation = factory.SubFactory(OrganisationFactory)
    name = "Hoofdlocatie"
    street = "Testweg 1"
    postcode = "1315 AB"
    place_name = "Almere"
    municipality = factory.SubFactory(MunicipalityFactory)
    is_confidential = True


class ProfessionalFactory(factory.django.DjangoModelFactory[Professional]):
    """A therapist for children and adults with trauma, Dutch and English, with an account.

    Who has no role yet gets that of therapist: at the practice, or at one of its own. `role=None`: no role at all.
    """

    class Meta:
        model = Professional
        skip_postgeneration_save = True

    user = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda n: f"Behandelaar Nummer{n}")
    email = factory.Sequence(lambda n: f"behandelaar{n}@voorbeeld.example")
    groups = frozenset({ClientGroup.CHILD_6_12, ClientGroup.ADULT})
    client_roles = frozenset(ClientRole)
    problems = frozenset({Problem.TRAUMA})
    methods = frozenset({Method.EMDR})
    languages = frozenset({Language.DUTCH, Language.ENGLISH})
    settings = frozenset({Setting.AMBULATORY, Setting.SHELTER})
    fundings = frozenset({Funding.INSURANCE, Funding.YOUTH_ACT})

    @classmethod
    def _create(cls, model_class, *args, role: Role | None = Role.THERAPIST, **fields):
        professional = super()._create(model_class, *args, **fields)
        user, practice = professional.user, professional.practice
        if user is not None and role is not None and not user.memberships.exists():
            place = practice or OrganisationFactory(kind=OrganisationKind.PRACTICE)
            MembershipFactory(user=user, organisation=place, role=role)
        return professional


class WorkLocationFactory(LocatedFactory):
    class Meta:
        model = WorkLocation

    professional = factory.SubFactory(ProfessionalFactory)
    place_name = "Almere"
    postcode = "1315"
    radius_km = 30


class QualificationFactory(factory.django.DjangoModelFactory[Qualification]):
    class Meta:
        model = Qualification

    professional = factory.SubFactory(ProfessionalFactory)
    name = "EMDR-therapeut"
    institute = "Testinstituut"
    year = 2020


class RegistrationFactory(factory.django.DjangoModelFactory[Registration]):
    class Meta:
        model = Registration

    professional = factory.SubFactory(ProfessionalFactory)
    register = Register.BIG
    number = factory.Sequence(lambda n: f"{19_000_000_000 + n * 100 + 25:011d}")
