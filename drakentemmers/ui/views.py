"""Choosing how pages look, the style guide, and the pages for when something is wrong."""

import sys
from datetime import UTC, datetime
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from drakentemmers.kernel.away import cut_off
from drakentemmers.kernel.health import RETRY_AFTER_SECONDS
from drakentemmers.ui import reading
from drakentemmers.ui.bunches import Pin
from drakentemmers.ui.context_processors import THEMES
from drakentemmers.ui.maps import Label, draw
from drakentemmers.ui.samples import COLOURS, sample_form

MOMENT = datetime(2026, 11, 18, 20, 14, tzinfo=UTC)
YEAR = 365 * 24 * 60 * 60


@require_POST
def set_look(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme or reading mode in a cookie and go back to where the visitor was."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = redirect(back)
    if (theme := request.POST.get("theme")) in THEMES:
        _keep(response, "theme", theme)
    match request.POST.get("reading"):
        case reading.ON:
            _keep(response, reading.COOKIE, reading.ON)
        case "off":
            response.delete_cookie(reading.COOKIE, samesite="Lax")
    return response


def _keep(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        name, value, max_age=YEAR, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE
    )


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Lead a browser that looks for the mark in its old place to where it is."""
    return redirect(static("ui/img/mark.svg"))


@require_safe
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
    """500, or 503 when the database is away: drawn without anything of the request, for anything may be broken."""
    if cut_off(request, sys.exc_info()[1]):
        answer = _bare("503.html", HTTPStatus.SERVICE_UNAVAILABLE)
        answer.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return answer
    return _bare("500.html", HTTPStatus.INTERNAL_SERVER_ERROR)


def _bare(template: str, status: HTTPStatus) -> HttpResponse:
    return HttpResponse(get_template(template).render({"exit_url": settings.EXIT_URL}), status=status)
