"""Pages that only explain."""

from datetime import UTC, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from drakentemmers.home.text_pages import TEXT_PAGES
from drakentemmers.ui.reading import offers_reading


@require_safe
@offers_reading
def accessibility(request: HttpRequest) -> HttpResponse:
    """How accessible the site is, and what is not in order yet."""
    return _show(request, "accessibility")


@require_safe
@offers_reading
def safe_use(request: HttpRequest) -> HttpResponse:
    """How to use the site when somebody may look over your shoulder."""
    return _show(request, "safe_use")


@require_safe
@offers_reading
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept, why, how long, and what is never asked."""
    return _show(request, "privacy")


@require_safe
@offers_reading
def register(request: HttpRequest) -> HttpResponse:
    """The register of processing activities (AVG article 30), in plain words."""
    return _show(request, "processing_register")


@require_safe
@offers_reading
def risks(request: HttpRequest) -> HttpResponse:
    """The data protection impact assessment (AVG article 35), in plain words."""
    return _show(request, "risks")


@require_safe
@offers_reading
def report_a_leak(request: HttpRequest) -> HttpResponse:
    """How to tell us about a weak spot, and what somebody who does may expect."""
    return _show(request, "report_a_leak")


def _show(request: HttpRequest, name: str) -> HttpResponse:
    page = TEXT_PAGES[name]
    return render(
        request,
        page.template,
        {"title": page.title, "lead": page.lead, "path": request.path, **page.context()},
    )


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where to report a weak spot, for programs and people (RFC 9116). It never expires while the site runs."""
    expires = timezone.now().astimezone(UTC) + timedelta(days=settings.SECURITY_TXT_VALID_FOR)
    lines = {
        "Contact": settings.SECURITY_CONTACT,
        "Expires": expires.replace(hour=0, minute=0, second=0, microsecond=0).isoformat(),
        "Preferred-Languages": "nl, en",
        "Canonical": f"{settings.SITE_URL}{reverse('security_txt')}",
        "Policy": f"{settings.SITE_URL}{reverse('report_a_leak')}",
    }
    text = "".join(f"{name}: {value}\n" for name, value in lines.items())
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
