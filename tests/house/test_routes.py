"""Default deny, seen from outside: a stranger gets nowhere but to the public list."""

import pytest
from django.test import Client

from drakentemmers.accounts.public import PUBLIC_ROUTES
from tests.house.routes import METHODS, all_routes

pytestmark = pytest.mark.django_db


def refused(response) -> bool:
    if response.status_code == 302:
        return response.headers["Location"].startswith("/inloggen")
    return response.status_code in {401, 403, 404, 405}


def test_every_route_but_the_public_ones_refuses_a_stranger():
    client = Client()
    let_in = [
        f"{method.upper()} {route.path} ({route.name}): {response.status_code}"
        for route in all_routes()
        if route.name not in PUBLIC_ROUTES
        for method in METHODS
        if not refused(response := getattr(client, method)(route.path))
    ]
    assert let_in == []


def test_the_walk_reaches_what_it_should():
    names = {route.name for route in all_routes()}
    assert {"home", "account_login", "wagtailadmin_home", "api-v1:openapi-json", "healthz"} <= names


def test_every_public_route_exists():
    assert PUBLIC_ROUTES - {route.name for route in all_routes()} == set()


def test_a_public_page_opens_for_a_stranger():
    client = Client()
    broken = {
        route.path: status
        for route in all_routes()
        if route.name in PUBLIC_ROUTES
        and (status := client.get(route.path).status_code) not in {200, 302, 404, 405}
    }
    assert broken == {}


def test_an_address_with_a_slash_at_its_end_does_not_exist():
    client = Client()
    existing = {route.path for route in all_routes()}
    slashed = [route.path + "/" for route in all_routes() if route.is_ours and not route.path.endswith("/")]
    found = {
        path: status
        for path in slashed
        if path not in existing and (status := client.get(path).status_code) != 404
    }
    assert found == {}


def test_a_signed_out_api_call_gets_a_problem_not_a_page():
    unknown = Client().get("/api/v1/bestaat-niet")
    assert unknown.status_code in {401, 404}
    assert b"<html" not in unknown.content or unknown.status_code == 404
