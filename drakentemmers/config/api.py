"""The API: one door, its description at /api/v1/openapi.json. Each app brings its own router."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.security import django_auth

from drakentemmers.directory.api import router as directory
from drakentemmers.kernel.api import API_VERSION, PROBLEM_TYPE, problem
from drakentemmers.matching.api import router as matching

ABOUT = (
    "Therapists, organisations, areas and treatment requests of the network. Read only; sign in on the site first, "
    "the session cookie opens the API. Times are UTC (RFC 3339), dates are days in the Netherlands. No address of a "
    "confidential location and no contact data of a person ever stands in an answer."
)
VERSION_HEADER = {"API-Version": {"schema": {"type": "string"}, "description": "Full version of the API"}}


class Api(NinjaAPI):
    """Describes refusals as what they are: problems, with their own media type."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**options)
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, answer in operation["responses"].items():
                    answer["headers"] = VERSION_HEADER
                    if int(status) >= 400:
                        answer["content"] = {PROBLEM_TYPE: answer["content"]["application/json"]}
        return schema


api = Api(
    title="Drakentemmers",
    version=API_VERSION,
    description=ABOUT,
    urls_namespace="api-v1",
    docs_url=None,
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
    return problem(401, "Sign in first")


@api.exception_handler(PermissionDenied)
def not_allowed(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    """Somebody is signed in and may not do this at all."""
    return problem(403, "Not allowed")


@api.exception_handler(Http404)
def not_there(request: HttpRequest, error: Http404) -> HttpResponse:
    """It does not exist, or not for this person: the same answer."""
    return problem(404, "Not found")
