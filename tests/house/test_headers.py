"""What every answer tells the browser: every route, and every kind of answer, whoever of the stack gave it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.core.files.base import ContentFile
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from django.urls import path as route
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from drakentemmers.accounts.rules import Role
from drakentemmers.config import urls
from tests.conftest import NEVER_OVER
from tests.factories.accounts import PASSWORD, UserFactory, person_with
from tests.house.routes import all_routes
from tests.kernel.test_uploads import picture

pytestmark = pytest.mark.django_db

EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# What shows a page as it will be; only that may stand in a frame of the admin.
PREVIEWS = {f"wagtailadmin_pages:{name}" for name in ("preview_on_edit", "preview_on_add", "view_draft")}
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
STYLE = "/static/ui/css/drakentemmers.css"


def visit(path: str, **headers: str) -> HttpResponse:
    return Client(raise_request_exception=False).get(path, headers=headers)


def as_somebody(role: Role, path: str) -> HttpResponse:
    client = Client(raise_request_exception=False)
    client.force_login(person_with(role))
    return client.get(path)


@contextmanager
def failing(error: Exception):
    """Put a page on the site that fails with `error`."""

    def view(request):
        raise error

    pattern = route("gaat-stuk", view, name="home")
    urls.urlpatterns.insert(0, pattern)
    try:
        yield "/gaat-stuk"
    finally:
        urls.urlpatterns.remove(pattern)


def failed(error: Exception, path_after: str = "") -> HttpResponse:
    with failing(error) as path:
        return visit(path + path_after)


def not_changed() -> HttpResponse:
    known = visit(STYLE).headers["Last-Modified"]
    return visit(STYLE, if_modified_since=known)


def form_without_token() -> HttpResponse:
    return Client(enforce_csrf_checks=True).post("/inloggen", {"login": "a@voorbeeld.example"})


def signed_in_now() -> HttpResponse:
    return Client().post("/inloggen", {"login": UserFactory().email, "password": PASSWORD})


def too_often(path: str) -> Callable[[], HttpResponse]:
    def ask() -> HttpResponse:
        visit(path)
        return visit(path)

    return ask


def a_document() -> HttpResponse:
    row = get_document_model().objects.create(title="x", file=ContentFile(b"a;b\n", name="x.csv"))
    return visit(f"/documenten/{row.pk}/{row.filename}")


def a_picture() -> HttpResponse:
    row = get_image_model().objects.create(title="x", file=ContentFile(picture(), name="x.jpg"))
    return visit(f"/bestanden/{row.file.name}")


KINDS: dict[str, tuple[int, Callable[[], HttpResponse]]] = {
    "a page": (200, lambda: visit("/")),
    "a page without its body": (200, lambda: Client().head("/")),
    "a way to sign in": (302, lambda: visit("/mijn")),
    "signed in": (302, signed_in_now),
    "a page of somebody signed in": (200, lambda: as_somebody(Role.MEMBER, "/mijn")),
    "a style sheet": (200, lambda: visit(STYLE)),
    "a part of a style sheet": (206, lambda: visit(STYLE, range="bytes=0-9")),
    "a style sheet that did not change": (304, not_changed),
    "a style sheet that is not there": (404, lambda: visit("/static/ui/niets.css")),
    "a style sheet with a method": (405, lambda: Client().post(STYLE)),
    "a page of the admin": (200, lambda: as_somebody(Role.EDITOR, "/beheer/")),
    "the admin for who may not": (404, lambda: as_somebody(Role.MEMBER, "/beheer/")),
    "a document": (200, a_document),
    "a document that is not there": (404, lambda: visit("/documenten/7/niets.pdf")),
    "a picture": (200, a_picture),
    "the API": (200, lambda: as_somebody(Role.MEMBER, "/api/v1/regions")),
    "the API for strangers": (401, lambda: visit("/api/v1/regions")),
    "the API where nothing is": (404, lambda: visit("/api/v1/niets")),
    "the API with a method": (405, lambda: Client().delete("/api/v1/regions")),
    "the API, wrongly asked": (400, lambda: as_somebody(Role.MEMBER, "/api/v1/municipalities?limit=x")),
    "another host": (400, lambda: visit("/", host="kwaad.example")),
    "a zero byte": (400, lambda: visit("/behandelaars?plaats=%00")),
    "a form without its token": (403, form_without_token),
    "not allowed": (403, lambda: as_somebody(Role.THERAPIST, reverse("request_new"))),
    "not there": (404, lambda: visit("/bestaat-niet")),
    "a method nothing uses": (405, lambda: Client().generic("TRACE", "/")),
    "a method this page has not": (405, lambda: Client().post("/privacy")),
    "too often": (429, too_often("/behandelaars")),
    "a failure": (500, lambda: failed(RuntimeError("stuk"))),
    "the database away": (503, lambda: failed(OperationalError("weg"))),
    "alive": (200, lambda: visit("/healthz")),
    "ready": (200, lambda: visit("/readyz")),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_answer_carries_the_protecting_headers(kind, settings, tmp_path):
    settings.FILES_ROOT = tmp_path
    settings.TURNS = {"finder": [(1, NEVER_OVER)]}
    status, ask = KINDS[kind]
    answer = ask()
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in EXPECTED} == EXPECTED
    assert "geolocation=()" in answer.headers["Permissions-Policy"]
    policy = answer.headers["Content-Security-Policy"]
    assert {"default-src 'none'", "frame-ancestors 'none'"} <= set(policy.split("; "))
    assert "unsafe" not in policy and "http" not in policy and "*" not in policy
    kept = answer.headers["Cache-Control"]
    assert ("no-store" in kept) == (kind not in KEPT_BY_BROWSERS)


KEPT_BY_BROWSERS = {
    "a style sheet",
    "a part of a style sheet",
    "a style sheet that did not change",
}


@pytest.mark.parametrize(("host", "status"), [("testserver", 301), ("kwaad.example", 400)])
def test_an_answer_before_https_carries_them_too(host, status, settings):
    settings.SECURE_SSL_REDIRECT = True
    answer = visit("/", host=host)
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in EXPECTED} == EXPECTED
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_https_is_asked_for_on_files_too(settings):
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 600, True
    for path in ("/", STYLE, "/bestaat-niet"):
        answer = Client().get(path, secure=True)
        assert answer.headers["Strict-Transport-Security"] == "max-age=600; includeSubDomains"


def answers() -> Iterator[tuple[str, HttpResponse]]:
    """Yield what a stranger gets on every route, and an administrator on those of packages, files and the API.

    Previews of the admin have a test of their own.
    """
    stranger, administrator = Client(raise_request_exception=False), Client(raise_request_exception=False)
    administrator.force_login(person_with(Role.ADMINISTRATOR))
    for each in all_routes():
        if each.name in PREVIEWS:
            continue
        yield each.path, stranger.get(each.path)
        if not each.is_ours or each.path.startswith(("/api/", "/documenten/", "/bestanden/")):
            yield f"{each.path} as administrator", administrator.get(each.path)


def test_every_route_carries_them_and_a_strict_content_policy():
    wrong, met = [], set()
    for path, response in answers():
        met.add(path.split("/")[1])
        wrong += [
            f"{path}: {name} is {response.headers.get(name)!r}"
            for name, value in EXPECTED.items()
            if response.headers.get(name) != value
        ]
        policy = response.headers.get("Content-Security-Policy", "")
        missing = POLICY - set(policy.split("; "))
        if missing or any(word in policy for word in ("unsafe", "http", "*")):
            wrong.append(f"{path}: {policy!r} misses {sorted(missing)}")
        if (
            "Permissions-Policy" not in response.headers
            or "no-store" not in response.headers["Cache-Control"]
        ):
            wrong.append(f"{path}: {dict(response.headers)}")
    assert {"beheer", "documenten", "bestanden", "api", "aanvragen"} <= met
    assert wrong == []


def test_no_page_outside_the_admin_holds_a_frame():
    assert [
        path
        for path, answer in answers()
        if not path.startswith("/beheer/")
        and "frame" in answer.headers["Content-Security-Policy"].replace("frame-ancestors 'none'", "")
    ] == []


def test_pages_of_the_admin_hold_frames_of_this_site_and_stand_in_none_but_previews():
    editor = Client(raise_request_exception=False)
    editor.force_login(person_with(Role.EDITOR))
    shown = 0
    for each in all_routes():
        if not each.path.startswith("/beheer/"):
            continue
        answer = editor.get(each.path)
        policy = set(answer.headers["Content-Security-Policy"].split("; "))
        told = answer.headers["Content-Security-Policy"]
        assert "unsafe" not in told and "http" not in told and "*" not in told, each.path
        is_preview = each.name in PREVIEWS
        assert POLICY - policy <= ({"frame-ancestors 'none'"} if is_preview else set()), each.path
        if answer.status_code == 200 and not is_preview:
            shown += 1
            assert "frame-src 'self'" in policy, each.path
            assert answer.headers["X-Frame-Options"] == "DENY", each.path
    assert shown > 30


def test_no_page_stays_behind_in_a_browser_or_proxy():
    kept = [
        path for path, response in answers() if "no-store" not in response.headers.get("Cache-Control", "")
    ]
    assert kept == []


def test_location_camera_and_microphone_are_off():
    policy = Client().get("/healthz").headers["Permissions-Policy"]
    assert {"geolocation=()", "camera=()", "microphone=()"} <= set(policy.split(", "))
