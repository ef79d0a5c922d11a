"""A zero byte is in nothing a person types. PostgreSQL refuses it, SQLite keeps it: refused here, once for both."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, QueryDict

ZERO = "\0"


class NullBytesMiddleware:
    """Answers 400 to a request with a zero byte in its address, its question or its form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        """Look before any view or check does."""
        if ZERO in request.path or _holds_zero(request.GET):
            raise SuspiciousOperation("a zero byte")
        if request.method == "POST" and _holds_zero(request.POST):
            raise SuspiciousOperation("a zero byte")


def _holds_zero(data: QueryDict) -> bool:
    return any(ZERO in name or any(ZERO in value for value in values) for name, values in data.lists())
