"""What an open session is held to at every request: its limits, the second factor, and proving to be there."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _

from drakentemmers.accounts.carried import KEY, can_be_carried, carried_for, carry, drop
from drakentemmers.accounts.identity_session import vouched_for
from drakentemmers.accounts.public import ALWAYS_ROUTES, PUBLIC_ROUTES, SET_UP_ROUTES
from drakentemmers.accounts.read.factor_resets import owed_code
from drakentemmers.accounts.read.identity import still_vouched
from drakentemmers.accounts.read.second_factor import lacks_second_factor
from drakentemmers.accounts.session_clock import clock_of, limits, note_seen
from drakentemmers.accounts.stepup import ConfirmationNeeded
from drakentemmers.accounts.time_limits import Ending, ending, is_worth_noting
from drakentemmers.kernel.api import problem

Answer = Callable[[HttpRequest], HttpResponse]


class SessionLimitsMiddleware:
    """Ends a session that was idle or open for too long. What was being sent is kept for the same person."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.ended_for = None  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            self._hold_to_limits(request)
        return self.get_response(request)

    def _hold_to_limits(self, request: HttpRequest) -> None:
        now, clock = timezone.now(), clock_of(request)
        why = Ending.TOO_LONG if clock is None else ending(clock, limits(), now=now)
        if why is None and not _is_still_vouched(request):
            why = Ending.NOT_VOUCHED
        if why is not None:
            request.ended_for = request.user.pk  # type: ignore[attr-defined]
            logout(request)
            messages.info(request, _said(why))
        elif clock is not None and is_worth_noting(clock, now=now):
            note_seen(request, now=now)
            UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=now)

    def process_view(self, request: HttpRequest, *_args: Any) -> HttpResponse | None:
        match = request.resolver_match
        if request.method in {"GET", "HEAD"} or match is None or match.view_name in PUBLIC_ROUTES:
            return None
        if request.user.is_authenticated:
            return _forget_what_arrived(request)
        if request.path.startswith("/api/"):
            return None
        return self._keep_and_ask_to_sign_in(request)

    def _keep_and_ask_to_sign_in(self, request: HttpRequest) -> HttpResponse:
        user_id = request.ended_for  # type: ignore[attr-defined]
        back = _page_before(request)
        if user_id is not None and can_be_carried(request):
            carry(request, user_id=user_id, now=timezone.now())
            back = reverse("go_on")
        else:
            messages.warning(request, _("What you just sent is not saved. Sign in and send it again."))
        return go_to(request, f"{resolve_url(settings.LOGIN_URL)}?{urlencode({REDIRECT_FIELD_NAME: back})}")


class SecondFactorMiddleware:
    """Leads a professional without a second factor to the page where it is set up, and nowhere else.

    Of whom the old ones fell by decision of two others, first the code is asked that goes with that.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_args: Any) -> HttpResponse | None:
        match, user = request.resolver_match, request.user
        if not user.is_authenticated or match is None or match.view_name in ALWAYS_ROUTES:
            return None
        word, sets_up = vouched_for(request, user), match.view_name in SET_UP_ROUTES
        if (word is not None and word["second_factor"]) or not (sets_up or lacks_second_factor(user)):
            return None
        if owed_code(user) is not None:
            page = "factor_reset_code"
        elif sets_up:
            return None
        else:
            page = "second_factor_set_up"
        if request.path.startswith("/api/"):
            return problem(403, "Set up a second factor first")
        return go_to(request, _with_way_back(reverse(page), request))


class ConfirmationMiddleware:
    """Answers ConfirmationNeeded: leads to the page where somebody confirms to be there, and back."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, ConfirmationNeeded):
            return None
        now = timezone.now()
        if can_be_carried(request):
            carry(request, user_id=request.user.pk, deed=exception.deed, now=now)
            return go_to(
                request, f"{reverse('account_reauthenticate')}?{urlencode({'next': reverse('go_on')})}"
            )
        return go_to(request, _with_way_back(reverse("account_reauthenticate"), request))


def go_to(request: HttpRequest, url: str) -> HttpResponse:
    """Lead the whole page to `url`, also when only a part of it was asked for."""
    if "HX-Request" in request.headers:
        return HttpResponse(headers={"HX-Redirect": url})
    return redirect(url)


def _with_way_back(url: str, request: HttpRequest) -> str:
    safe = request.method in {"GET", "HEAD"} and "HX-Request" not in request.headers
    back = request.get_full_path() if safe else _page_before(request)
    return f"{url}?{urlencode({REDIRECT_FIELD_NAME: back})}"


def _page_before(request: HttpRequest) -> str:
    """Return the page of ours that sent this request; the own page of the person when that is not known."""
    before = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure()):
        return resolve_url(settings.LOGIN_REDIRECT_URL)
    parts = urlsplit(before)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _is_still_vouched(request: HttpRequest) -> bool:
    """Tell whether the word on which this session began still counts; a session that began here needs none."""
    word = vouched_for(request, request.user)
    return word is None or still_vouched(
        request.user, word["provider"], for_second_factor=word["second_factor"]
    )


def _forget_what_arrived(request: HttpRequest) -> None:
    if KEY in request.session:
        kept = carried_for(request, request.user, now=timezone.now())
        if kept is None or kept.path == request.get_full_path():
            drop(request)


def _said(why: Ending) -> str:
    return {
        Ending.IDLE: _("You were away for a while, so we signed you out. Sign in to go on."),
        Ending.TOO_LONG: _("You were signed in for very long, so we signed you out. Sign in to go on."),
        Ending.NOT_VOUCHED: _(
            "We no longer take the word of your organisation for this. Sign in again, or ask its owner."
        ),
    }[why]
