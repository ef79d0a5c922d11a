"""A region with people who wait and therapists with places, and who leads it."""

from collections.abc import Iterable

from django.utils import timezone

from drakentemmers.accounts.models import Organisation, User
from drakentemmers.accounts.rules import OrganisationKind, Role
from drakentemmers.directory.models import Professional
from drakentemmers.matching.actions.rounds import make_round
from drakentemmers.matching.actions.working_out import set_to_work
from drakentemmers.matching.models import Round, Suggestion, TreatmentRequest
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory, person_with
from tests.factories.directory import OrganisationProfileFactory, RegionFactory, WorkLocationFactory
from tests.factories.matching import open_request_by
from tests.factories.matching import therapist as professional_with_offer

FLEVOLAND = "pr-flevoland"
ALMERE, LELYSTAD = (52.37, 5.22), (52.51, 5.47)


def region(code: str = FLEVOLAND, name: str = "Flevoland"):
    return RegionFactory(code=code, name=name)


def shelter(in_region=None, name: str = "Opvang De Brug") -> User:
    """Return somebody of a shelter in a region who asks."""
    organisation = OrganisationFactory(name=name)
    OrganisationProfileFactory(organisation=organisation, region=in_region or region())
    return person_with(Role.MEMBER, organisation)


def lead_of(code: str = FLEVOLAND) -> User:
    """Return the lead of a region."""
    user = UserFactory(name="Lotte Regio")
    MembershipFactory(
        user=user, organisation=OrganisationFactory(name="Kantoor"), role=Role.REGION_LEAD, region=code
    )
    return user


def project_lead() -> User:
    return person_with(Role.PROJECT_LEAD, OrganisationFactory(name="Projectbureau"))


def therapist(
    name: str = "Behandelaar", *, at: tuple[float, float] = ALMERE, **fields: object
) -> Professional:
    """Return a therapist with a place from this week on."""
    found = professional_with_offer(now=timezone.now(), name=name, user=UserFactory(), **fields)
    WorkLocationFactory(professional=found, latitude=at[0], longitude=at[1])
    return found


def practice(name: str = "Praktijk De Linde") -> Organisation:
    return OrganisationFactory(name=name, kind=OrganisationKind.PRACTICE)


def waiting(asker: User, count: int, **fields: object) -> list[TreatmentRequest]:
    return [open_request_by(asker, now=timezone.now(), **fields) for _ in range(count)]


def held_round(scope: str = FLEVOLAND, **fields: object) -> Round:
    """Return a round with its proposal."""
    now = timezone.now()
    held = make_round(scope=scope, by=None, now=now, **fields)
    set_to_work(held, now=now)
    return held


def proposal(held: Round) -> dict[str, str]:
    """Return who is proposed for whom, by pseudonym and name."""
    rows = held.suggestions.proposed().select_related("request", "professional")
    return {row.request.pseudonym: row.professional.name for row in rows}


def lines(held: Round, requests: Iterable[TreatmentRequest]) -> list[Suggestion]:
    found = held.suggestions.filter(request__in=list(requests)).select_related("request")
    return list(found)
