"""Who asks too often waits a little: limits a page, for an account or, of a stranger, for the network it asks from."""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from drakentemmers.audit.middleware import address_of
from drakentemmers.audit.rules import network_of
from drakentemmers.kernel.api import problem
from drakentemmers.kernel.limits import Limit, take_turn

Written = Sequence[tuple[str, str]]
CSRF_FIELD = "csrfmiddlewaretoken"

# What is counted, by the name of the route; of the API everything together. A view that tells its own kinds of turns
# apart counts them itself with `wait_for_turn` (directory/views/applications.py: a field looked at, a form sent).
READ = {
    "search": "search",
    "search_suggest": "suggest",
    "professionals": "finder",
    "why_not": "finder",
    "professional": "profile",
    "organisation": "profile",
    "theme_paper": "paper",
    "page_paper": "paper",
    "news_paper": "paper",
    "event_paper": "paper",
}
SENT = {
    "account_login": "door",
    "mfa_login_webauthn": "door",
    "mfa_authenticate": "door",
    "account_reset_password": "link",
    "join_again": "join",
    "invitation": "door",
    "offer_link": "door",
    "unsubscribe": "door",
    "newsletter_join": "newsletter",
    "newsletter_confirm": "door",
    "newsletter_leave": "door",
    "page_useful": "feedback",
    "not_me": "door",
    "factor_reset_code": "door",
    "look_report": "report",
}

# What somebody wrote comes back on the page that asks to wait, to be sent from there. Never what opens a door.
COMES_BACK = frozenset({"feedback", "join", "newsletter", "report"})


class TurnsMiddleware:
    """Answers 429 with the time to come back, after the route is known and before its view runs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        """Take a turn where turns are counted."""
        what = _counted_as(request)
        wait = wait_for_turn(request, what) if what else 0
        return not_yet(request, wait, written=_written(request, what)) if wait else None


def wait_for_turn(request: HttpRequest, what: str) -> int:
    """Take a turn at `what` (a name in settings.TURNS); return 0 to go on, else after how many seconds."""
    pairs = settings.TURNS.get(what)
    if not pairs:
        return 0
    who, is_known = _who(request)
    limits = [
        Limit(most * (settings.TURNS_OF_AN_ACCOUNT if is_known else 1), seconds) for most, seconds in pairs
    ]
    return take_turn(what, who, limits, now=timezone.now())


def minutes_of(wait: int) -> int:
    """Return `wait` seconds in whole minutes, rounded up, at least one."""
    return max(1, -(-wait // 60))


def _counted_as(request: HttpRequest) -> str:
    name = request.resolver_match.view_name if request.resolver_match else ""
    if name.startswith("api-v1:") and name != "api-v1:openapi-json":
        return "api"
    return SENT.get(name, "") if request.method == "POST" else READ.get(name, "")


def _written(request: HttpRequest, what: str) -> Written:
    if what not in COMES_BACK or request.method != "POST":
        return []
    return [(name, value) for name, values in request.POST.lists() for value in values if name != CSRF_FIELD]


def _who(request: HttpRequest) -> tuple[str, bool]:
    if request.user.is_authenticated:
        return f"account:{request.user.pk}", True
    return f"network:{network_of(address_of(request))}", False


def not_yet(request: HttpRequest, wait: int, *, written: Written = ()) -> HttpResponse:
    """Return the page that asks to come back after `wait` seconds; of the API a problem.

    `written` are the fields that were sent, by name: they wait on the page, so that nobody writes them twice.
    """
    if request.path.startswith("/api/"):
        answer: HttpResponse = problem(
            HTTPStatus.TOO_MANY_REQUESTS, "Too many requests", f"Try again in {wait} s"
        )
    else:
        context = {"minutes": minutes_of(wait), "written": written}
        answer = render(request, "429.html", context, status=HTTPStatus.TOO_MANY_REQUESTS)
    answer.headers["Retry-After"] = str(wait)
    return answer
