"""Default deny: a page asks to sign in unless it stands on the public list."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url

from drakentemmers.accounts.public import PUBLIC_ROUTES
from drakentemmers.kernel.api import sign_in_first


class SignInRequiredMiddleware:
    """Sends strangers to the sign-in page and back; answers API calls with 401."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or match.view_name in PUBLIC_ROUTES or request.user.is_authenticated:
            return None
        if request.path.startswith("/api/"):
            return sign_in_first()
        return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
