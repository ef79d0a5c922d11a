"""Writes in the log what becomes of sessions and second factors, whichever view of the package changes them."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from drakentemmers.accounts.actions.sign_in import write_factor, write_signed_out
from drakentemmers.accounts.models import User


class ChangesFactors:
    """A view of the package that changes what one signs in with: the change, its mail and its line in the log are one.

    The package tells of a change only after it was kept; a process that dies between would leave no line. So what
    stands there before and after is compared.
    """

    def post(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        with transaction.atomic():
            before = _factors_of(request.user)
            answer = super().post(request, *args, **options)  # type: ignore[misc]
            _write_changes(request.user, before, _factors_of(request.user))
        return answer


def _factors_of(user: User) -> dict[int, str]:
    return dict(Authenticator.objects.filter(user=user).values_list("pk", "type"))


def _write_changes(user: User, before: dict[int, str], after: dict[int, str]) -> None:
    now = timezone.now()
    for number, kind in before.items() - after.items():
        write_factor("removed", user=user, kind=kind, now=now, number=number)
    for number, kind in after.items() - before.items():
        write_factor("added", user=user, kind=kind, now=now, number=number)


def write_renamed(user: User, authenticator: Authenticator) -> None:
    """Write that a passkey got another name."""
    write_factor("changed", user=user, kind=authenticator.type, now=timezone.now(), number=authenticator.pk)


def signed_out(sender: Any, request: HttpRequest, user: User | None, **_: Any) -> None:
    """Receive Django's signal; a session that the house ended by itself has no author."""
    if user is not None:
        is_over = getattr(request, "ended_for", None) == user.pk
        write_signed_out(user=user, by=None if is_over else user, now=timezone.now())
