"""A request while the database is away: limited waiting, and for who only reads one more try."""

from collections.abc import Callable

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.db import InterfaceError, OperationalError, connections
from django.http import HttpRequest, HttpResponse
from django.utils.connection import BaseConnectionHandler

from drakentemmers.kernel import patience

READING = frozenset({"GET", "HEAD"})
# What one statement of a request may take. The server stops it before the request loses patience (kernel/patience.py).
QUICK = "-c statement_timeout=3500 -c lock_timeout=3000 -c idle_in_transaction_session_timeout=30000"
SQLITE_WAITS = 4  # seconds for a lock that somebody else holds


class DatabaseAwayMiddleware:
    """Asks a page once more when a restart of the database cut it off; the second answer counts, whatever it is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with patience.of_a_request():
            method = request.method  # others further in read a HEAD as a GET
            response = self.get_response(request)
            if method in READING and was_cut_off(request) and patience.left() == patience.SECONDS:
                let_go_of_what_broke()
                response = self.get_response(WSGIRequest(request.environ))
            return response


def let_go_of_what_broke() -> None:
    """Close connections that no longer work, so that the next question makes a new one."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()


def cut_off(request: HttpRequest, error: BaseException | None) -> bool:
    """Tell whether `error` means that the database is away, and note it on the request."""
    away = isinstance(error, InterfaceError | OperationalError)
    request.database_away = away  # type: ignore[attr-defined]
    return away


def was_cut_off(request: HttpRequest) -> bool:
    """Tell whether answering `request` failed because the database is away."""
    return getattr(request, "database_away", False)


def serve_quickly(handler: BaseConnectionHandler) -> None:
    """Let this process, which answers requests, never wait long; commands and tasks keep the time they need.

    Called before the first connection is made.
    """
    for known in handler.settings.values():
        options = known.setdefault("OPTIONS", {})
        if known["ENGINE"] == settings.POSTGRES:
            options |= {"options": QUICK, "tcp_user_timeout": 4000}
        else:
            options["timeout"] = SQLITE_WAITS
