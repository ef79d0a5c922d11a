"""Writes about people who can sign in."""

import secrets
from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import IntegrityError, transaction

from drakentemmers.accounts.models import User
from drakentemmers.accounts.permissions import Permission, demand
from drakentemmers.audit.actions import record


class AddressTaken(Exception):  # noqa: N818 - reads as the sentence it is
    """Somebody has an account with this address already."""


@transaction.atomic
def add_person(*, email: str, name: str, by: User | None, now: datetime, is_demo: bool = False) -> User:
    """Add somebody who can sign in once a password is set."""
    demand(by, Permission.IMPORT_DIRECTORY)
    user = User.objects.create_user(email, name=name, is_demo=is_demo)
    record("person.added", user, by=by, now=now)
    return user


@transaction.atomic
def open_account(*, email: str, name: str, by: User | None, now: datetime) -> User:
    """Open an account without a password for an address that is known to belong to the person.

    The person chooses a password or passkey by a link (see accounts/forms/door.py). Whoever calls this has
    checked by another rule that the account may exist (an invitation, an application). Raises AddressTaken
    when somebody has the address, also when that somebody came in at the same moment.
    """
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, name=name.strip())
            EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    except IntegrityError:
        raise AddressTaken(email) from None
    record("account.opened", user, by=by, now=now)
    return user


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
