"""The admin does not exist for who may not use it: one check before every view in it, on top of Wagtail's own."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from drakentemmers.accounts.permissions import Permission

BELOW = "/beheer"
# Pages of the package that this site has no use for: a test page that fails on purpose, a second way to a password,
# and forms of choosers that have no form and fail when they are sent.
SHUT = frozenset(
    {
        "wagtailadmin_error_test",
        "wagtailadmin_password_reset",
        "wagtailadmin_password_reset_done",
        "wagtailadmin_password_reset_confirm",
        "wagtailadmin_password_reset_complete",
        "wagtailsnippetchoosers_directory_region:create",
        "wagtailsnippetchoosers_kernel_searchsynonyms:create",
        "wagtailsnippetchoosers_knowledge_newslettertopic:create",
        "wagtailsnippetchoosers_knowledge_term:create",
        "wagtailsnippetchoosers_directory_regionmunicipality:create",
    }
)


class AdminDoorMiddleware:
    """Answers 404 to people who are signed in and may not use the admin; strangers were sent to sign in before."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        """Refuse before any view of the admin runs."""
        if not request.path.startswith(BELOW) or not request.user.is_authenticated:
            return
        match = request.resolver_match
        if (match and match.view_name in SHUT) or not request.user.has_perm(Permission.USE_ADMIN):
            raise Http404
