"""Real people, organisations and memberships for tests."""

from datetime import date

import factory

from drakentemmers.accounts.models import Membership, Organisation, User
from drakentemmers.accounts.rules import OrganisationKind, Role

PASSWORD = "een-lang-wachtwoord"


class UserFactory(factory.django.DjangoModelFactory[User]):
    """Somebody who can sign in with `PASSWORD` and has no role yet."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Persoon Nummer{n}")
    email = factory.Sequence(lambda n: f"persoon{n}@voorbeeld.example")

    @classmethod
    def _create(cls, model_class, *args, **fields):
        return model_class.objects.create_user(password=PASSWORD, **fields)


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
