"""Coming in as people do: by the door, with the app of the factory."""

from datetime import timedelta

from django.test import Client

from drakentemmers.accounts.models import User
from tests.factories.accounts import PASSWORD, app_code

IN, STEP = "/inloggen", "/inloggen/tweede-stap"


def come_in(client: Client, user: User, **headers: str) -> Client:
    """Sign in with password and code; returns the client, which is in."""
    client.post(IN, {"login": user.email, "password": PASSWORD}, headers=headers)
    client.post(STEP, {"code": app_code()}, headers=headers)
    assert client.session.get("_auth_user_id") == str(user.pk)
    return client


def forget_codes(user: User) -> None:
    """Let the app of `user` start afresh, as if half a minute went by."""
    for row in user.authenticator_set.filter(type="totp"):
        row.data.pop("last_counter", None)
        row.save()


def let_pass(client: Client, *keys: str, **time: float) -> None:
    """Let the moments `keys` in the session of `client` be so much longer ago."""
    session = client.session
    for key in keys:
        session[key] -= timedelta(**time).total_seconds()
    session.save()


def is_in(client: Client) -> bool:
    """Tell whether the next request of `client` finds somebody signed in."""
    return client.get("/mijn").status_code == 200
