"""Which methods the site answers at all, and HEAD as a GET without its body: decided once, before any view."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.loader import get_template
from django.urls import is_valid_path

USED = frozenset({"GET", "HEAD", "POST"})
# Beginnings of addresses that use other methods than these three.
BELOW = {"/api/": frozenset({"GET", "HEAD"}), "/beheer/dismissibles/": frozenset({"GET", "HEAD", "PATCH"})}


class MethodsMiddleware:
    """Refuses methods nothing here uses, and lets HEAD take the way of GET, so that no view can treat it as a write."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        allowed = next((used for start, used in BELOW.items() if request.path.startswith(start)), USED)
        if request.method not in allowed:
            return _page_of(request, HttpResponseNotAllowed(sorted(allowed)))
        if request.method != "HEAD":
            return _page_of(request, self.get_response(request))
        request.method = "GET"
        response = _page_of(request, self.get_response(request))
        request.method = "HEAD"
        return _without_body(response)


def _page_of(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Return a page with words in place of an empty refusal (405), for who asks for a page."""
    asks_for_page = "text/html" in request.headers.get("Accept", "")
    if (
        isinstance(response, HttpResponseNotAllowed)
        and asks_for_page
        and not request.path.startswith("/api/")
    ):
        response.content = (
            get_template("405.html").render({"way_on": _page_above(request.path)}, request).encode()
        )
        response.headers["Content-Type"] = "text/html; charset=utf-8"
        # The empty answer was measured already; with length 0 a browser shows a page of its own.
        response.headers["Content-Length"] = str(len(response.content))
    return response


def _page_above(path: str) -> str:
    """Return the nearest address above `path`: there stands the form that belongs to it. Empty without one.

    By the address alone, so that what is there and what is not are answered alike.
    """
    above = path.rstrip("/").rpartition("/")[0]
    while above:
        if is_valid_path(above):
            return above
        above = above.rpartition("/")[0]
    return ""


def _without_body(response: HttpResponse) -> HttpResponse:
    """Return the answer with the headers of GET, its length included, and nothing in it."""
    if response.streaming:
        response.streaming_content = ()  # type: ignore[attr-defined]
    else:
        length = str(len(response.content))
        response.content = b""
        response.headers.setdefault("Content-Length", length)
    return response
