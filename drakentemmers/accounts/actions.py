"""Writes about people: accounts, memberships, notifications."""

import secrets
from datetime import date, datetime

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction

from drakentemmers.accounts.models import Membership, Notification, Organisation, User
from drakentemmers.accounts.permissions import Permission, demand
from drakentemmers.accounts.rules import OrganisationKind, Role
from drakentemmers.accounts.tasks import deliver_mail
from drakentemmers.audit.actions import record


@transaction.atomic
def add_organisation(*, name: str, kind: OrganisationKind, by: User | None, now: datetime) -> Organisation:
    """Add a tenant. Only the network's office does this (through an import or the demonstration)."""
    demand(by, Permission.IMPORT_DIRECTORY)
    organisation = Organisation.objects.create(name=name, kind=kind)
    record("organisation.added", organisation, by=by, now=now, kind=kind)
    return organisation


@transaction.atomic
def add_person(*, email: str, name: str, by: User | None, now: datetime, is_demo: bool = False) -> User:
    """Add somebody who can sign in once a password is set."""
    demand(by, Permission.IMPORT_DIRECTORY)
    user = User.objects.create_user(email, name=name, is_demo=is_demo)
    record("person.added", user, by=by, now=now)
    return user


@transaction.atomic
def add_member(
    *,
    organisation: Organisation,
    user: User,
    role: Role,
    starts_on: date,
    by: User | None,
    now: datetime,
    ends_on: date | None = None,
    region: str = "",
) -> Membership:
    """Give a person one role in one organisation for a period."""
    demand(by, Permission.MANAGE_MEMBERS, organisation)
    membership = Membership.objects.create(
        organisation=organisation, user=user, role=role, starts_on=starts_on, ends_on=ends_on, region=region
    )
    record("membership.added", membership, by=by, now=now, on_behalf_of=organisation.pk, role=role)
    return membership


def refresh_demo_passwords() -> list[tuple[User, str]]:
    """Give every demonstration person who signs in a fresh random password and return it, this once, in clear.

    The crowd around them has no password and keeps none.
    """
    invented = User.objects.filter(is_demo=True, is_active=True)
    people = list(invented.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX).order_by("pk"))
    fresh = [(user, "-".join(secrets.token_hex(2) for _ in range(3))) for user in people]
    for user, password in fresh:
        user.set_password(password)
    User.objects.bulk_update(people, ["password"])
    return fresh


@transaction.atomic
def notify(
    *, user: User, topic: str, text: str, path: str, now: datetime, subject: str = "", mail: str = ""
) -> Notification:
    """Put a line under the bell of `user`; with `mail`, send one mail once the transaction has been kept.

    `text`, `subject` and `mail` are neutral: no client, no violence, no address.
    """
    state = Notification.Mail.WAITING if mail and user.is_active else Notification.Mail.NONE
    notification = Notification.objects.create(
        user=user,
        at=now,
        topic=topic,
        text=text,
        path=path,
        mail_state=state,
        mail_subject=subject,
        mail_text=mail,
    )
    if state == Notification.Mail.WAITING:
        transaction.on_commit(lambda: deliver_mail.enqueue(notification.pk))
    return notification


@transaction.atomic
def mark_read(*, by: User, now: datetime) -> int:
    """Mark every notification of `by` as read and return how many that were."""
    return by.notifications.unread().update(read_at=now)
