"""Confirming to be there before what matters, and going on with what was typed."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone

from drakentemmers.accounts.rules import Role
from drakentemmers.accounts.session_clock import FRESH_AT, SEEN_AT, STARTED_AT
from drakentemmers.accounts.stepup import ConfirmationNeeded, Freshness, demand_fresh
from drakentemmers.audit.models import Event
from tests.factories.accounts import PASSWORD, UserFactory, app_code, person_with

pytestmark = pytest.mark.django_db
EXPORT, CONFIRM = "/organisaties/export/organisaties.csv", "/account/bevestigen"


def let_pass(client: Client, key: str, **time: float) -> None:
    """Let the session of `client` be older by so much."""
    session = client.session
    session[key] -= timedelta(**time).total_seconds()
    session.save()


@pytest.fixture
def lead(client: Client):
    """Somebody of the office, signed in, who was there an hour ago."""
    user = person_with(Role.PROJECT_LEAD)
    client.force_login(user)
    let_pass(client, FRESH_AT, hours=1)
    return user


def test_whoever_just_signed_in_is_not_asked(client: Client) -> None:
    client.force_login(person_with(Role.PROJECT_LEAD))

    assert client.get(EXPORT).status_code == 200


def test_an_export_asks_to_confirm_first_and_leads_back(client: Client, lead) -> None:
    asked = client.get(EXPORT)
    assert asked.headers["Location"] == f"{CONFIRM}?next={EXPORT.replace('/', '%2F')}"

    done = client.post(CONFIRM, {"code": app_code(), "next": EXPORT})

    assert done.headers["Location"] == EXPORT
    assert client.get(EXPORT).status_code == 200
    assert [e.actor_id for e in Event.objects.filter(action="sign_in.confirmed")] == [str(lead.pk)]


def test_a_wrong_code_is_refused_and_what_was_asked_stays_closed(client: Client, lead) -> None:
    answer = client.post(CONFIRM, {"code": "000000", "next": EXPORT})

    assert answer.status_code == 400
    assert "Deze code klopt niet" in answer.text
    assert client.get(EXPORT).status_code == 302


def test_a_code_confirms_once(client: Client, lead) -> None:
    code = app_code()
    client.post(CONFIRM, {"code": code})
    let_pass(client, FRESH_AT, hours=1)

    assert client.post(CONFIRM, {"code": code}).status_code == 400


def test_a_password_alone_is_enough_only_for_somebody_without_a_second_factor(client: Client) -> None:
    client.force_login(UserFactory(second_factor=False))
    let_pass(client, FRESH_AT, hours=1)
    assert client.post(CONFIRM, {"password": "verkeerd"}).status_code == 400
    assert client.post(CONFIRM, {"password": PASSWORD}).status_code == 302

    client.force_login(UserFactory())
    assert client.post(CONFIRM, {"password": PASSWORD}).status_code == 400


def test_nobody_is_led_to_another_site(client: Client, lead) -> None:
    done = client.post(CONFIRM, {"code": app_code(), "next": "https://elders.example/"})

    assert done.headers["Location"] == "/mijn"


def test_each_kind_has_a_limit_of_its_own(client: Client) -> None:
    request = HttpRequest()
    request.user, request.session = UserFactory(), client.session
    now = timezone.now().timestamp()
    request.session.update({STARTED_AT: now, SEEN_AT: now, FRESH_AT: now - 60 * 60})

    demand_fresh(request, Freshness.CLIENT_DATA)
    for kind in (Freshness.EXPORT, Freshness.RIGHTS):
        with pytest.raises(ConfirmationNeeded):
            demand_fresh(request, kind)


def test_part_of_a_page_leads_the_whole_page_to_confirming(client: Client, lead) -> None:
    answer = client.get(EXPORT, headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/mijn"})

    assert answer.headers["HX-Redirect"] == f"{CONFIRM}?next=%2Fmijn"


def test_the_api_says_what_to_do(client: Client) -> None:
    client.force_login(person_with(Role.COORDINATOR))
    let_pass(client, FRESH_AT, hours=3)

    answer = client.get("/api/v1/requests")

    assert answer.status_code == 401
    assert "/account/bevestigen" in answer.json()["detail"]


def test_what_was_typed_is_kept_while_confirming(client: Client, lead) -> None:
    client.post("/organisaties/import", {"draft": "bestaat-niet"}, headers={"Referer": "http://testserver/"})
    client.post(CONFIRM, {"code": app_code(), "next": "/account/verder"})

    page = client.get("/account/verder").text

    assert 'action="/organisaties/import"' in page
    assert '<input type="hidden" name="draft" value="bestaat-niet">' in page
    client.post("/organisaties/import", {"draft": "bestaat-niet"})
    assert "bestaat-niet" not in client.get("/account/verder").text


def test_what_was_typed_opens_for_nobody_else(client: Client, lead) -> None:
    client.post("/organisaties/import", {"draft": "van-een-ander"})
    kept = client.session["carried"]

    client.force_login(person_with(Role.PROJECT_LEAD))
    session = client.session
    session["carried"] = kept
    session.save()

    assert "van-een-ander" not in client.get("/account/verder").text


def test_what_waits_is_called_by_its_name(client: Client, lead) -> None:
    client.post("/organisaties/import", {"draft": "bestaat-niet"})
    client.post(CONFIRM, {"code": app_code(), "next": "/account/verder"})

    page = BeautifulSoup(client.get("/account/verder").text, "html.parser")

    assert page.h1.text == "Nog niet gedaan"
    assert page.select_one("main .lead strong").text == "Bestand inlezen"
    assert page.select_one("form.card button").text == "Bestand inlezen"


def test_who_may_not_is_not_asked_to_confirm(client: Client) -> None:
    client.force_login(person_with(Role.MEMBER))
    let_pass(client, FRESH_AT, hours=1)

    assert client.get(EXPORT).status_code == 404
    assert client.post("/organisaties/import", {"draft": "bestaat-niet"}).status_code == 404
