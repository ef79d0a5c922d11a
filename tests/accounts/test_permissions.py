"""Who may do what with people, organisations, profiles and addresses: every actor against every permission."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.contrib.auth.models import Permission as AuthPermission
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from drakentemmers.accounts.models import Membership, User
from drakentemmers.accounts.permissions import Permission, demand
from drakentemmers.accounts.rules import REQUESTING, TREATING, OrganisationKind, Role
from drakentemmers.directory.models import Location, Professional
from drakentemmers.kernel.clock import local_date
from tests.factories.accounts import OrganisationFactory, UserFactory, person_with
from tests.factories.directory import LocationFactory, ProfessionalFactory

pytestmark = pytest.mark.django_db

P = Permission
SEEN = {P.VIEW_PROFESSIONAL}
WORKS = {*SEEN, P.ASK_EMERGENCY}
GUARDS = {P.HANDLE_FREEZE, P.GRANT_EMERGENCY, P.KEEP_DECOYS}
COORDINATES = {P.EDIT_ORGANISATION, P.VIEW_MEMBERS, P.INVITE_GUEST, P.EDIT_PROFESSIONAL, P.VIEW_ADDRESS}
OFFICE = {P.VERIFY_REGISTRATION, P.IMPORT_DIRECTORY, P.GIVE_ROLES, P.VIEW_APPLICATION, P.JUDGE_APPLICATION}
OURS = [permission for permission in Permission if not permission.startswith("matching.")]
MAY = {
    "stranger": SEEN,
    "without a role": SEEN,
    "the professional": {*WORKS, P.EDIT_PROFESSIONAL, P.VIEW_ADDRESS},
    "colleague": {*WORKS, P.VIEW_ADDRESS},
    "member": {*WORKS, P.VIEW_ADDRESS},
    "coordinator": {*WORKS, *COORDINATES},
    "owner": {P.WAKE_ACCOUNT, P.RESET_FACTOR, *WORKS, *COORDINATES, P.MANAGE_MEMBERS, P.SET_BLOCK},
    "owner once": SEEN,
    "owner soon": SEEN,
    "owner elsewhere": WORKS,
    "coordinator elsewhere": WORKS,
    "closed account": SEEN,
}
WORKING = TREATING | REQUESTING | {Role.REGION_LEAD}
ROLES = (
    dict.fromkeys(Role, SEEN)
    | dict.fromkeys(WORKING, WORKS)
    | {
        Role.LOG_MANAGER: {*SEEN, *GUARDS, P.VIEW_LOG, P.REVIEW_LOG},
        Role.PROJECT_LEAD: {*WORKS, *OFFICE, P.SET_BLOCK},
        Role.ADMINISTRATOR: {*WORKS, *OFFICE, *GUARDS, P.SET_BLOCK, P.EDIT_AREAS, P.USE_ADMIN, P.KEEP_OUTBOX}
        | {P.SEND_NEWSLETTER}
        | {P.MANAGE_IDENTITY, P.WAKE_ACCOUNT, P.RESET_FACTOR, P.AGREE_TO_RESET},
        Role.EDITOR: {*SEEN, P.EDIT_AREAS, P.USE_ADMIN, P.SEND_NEWSLETTER},
    }
)


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
        P.SET_BLOCK: professional.practice,
        P.VIEW_MEMBERS: professional.practice,
        P.INVITE_GUEST: professional.practice,
        P.WAKE_ACCOUNT: professional.user,
        P.RESET_FACTOR: professional.user,
        P.AGREE_TO_RESET: professional.user,
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


class TestNobodyStandsAboveTheRoles:
    """The flags and groups of the framework open nothing here."""

    @pytest.mark.parametrize("permission", list(Permission))
    def test_a_flag_opens_nothing_that_the_predicates_do_not(self, permission: Permission) -> None:
        flagged, plain = UserFactory(), UserFactory()
        flagged.is_superuser = flagged.is_staff = True

        assert flagged.has_perm(permission) is plain.has_perm(permission)
        assert flagged.has_module_perms("insight") is False

    def test_a_group_opens_nothing(self) -> None:
        user, group = UserFactory(), Group.objects.create(name="Allen")
        group.permissions.set(AuthPermission.objects.all())
        user.groups.add(group)

        assert not user.has_perm("wagtailimages.add_image")
        assert not user.has_perm(Permission.USE_ADMIN)

    @pytest.mark.parametrize("flag", ["is_superuser", "is_staff"])
    def test_the_database_refuses_the_flags(self, flag: str) -> None:
        user = UserFactory()

        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.filter(pk=user.pk).update(**{flag: True})

    def test_nobody_is_made_everything_from_the_command_line(self) -> None:
        with pytest.raises(CommandError, match="first_administrators"):
            call_command("createsuperuser")
        with pytest.raises(ValueError, match="first_administrators"):
            User.objects.create_superuser(email="een@voorbeeld.example", password=None)
