"""Real people, organisations and memberships for tests."""

import time
from datetime import date

import factory
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import encrypt

from drakentemmers.accounts.models import Membership, Organisation, User
from drakentemmers.accounts.rules import OrganisationKind, Role

PASSWORD = "een-lang-wachtwoord"
APP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # of the app with codes that everybody here has


class UserFactory(factory.django.DjangoModelFactory[User]):
    """Somebody who can sign in with `PASSWORD` and has no role yet.

    With an app that shows codes as second factor, unless `second_factor=False`: without one a professional gets
    nowhere but to the page that sets it up.
    """

    class Meta:
        model = User
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Persoon Nummer{n}")
    email = factory.Sequence(lambda n: f"persoon{n}@voorbeeld.example")

    @classmethod
    def _create(cls, model_class, *args, second_factor: bool = True, **fields):
        user = model_class.objects.create_user(password=PASSWORD, **fields)
        if second_factor:
            give_app(user)
        return user


def give_app(user: User) -> Authenticator:
    """Let `user` have an app that shows the codes of `APP_SECRET`."""
    kind = Authenticator.Type.TOTP
    return Authenticator.objects.create(user=user, type=kind, data={"secret": encrypt(APP_SECRET)})


def app_code(*, steps: int = 0) -> str:
    """Return the code that the app shows now, or so many half minutes later."""
    return format_hotp_value(hotp_value(APP_SECRET, int(time.time()) // 30 + steps))


class OrganisationFactory(factory.django.DjangoModelFactory[Organisation]):
    """A women's shelter, unless said otherwise."""

    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Organisatie {n}")
    kind = OrganisationKind.WOMENS_SHELTER


class MembershipFactory(factory.django.DjangoModelFactory[Membership]):
    """A member of some organisation since the start of 2026."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = Role.MEMBER
    starts_on = date(2026, 1, 1)


def person_with(role: Role, organisation: Organisation | None = None, **fields: object) -> User:
    """Return a fresh person who holds `role` in `organisation` (a new one when none is given)."""
    user = UserFactory(**fields)
    MembershipFactory(user=user, role=role, organisation=organisation or OrganisationFactory())
    return user
