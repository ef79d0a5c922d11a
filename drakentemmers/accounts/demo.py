"""This app's part of the demonstration: invented organisations and people."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.hashers import make_password

from drakentemmers.accounts.actions import add_member, add_organisation, add_person
from drakentemmers.accounts.models import Membership, Notification, Organisation, User
from drakentemmers.accounts.rules import OrganisationKind, Role
from drakentemmers.audit.actions import record_all

BATCH = 1000


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


def found_practices(names: Sequence[str], *, now: datetime) -> list[Organisation]:
    """Add many practices in one go."""
    practices = [Organisation(name=name, kind=OrganisationKind.PRACTICE) for name in names]
    Organisation.objects.bulk_create(practices, batch_size=BATCH)
    record_all("organisation.added", practices, by=None, now=now, kind=OrganisationKind.PRACTICE)
    return practices


def welcome_all(newcomers: Sequence[Newcomer], *, starts_on: date, now: datetime) -> list[User]:
    """Add many people in one go. They have no password: they act in the story, nobody signs in as them."""
    users = [
        User(email=newcomer.email, name=newcomer.name, is_demo=True, password=make_password(None))
        for newcomer in newcomers
    ]
    User.objects.bulk_create(users, batch_size=BATCH)
    memberships = [
        Membership(user=user, organisation=newcomer.organisation, role=newcomer.role, starts_on=starts_on)
        for user, newcomer in zip(users, newcomers, strict=True)
    ]
    Membership.objects.bulk_create(memberships, batch_size=BATCH)
    record_all("person.added", users, by=None, now=now)
    record_all("membership.added", memberships, by=None, now=now)
    return users


def settle_notifications(*, read_before: datetime) -> None:
    """Keep every mail of the story in the drawer, and mark what is old as read."""
    Notification.objects.waiting_to_be_mailed().update(mail_state=Notification.Mail.NONE)
    Notification.objects.unread().filter(at__lt=read_before).update(read_at=read_before)
