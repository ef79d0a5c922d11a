"""Lets the log know from where each request comes."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from drakentemmers.audit.origin import Origin, current, current_origin
from drakentemmers.audit.rules import client_address
from drakentemmers.kernel.ids import new_id

REQUEST_ID = "X-Request-ID"


class OriginMiddleware:
    """Keeps network address, route and a fresh request id while a request is answered, and tells the id.

    An id that comes with the request is not used: anybody could write somebody else's.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        origin = Origin(address=address_of(request), request_id=new_id())
        before = current.set(origin)
        try:
            response = self.get_response(request)
        finally:
            current.reset(before)
        response.headers[REQUEST_ID] = origin.request_id
        return response

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        match = request.resolver_match
        if match is not None:
            current.set(replace(current_origin(), route=match.view_name or match.route))


def address_of(request: HttpRequest) -> str:
    """Return the network address of whoever asks; X-Forwarded-For counts as far as our own proxies wrote it."""
    return client_address(
        request.META.get("REMOTE_ADDR", ""),
        request.META.get("HTTP_X_FORWARDED_FOR", ""),
        settings.TRUSTED_PROXIES,
    )
