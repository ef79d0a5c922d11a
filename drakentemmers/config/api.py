"""The API: one door, its description at /api/v1/openapi.json. Each app brings its own router."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.security import django_auth

from drakentemmers.accounts.actions.opening import AccessRefused, ReasonUnclear
from drakentemmers.accounts.gate import refusal
from drakentemmers.accounts.stepup import ConfirmationNeeded
from drakentemmers.directory.api import router as directory
from drakentemmers.kernel.api import API_VERSION, COME_BACK_LATER, PROBLEM_TYPE, problem, sign_in_first
from drakentemmers.matching.api import router as matching

ABOUT = (
    "Therapists, organisations, areas and treatment requests of the network. Read only; sign in on the site first, "
    "the session cookie opens the API. Times are UTC (RFC 3339), dates are days in the Netherlands. No address of a "
    "confidential location and no contact data of a person ever stands in an answer."
)
VERSION_HEADER = {"API-Version": {"schema": {"type": "string"}, "description": "Full version of the API"}}

LATER_HEADER = {
    "Retry-After": {"schema": {"type": "integer"}, "description": "Seconds after which to ask again"}
}


def drawn_once(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Draw the description once per process: it never differs, and drawing it takes tens of milliseconds."""
    drawn: list[HttpResponse] = []

    @require_safe
    def description(request: HttpRequest, **options: Any) -> HttpResponse:
        if not drawn:
            drawn.append(view(request, **options))
        return HttpResponse(drawn[0].content, content_type=drawn[0].headers["Content-Type"])

    return description


class Api(NinjaAPI):
    """Describes refusals as what they are: problems, with their own media type."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**options)
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, answer in operation["responses"].items():
                    later = int(status) in COME_BACK_LATER
                    answer["headers"] = VERSION_HEADER | (LATER_HEADER if later else {})
                    if int(status) >= 400:
                        answer["content"] = {PROBLEM_TYPE: answer["content"]["application/json"]}
        return schema


api = Api(
    title="Drakentemmers",
    version=API_VERSION,
    description=ABOUT,
    urls_namespace="api-v1",
    docs_url=None,
    docs_decorator=drawn_once,
    auth=django_auth,
)
api.add_router("", directory)
api.add_router("", matching)


@api.exception_handler(ValidationError)
def wrong_input(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Name everything that is wrong at once."""
    errors = [
        {"in": str(found["loc"][0]), "name": _name_of(found["loc"]), "detail": found["msg"]}
        for found in error.errors
    ]
    return problem(400, "Input is not valid", f"{len(errors)} error(s)", errors=errors)


def _name_of(place: tuple[str | int, ...]) -> str:
    """The parameter as it was sent; a rule about several parameters names the query as a whole."""
    names = [str(part) for part in place if isinstance(part, str) and part != "asked"]
    return names[1] if len(names) > 1 else names[0]


@api.exception_handler(AuthenticationError)
def not_signed_in(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """Nobody is signed in."""
    return sign_in_first()


@api.exception_handler(ReasonUnclear)
def reason_unclear(request: HttpRequest, error: ReasonUnclear) -> HttpResponse:
    """The reason in the header says too little, or points to a person."""
    found = {"in": "header", "name": "Access-Reason", "detail": " ".join(error.messages)}
    return problem(400, "Input is not valid", "1 error(s)", errors=[found])


@api.exception_handler(AccessRefused)
def does_not_open(request: HttpRequest, error: AccessRefused) -> HttpResponse:
    """A sensitive record does not open now: a reason is missing, too many were opened, the account is frozen."""
    return refusal(request, error)


@api.exception_handler(ConfirmationNeeded)
def not_confirmed(request: HttpRequest, error: ConfirmationNeeded) -> HttpResponse:
    """Somebody is signed in, but has to confirm to be there before this (RFC 9470 speaks of step-up)."""
    return problem(401, "Confirm that it is you", "Open /account/bevestigen on the site, then ask again.")


@api.exception_handler(PermissionDenied)
def not_allowed(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    """Somebody is signed in and may not do this at all."""
    return problem(403, "Not allowed")


@api.exception_handler(Http404)
def not_there(request: HttpRequest, error: Http404) -> HttpResponse:
    """It does not exist, or not for this person: the same answer."""
    return problem(404, "Not found")
