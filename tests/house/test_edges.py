"""The edges of the site: hosts, redirects, zero bytes, failures, security.txt and the way out on every page."""

import logging
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.core.checks import run_checks
from django.test import Client
from django.urls import path as route
from django.utils import timezone

from drakentemmers.accounts.rules import Role
from tests.factories.accounts import PASSWORD, UserFactory, person_with

pytestmark = pytest.mark.django_db
ELSEWHERE = [
    "https://kwaad.example/",
    "//kwaad.example/",
    "///kwaad.example",
    "/\\kwaad.example",
    "\\\\kwaad.example",
    "http:kwaad.example",
    "https:/kwaad.example",
    "javascript:alert(1)",
    "data:text/html,kwaad",
    " //kwaad.example",
    "/\t/kwaad.example",
    "https://testserver@kwaad.example/",
    "https://testserver.kwaad.example/",
]


def leads_elsewhere(address: str) -> bool:
    parts = urlsplit(address.replace("\\", "/").replace("\t", "").strip())
    return bool(parts.netloc and parts.netloc != "testserver") or parts.scheme not in {"", "http", "https"}


@pytest.mark.parametrize("target", ELSEWHERE)
def test_no_way_back_leads_to_another_site(target):
    signed_in = Client()
    signed_in.force_login(UserFactory())
    answers = [
        Client().post("/weergave", {"theme": "day", "next": target}),
        signed_in.get("/inloggen", {"next": target}),
        Client().post("/inloggen", {"login": UserFactory().email, "password": PASSWORD, "next": target}),
        signed_in.post("/uitloggen", {"next": target}),
        signed_in.get("/account/bevestigen", {"next": target}),
        signed_in.post("/account/bevestigen", {"password": PASSWORD, "next": target}),
        Client().get("/beheer/login/", {"next": target}),
        Client().get("/mijn", headers={"referer": target}),
        Client().get("/aanvragen", {"next": target}),
    ]
    led = [answer.headers.get("Location", "") for answer in answers]
    assert [address for address in led if leads_elsewhere(address)] == []


@pytest.mark.parametrize(
    "host", ["kwaad.example", "testserver:80@kwaad.example", "testserver.kwaad.example", ""]
)
def test_another_host_is_refused(host):
    answer = Client(HTTP_HOST=host).get("/")
    assert answer.status_code == 400
    assert b"kwaad" not in answer.content
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_another_host_in_a_forwarded_header_is_not_used():
    answer = Client().get("/mijn", headers={"x-forwarded-host": "kwaad.example"})
    assert "kwaad" not in answer.headers["Location"]


@pytest.mark.parametrize(
    "address",
    [
        "/behandelaars?plaats=%00",
        "/behandelaars?groep=child_6_12&naam=a%00b",
        "/behandelaars?%00=1",
        "/behandelaars/%00",
        "/aanvragen?pagina=%00",
        "/api/v1/municipalities?name=%00",
        "/api/v1/requests/%00",
        "/zomaar?x=%00",
    ],
)
def test_a_zero_byte_is_a_request_that_makes_no_sense(address):
    client = Client()
    client.force_login(person_with(Role.MEMBER))
    assert client.get(address).status_code in {400, 404}
    if "?" in address and "zomaar" not in address:
        assert client.get(address).status_code == 400


def test_a_zero_byte_in_a_form_is_refused_too():
    assert Client().post("/wachtwoord-vergeten", {"email": "a\0b@voorbeeld.example"}).status_code == 400


def fails(request):
    raise RuntimeError("Verborgenpad 1 anna@voorbeeld.example")


def test_a_failure_tells_nothing_and_mails_nobody(settings, mailoutbox, caplog):
    from drakentemmers.config import urls

    settings.ADMINS = [("Beheer", "beheer@voorbeeld.example")]
    pattern = route("gaat-stuk", fails, name="home")
    urls.urlpatterns.insert(0, pattern)
    try:
        answer = Client(raise_request_exception=False).get("/gaat-stuk?naam=Anna")
    finally:
        urls.urlpatterns.remove(pattern)
    text = answer.content.decode()
    assert answer.status_code == 500
    assert "Verborgenpad" not in text and "RuntimeError" not in text and "Anna" not in text
    assert "data-exit" in text and "0800-2000" in text
    assert answer.headers["Content-Security-Policy"] and answer.headers["Cache-Control"] == "no-store"
    assert mailoutbox == []
    handlers = logging.getLogger("django").handlers + logging.getLogger("django.request").handlers
    assert [handler for handler in handlers if "Email" in type(handler).__name__] == []


def test_security_txt_says_whom_to_tell_and_does_not_expire():
    answer = Client().get("/.well-known/security.txt")
    fields = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert set(fields) == {"Contact", "Expires", "Preferred-Languages", "Canonical", "Policy"}
    expires = datetime.fromisoformat(fields["Expires"])
    left = expires - timezone.now().astimezone(UTC)
    assert timedelta(days=170) < left < timedelta(days=365)
    assert Client().get(urlsplit(fields["Policy"]).path).status_code == 200


PAGES = [
    "/",
    "/behandelaars",
    "/veilig-gebruik",
    "/melden-lek",
    "/inloggen",
    "/wachtwoord-vergeten",
    "/privacy",
    "/stijlgids",
    "/bestaat-niet",
    "/aanmelden",
    "/behandelaars?plaats=%00",
]


@pytest.mark.parametrize("address", PAGES)
def test_every_page_has_one_way_out_that_needs_no_script(address, settings):
    soup = BeautifulSoup(Client().get(address).content, "html.parser")
    (way_out,) = soup.select("[data-exit]")
    assert (way_out.name, way_out["href"], way_out["rel"]) == (
        "a",
        settings.EXIT_URL,
        ["nofollow", "noreferrer"],
    )


def test_a_page_that_fills_the_head_itself_keeps_the_way_out():
    """The component is the only way to make the button, and every block of a page that replaces the head holds it."""
    from tools.messages import PACKAGE

    own_heads = [
        path for path in PACKAGE.glob("*/templates/**/*.html") if "{% block head %}" in path.read_text()
    ]
    without = [
        path.name for path in own_heads if "<c-leave" not in path.read_text() and path.name != "base.html"
    ]
    buttons = [
        path.name
        for path in PACKAGE.glob("*/templates/**/*.html")
        if "data-exit" in path.read_text() and path.name not in {"leave.html", "500.html", "503.html"}
    ]
    assert (without, buttons) == ([], [])


def test_settings_that_leave_a_door_open_are_told(settings):
    settings.DEBUG, settings.DEMO = True, True
    settings.SECURE_PROXY_SSL_HEADER, settings.TRUSTED_PROXIES = ("HTTP_X_FORWARDED_PROTO", "https"), 0
    found = {message.id for message in run_checks(include_deployment_checks=True)}
    assert {f"drakentemmers.E00{n}" for n in range(1, 6)} <= found
