"""Who may do what with people, organisations, profiles and addresses: every actor against every permission."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from drakentemmers.accounts.models import Membership
from drakentemmers.accounts.permissions import Permission, demand
from drakentemmers.accounts.rules import OrganisationKind, Role
from drakentemmers.directory.models import Location, Professional
from drakentemmers.kernel.clock import local_date
from tests.factories.accounts import OrganisationFactory, UserFactory, person_with
from tests.factories.directory import LocationFactory, ProfessionalFactory

pytestmark = pytest.mark.django_db

P = Permission
SEEN = {P.VIEW_PROFESSIONAL}
OURS = [permission for permission in Permission if not permission.startswith("matching.")]
MAY = {
    "stranger": SEEN,
    "without a role": SEEN,
    "the professional": {*SEEN, P.EDIT_PROFESSIONAL, P.VIEW_ADDRESS},
    "colleague": {*SEEN, P.VIEW_ADDRESS},
    "member": {*SEEN, P.VIEW_ADDRESS},
    "coordinator": {*SEEN, P.EDIT_ORGANISATION, P.EDIT_PROFESSIONAL, P.VIEW_ADDRESS},
    "owner": {*SEEN, P.EDIT_ORGANISATION, P.MANAGE_MEMBERS, P.EDIT_PROFESSIONAL, P.VIEW_ADDRESS},
    "owner once": SEEN,
    "owner soon": SEEN,
    "owner elsewhere": SEEN,
    "coordinator elsewhere": SEEN,
    "closed account": SEEN,
}
ROLES = dict.fromkeys(Role, SEEN) | {
    Role.PROJECT_LEAD: {*SEEN, P.VERIFY_REGISTRATION, P.IMPORT_DIRECTORY},
    Role.ADMINISTRATOR: {
        *SEEN,
        P.VERIFY_REGISTRATION,
        P.IMPORT_DIRECTORY,
        P.EDIT_AREAS,
        P.USE_ADMIN,
    },
    Role.EDITOR: {*SEEN, P.EDIT_AREAS, P.USE_ADMIN},
}


@pytest.fixture
def professional() -> Professional:
    """A therapist of a practice."""
    return ProfessionalFactory(practice=OrganisationFactory(kind=OrganisationKind.PRACTICE))


@pytest.fixture
def location(professional: Professional) -> Location:
    """A location of that practice whose address is a secret."""
    return LocationFactory(organisation=professional.practice)


@pytest.fixture
def actors(professional: Professional) -> dict[str, object]:
    """Everybody who may meet them."""
    practice = professional.practice
    once, soon = UserFactory(), UserFactory()
    today = local_date(timezone.now())
    seat = {"organisation": practice, "role": Role.OWNER}
    Membership.objects.create(
        user=once, starts_on=today.replace(year=2020), ends_on=today.replace(year=2021), **seat
    )
    Membership.objects.create(user=soon, starts_on=today.replace(year=today.year + 1), **seat)
    Membership.objects.create(
        user=professional.user, organisation=practice, role=Role.THERAPIST, starts_on=today
    )
    closed = person_with(Role.OWNER, practice, is_active=False)
    return {
        "stranger": AnonymousUser(),
        "without a role": UserFactory(),
        "the professional": professional.user,
        "colleague": person_with(Role.THERAPIST, practice),
        "member": person_with(Role.MEMBER, practice),
        "coordinator": person_with(Role.COORDINATOR, practice),
        "owner": person_with(Role.OWNER, practice),
        "owner once": once,
        "owner soon": soon,
        "owner elsewhere": person_with(Role.OWNER),
        "coordinator elsewhere": person_with(Role.COORDINATOR),
        "closed account": closed,
    }


def rights(user: object, professional: Professional, location: Location) -> set[Permission]:
    """Return everything `user` may do with this practice, this therapist and this address."""
    objects = {
        P.EDIT_ORGANISATION: professional.practice,
        P.MANAGE_MEMBERS: professional.practice,
        P.VIEW_PROFESSIONAL: professional,
        P.EDIT_PROFESSIONAL: professional,
        P.VERIFY_REGISTRATION: professional,
        P.VIEW_ADDRESS: location,
    }
    return {permission for permission in OURS if user.has_perm(permission, objects.get(permission))}


@pytest.mark.parametrize("name", MAY)
def test_what_somebody_may_do(name: str, actors, professional: Professional, location: Location) -> None:
    assert rights(actors[name], professional, location) == MAY[name]


@pytest.mark.parametrize("role", Role)
def test_what_a_role_elsewhere_may_do(role: Role, professional: Professional, location: Location) -> None:
    assert rights(person_with(role), professional, location) == ROLES[role]


def test_the_office_does_not_check_its_own_number() -> None:
    lead = person_with(Role.PROJECT_LEAD)

    assert not lead.has_perm(P.VERIFY_REGISTRATION, ProfessionalFactory(user=lead))


def test_a_hidden_profile_is_seen_by_itself_its_practice_and_the_office(actors, professional) -> None:
    professional.is_active = False
    professional.save()

    seen_by = {name for name, user in actors.items() if user.has_perm(P.VIEW_PROFESSIONAL, professional)}

    assert seen_by == {"the professional", "coordinator", "owner"}
    assert person_with(Role.PROJECT_LEAD).has_perm(P.VIEW_PROFESSIONAL, professional)


def test_an_open_address_is_for_everybody(actors, location: Location) -> None:
    location.is_confidential = False

    assert all(user.has_perm(P.VIEW_ADDRESS, location) for user in actors.values())


@pytest.mark.parametrize("permission", OURS)
def test_the_system_may_what_it_is_coded_to_do_and_a_stranger_hears_no(permission: Permission) -> None:
    demand(None, permission)
    with pytest.raises(PermissionDenied):
        demand(UserFactory(), permission)
