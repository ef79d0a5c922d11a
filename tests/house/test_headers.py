"""What every answer tells the browser."""

import pytest
from django.test import Client

from tests.house.routes import all_routes

pytestmark = pytest.mark.django_db

EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}


def answers():
    client = Client()
    return [(route.path, client.get(route.path)) for route in [*all_routes()] if route.is_ours]


def test_every_answer_carries_the_protecting_headers():
    wrong = [
        f"{path}: {name} is {response.headers.get(name)!r}"
        for path, response in answers()
        for name, value in EXPECTED.items()
        if response.headers.get(name) != value
    ]
    assert wrong == []


def test_the_content_policy_is_strict_everywhere():
    for path, response in answers():
        policy = response.headers["Content-Security-Policy"]
        assert "unsafe" not in policy, path
        assert "http" not in policy and "*" not in policy, path
        assert POLICY - set(policy.split("; ")) == set(), path


def test_no_page_stays_behind_in_a_browser_or_proxy():
    kept = [
        path for path, response in answers() if "no-store" not in response.headers.get("Cache-Control", "")
    ]
    assert kept == []


def test_location_camera_and_microphone_are_off():
    policy = Client().get("/healthz").headers["Permissions-Policy"]
    assert {"geolocation=()", "camera=()", "microphone=()"} <= set(policy.split(", "))


def test_an_address_that_does_not_exist_carries_them_too():
    response = Client().get("/bestaat-niet")
    assert response.status_code == 404
    assert {name: response.headers.get(name) for name in EXPECTED} == EXPECTED
