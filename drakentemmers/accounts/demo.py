"""This app's part of the demonstration: invented organisations and people."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.contrib.auth.hashers import make_password

from drakentemmers.accounts.actions.consent import give_consent, withdraw_consent
from drakentemmers.accounts.actions.organisations import add_member, add_organisation
from drakentemmers.accounts.actions.people import add_person
from drakentemmers.accounts.consent import TEXTS
from drakentemmers.accounts.models import Membership, Organisation, User
from drakentemmers.accounts.placed_factors import place_of, sealed_for
from drakentemmers.accounts.roles import default_end
from drakentemmers.accounts.rules import OrganisationKind, Role
from drakentemmers.audit.actions import record_all

BATCH = 1000
WITHOUT_APP = 9  # one in so many


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody to add: a name, an address that leads nowhere, and the seat at one organisation."""

    name: str
    email: str
    organisation: Organisation
    role: Role
    region: str = ""


def found_organisation(*, name: str, kind: OrganisationKind, now: datetime) -> Organisation:
    """Add one invented organisation the way the office does."""
    return add_organisation(name=name, kind=kind, by=None, now=now)


def welcome(newcomer: Newcomer, *, starts_on: date, now: datetime) -> User:
    """Add somebody who can sign in: with a password, which every start of the demonstration replaces."""
    user = add_person(email=newcomer.email, name=newcomer.name, by=None, now=now, is_demo=True)
    user.set_password(secrets.token_urlsafe(24))
    user.save(update_fields=["password"])
    add_member(
        organisation=newcomer.organisation,
        user=user,
        role=newcomer.role,
        starts_on=starts_on,
        region=newcomer.region,
        by=None,
        now=now,
    )
    return user


def agree(users: Sequence[User], *, since: datetime, now: datetime) -> None:
    """Let the first of `users` agree to everything, the second agree and take it back, and so on by turns."""
    for number, user in enumerate(users):
        for purpose, words in TEXTS.items():
            give_consent(user=user, purpose=purpose, version=words.version, by=user, now=since)
            if number % 2:
                withdraw_consent(user=user, purpose=purpose, by=user, now=now)


def found_practices(names: Sequence[str], *, now: datetime) -> list[Organisation]:
    """Add many practices in one go."""
    practices = [Organisation(name=name, kind=OrganisationKind.PRACTICE) for name in names]
    Organisation.objects.bulk_create(practices, batch_size=BATCH)
    record_all("organisation.added", practices, by=None, now=now, kind=OrganisationKind.PRACTICE)
    return practices


def welcome_all(newcomers: Sequence[Newcomer], *, starts_on: date, now: datetime) -> list[User]:
    """Add many people in one go. They have no password: they act in the story, nobody signs in as them.

    Nearly all have an app with codes, whose secret nobody knows; now and then somebody has not got round to it.
    """
    users = [
        User(email=newcomer.email, name=newcomer.name, is_demo=True, password=make_password(None))
        for newcomer in newcomers
    ]
    User.objects.bulk_create(users, batch_size=BATCH)
    memberships = [
        Membership(
            user=user,
            organisation=newcomer.organisation,
            role=newcomer.role,
            starts_on=starts_on,
            ends_on=default_end(newcomer.role, starts_on),
        )
        for user, newcomer in zip(users, newcomers, strict=True)
    ]
    Membership.objects.bulk_create(memberships, batch_size=BATCH)
    apps = [
        Authenticator(
            user=user,
            type=Authenticator.Type.TOTP,
            data={"secret": sealed_for(place_of(user.pk, "secret"), generate_totp_secret())},
        )
        for number, user in enumerate(users, start=1)
        if number % WITHOUT_APP
    ]
    Authenticator.objects.bulk_create(apps, batch_size=BATCH)
    record_all("person.added", users, by=None, now=now)
    record_all("membership.added", memberships, by=None, now=now)
    return users
