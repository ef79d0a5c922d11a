"""What programs read that walk through the web: of public pages only, whoever asks."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from drakentemmers.kernel.published import published_addresses

# Not secret, and no pages to find by words: what somebody typed, forms, and what asks to sign in.
KEPT_OUT = ("/zoeken", "/mijn", "/account", "/inloggen", "/aanmelden/", "/aanbod/", "/beheer", "/api/")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Where programs need not look, and where all addresses stand."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in KEPT_OUT)]
    text = "\n".join([*lines, "", f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}", ""])
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page of the whole site."""
    context = {"addresses": published_addresses(), "site_url": settings.SITE_URL}
    return render(request, "home/sitemap.xml", context, content_type="application/xml")
