"""Frames in the content system: an editor sees the page beside the form, and its checks run in that page.

The site itself is never shown in a frame and shows none. Only below the address of the admin a page may hold frames of
this site, and only an answer that previews a page may stand in one.
"""

from collections.abc import Callable

from csp.constants import SELF
from django.http import HttpRequest, HttpResponse

BELOW = "beheer/"
# Also what says that there is nothing to preview yet.
IN_THE_FRAME = frozenset({"wagtailadmin_pages:preview_on_add", "wagtailadmin_pages:preview_on_edit"})


class EditorFramesMiddleware:
    """Widens the content policy: of a preview, and of what answered below the address of the admin with success.

    The content system makes a preview by a request of its own that goes through all of this once more; only it marks
    that request as one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        match = request.resolver_match
        if getattr(request, "is_preview", False) or (match and match.view_name in IN_THE_FRAME):
            response._csp_replace = {"frame-ancestors": [SELF]}  # type: ignore[attr-defined]
            response.headers["X-Frame-Options"] = "SAMEORIGIN"
        elif response.status_code == 200 and match is not None and match.route.startswith(BELOW):
            response._csp_update = {"frame-src": [SELF]}  # type: ignore[attr-defined]
        return response
