"""Every answer below /api says which version it comes from, and every refusal is a problem (RFC 9457)."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import is_valid_path

from drakentemmers.kernel.api import API_VERSION, PROBLEM_TYPE, problem

BELOW = "/api/"


class ApiAnswersMiddleware:
    """Also turns what the framework itself answers (404, 405, 500) into problems."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(BELOW):
            return self.get_response(request)
        response = self._answer(request)
        if (
            response.status_code >= HTTPStatus.BAD_REQUEST
            and response.headers["Content-Type"] != PROBLEM_TYPE
        ):
            response = _as_problem(response)
        response.headers["API-Version"] = API_VERSION
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Nobody who asks for data gets the page that says that a page is not there."""
        if isinstance(error, Http404) and request.path.startswith(BELOW):
            return problem(HTTPStatus.NOT_FOUND, "Not found")
        return None

    def _answer(self, request: HttpRequest) -> HttpResponse:
        if not is_valid_path(request.path_info):  # no page is made for who asks for no page
            return problem(HTTPStatus.NOT_FOUND, "Not found")
        return self.get_response(request)


def _as_problem(response: HttpResponse) -> HttpResponse:
    plain = problem(response.status_code, HTTPStatus(response.status_code).phrase)
    for name in ("Allow", "Retry-After"):
        if name in response.headers:
            plain.headers[name] = response.headers[name]
    return plain
