"""Pages that only explain."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """How accessible the site is, and what is not in order yet."""
    return render(request, "home/accessibility.html")


@require_safe
def safe_use(request: HttpRequest) -> HttpResponse:
    """How to use the site when somebody may look over your shoulder."""
    return render(request, "home/safe_use.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept, why, how long, and what is never asked."""
    return render(request, "home/privacy.html")
