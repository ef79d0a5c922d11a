"""Signing in, signing out, and what one signs in with: what the log holds of it."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from drakentemmers.accounts.rules import Role
from drakentemmers.accounts.session_clock import SEEN_AT
from drakentemmers.audit.models import Event
from tests.factories.accounts import PASSWORD, UserFactory, person_with
from tests.factories.sign_in import IN, STEP, let_pass

pytestmark = pytest.mark.django_db
SECURITY = "/account/beveiliging"


def written(action: str) -> list[tuple[str, str, dict]]:
    rows = Event.objects.filter(action=action).order_by("pk")
    return [(row.actor_id, row.subject_id, row.details) for row in rows]


def test_each_wrong_password_is_a_line_about_the_person(client: Client) -> None:
    user = UserFactory()
    for _ in range(2):
        client.post(IN, {"login": user.email, "password": "niet-dit-wachtwoord"})

    assert written("sign_in.failed") == [("", str(user.pk), {"tried": "password"})] * 2


def test_of_an_address_nobody_has_the_log_holds_a_number_and_no_address(client: Client) -> None:
    client.post(IN, {"login": "wie.is.dit@voorbeeld.example", "password": "niet-dit-wachtwoord"})

    ((actor, subject, details),) = written("sign_in.failed")
    assert (actor, details, len(subject)) == ("", {"tried": "password"}, 40)
    assert "wie.is.dit" not in str(Event.objects.values())


def test_a_wrong_code_at_the_second_step_is_a_line(client: Client) -> None:
    user = UserFactory()
    client.post(IN, {"login": user.email, "password": PASSWORD})
    client.post(STEP, {"code": "000000"})

    assert written("sign_in.failed") == [("", str(user.pk), {"tried": "code"})]


def test_a_wrong_code_while_confirming_names_who_is_signed_in(client: Client) -> None:
    user = person_with(Role.MEMBER)
    client.force_login(user)
    client.post("/account/bevestigen", {"code": "000000"})

    assert written("sign_in.failed") == [(str(user.pk), str(user.pk), {"tried": "code"})]


def test_signing_out_is_a_line(client: Client) -> None:
    user = UserFactory()
    client.force_login(user)
    client.post("/uitloggen")

    assert written("session.ended") == [(str(user.pk), str(user.pk), {})]


def test_a_session_that_was_over_has_no_author(client: Client) -> None:
    user = person_with(Role.MEMBER)
    client.force_login(user)
    let_pass(client, SEEN_AT, hours=1)
    client.get("/mijn")

    assert written("session.ended") == [("", str(user.pk), {})]


def passkey(user) -> Authenticator:
    return Authenticator.objects.create(user=user, type="webauthn", data={"name": "Een", "credential": {}})


def test_a_passkey_that_gets_another_name_or_goes_is_a_line(client: Client) -> None:
    user = person_with(Role.MEMBER)
    row = passkey(user)
    number, me = row.pk, str(user.pk)
    client.force_login(user)
    client.post(f"{SECURITY}/passkeys/{number}/naam", {"name": "Ander"})
    client.post(f"{SECURITY}/passkeys/{number}/weg")

    about = {"factor": "webauthn", "number": number}
    assert written("second_factor.changed") == [(me, me, about)]
    assert written("second_factor.removed") == [(me, me, about)]


def test_fresh_recovery_codes_take_the_place_of_the_old(client: Client) -> None:
    user = person_with(Role.MEMBER)
    client.force_login(user)
    for _ in range(2):
        client.post(f"{SECURITY}/herstelcodes/nieuw")

    assert [each[2]["factor"] for each in written("second_factor.added")] == ["recovery_codes"] * 2
    assert [each[2]["factor"] for each in written("second_factor.removed")] == ["recovery_codes"]


def test_an_app_that_is_stopped_is_a_line(client: Client) -> None:
    user = person_with(Role.MEMBER)
    passkey(user)
    client.force_login(user)
    client.post(f"{SECURITY}/app/weg")

    assert [each[2]["factor"] for each in written("second_factor.removed")] == ["totp"]
