"""Choosing the theme, the style guide, and the pages for when something is wrong."""

from datetime import UTC, datetime
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import get_template
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from drakentemmers.ui.context_processors import THEMES
from drakentemmers.ui.maps import Label, Pin, draw
from drakentemmers.ui.samples import COLOURS, sample_form

MOMENT = datetime(2026, 11, 18, 20, 14, tzinfo=UTC)
YEAR = 365 * 24 * 60 * 60


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme in a cookie and go back to where the visitor was."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = redirect(back)
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie(
            "theme", theme, max_age=YEAR, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE
        )
    return response


def style_guide(request: HttpRequest) -> HttpResponse:
    """Show every component as it is."""
    pins = [
        Pin(1, "Praktijk De Linde", 52.38, 5.24, "ok", "#"),
        Pin(2, "Praktijk Waterrand", 52.30, 5.16, "warn", "#"),
        Pin(3, "Het Kompas", 52.51, 5.47, "full", "#"),
    ]
    labels = [Label("Almere", 52.40, 5.30, 3), Label("Hilversum", 52.22, 5.18, 2)]
    example = draw(pins, centre=(52.37, 5.21), radius_km=30, labels=labels)
    weeks = ["full", "free", "limited", "free", "free", "limited", "free", "free"]
    shown = {"map": example, "weeks": weeks, "colours": COLOURS, "form": sample_form(), "moment": MOMENT}
    return render(request, "ui/styleguide.html", shown)


def _plain(request: HttpRequest, template: str, status: HTTPStatus) -> HttpResponse:
    return render(request, template, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request itself makes no sense."""
    return _plain(request, "400.html", HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: says nothing about what is behind it."""
    return _plain(request, "403.html", HTTPStatus.FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: the same for what does not exist and for what somebody may not know of."""
    return _plain(request, "404.html", HTTPStatus.NOT_FOUND)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was open for too long, or cookies are off."""
    return _plain(request, "403_csrf.html", HTTPStatus.FORBIDDEN)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: drawn without any context, for anything may be broken."""
    return HttpResponse(get_template("500.html").render(), status=HTTPStatus.INTERNAL_SERVER_ERROR)
