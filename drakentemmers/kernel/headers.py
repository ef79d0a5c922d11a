"""Headers that every answer carries: pages, files, redirects, and what is answered before any page is reached."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"


class HeadersMiddleware:
    """Stands outside all others, so that an answer one of them gives by itself (a style sheet, another host refused, a
    method refused) carries the same headers as a page. What somebody further in has set stays."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in _headers().items():
            response.headers.setdefault(name, value)
        return response


def _headers() -> dict[str, str]:
    return {
        "Cache-Control": "no-store",  # nothing made for somebody stays behind in a shared browser or a proxy
        "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": PERMISSIONS_POLICY,
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": settings.X_FRAME_OPTIONS,
    }
