"""What somebody meets instead of a record that does not open, and of every page while the account is frozen."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from drakentemmers.accounts.actions.decoys import touched
from drakentemmers.accounts.actions.opening import AccessRefused, Frozen, ReasonNeeded
from drakentemmers.accounts.forms.opening import ReasonForm
from drakentemmers.accounts.models import Decoy, Freeze
from drakentemmers.kernel.api import problem

# All that a frozen account can reach: leaving, help, and pages that are the same for everybody.
OPEN_WHEN_FROZEN = frozenset(
    {
        "healthz",
        "readyz",
        "home",
        "accessibility",
        "safe_use",
        "privacy",
        "contact",
        "set_look",
        "account_logout",
    }
)
IN_THE_API = "/api/"


class GateMiddleware:
    """A frozen account opens nothing, from the next request on; a refused record is answered with what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.NOT_FOUND and _asks_for_a_decoy(request):
            touched(by=request.user, now=timezone.now())
            return refusal(request, Frozen())
        return response

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        if not request.user.is_authenticated or request.resolver_match.view_name in OPEN_WHEN_FROZEN:
            return None
        if not Freeze.objects.holding().filter(user=request.user).exists():
            return None
        return refusal(request, Frozen())

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return refusal(request, error) if isinstance(error, AccessRefused) else None


def _asks_for_a_decoy(request: HttpRequest) -> bool:
    """Tell whether somebody signed in asked, on whatever route, for a record that nobody can come across.

    Decoys are kept from everybody, so only what was not found is looked at: ordinary work costs nothing.
    """
    match, user = request.resolver_match, getattr(request, "user", None)
    if match is None or user is None or not user.is_authenticated:
        return False
    asked = {*map(str, match.kwargs.values()), *request.GET.values(), *request.POST.values()}
    return bool(asked & Decoy.objects.subject_ids())


def refusal(request: HttpRequest, error: AccessRefused) -> HttpResponse:
    """Return the answer to `error`: a problem in the API, elsewhere a calm page."""
    if request.path.startswith(IN_THE_API):
        return _in_the_api(error)
    if isinstance(error, ReasonNeeded):
        return reason_page(request, error, ReasonForm())
    if isinstance(error, Frozen):
        return render(request, "access/frozen.html", status=HTTPStatus.FORBIDDEN)
    return render(request, "access/slower.html", status=HTTPStatus.TOO_MANY_REQUESTS)


def reason_page(
    request: HttpRequest, needed: ReasonNeeded, form: ReasonForm, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    """Ask why. Nothing of the record stands on the page, not even its name."""
    context = {
        "form": form,
        "kind": needed.door.kind,
        "pk": needed.record.pk,
        "next": needed.door.page_of(needed.record),
    }
    return render(request, "access/reason.html", context, status=status)


def _in_the_api(error: AccessRefused) -> HttpResponse:
    if isinstance(error, ReasonNeeded):
        detail = (
            "Outside your own work: send the header Access-Reason, such as 'help: what for, in a few words'"
        )
        return problem(HTTPStatus.FORBIDDEN, "A reason is needed", detail)
    if isinstance(error, Frozen):
        return problem(
            HTTPStatus.FORBIDDEN, "This account is frozen", "Ask the network's office to look at it"
        )
    answer = problem(HTTPStatus.TOO_MANY_REQUESTS, "Too many records in a short time", "Try again in an hour")
    answer.headers["Retry-After"] = "3600"
    return answer
