"""How allauth behaves here: who may try, what it tells, how it keeps secrets."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sites.shortcuts import get_current_site
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from drakentemmers.accounts.actions.devices import meet_device
from drakentemmers.accounts.actions.lockout import Door, Gate, give_back, take_try
from drakentemmers.accounts.actions.outbox import queue_mail
from drakentemmers.accounts.actions.sign_in import write_wrong_password
from drakentemmers.accounts.identity_session import VOUCHED, vouched_for
from drakentemmers.accounts.known_devices import (
    NOWHERE,
    agent_of,
    device_for_address,
    device_of,
    in_words,
    name_for,
    remember,
)
from drakentemmers.accounts.locked import locked_door
from drakentemmers.accounts.models import User
from drakentemmers.accounts.outbox import MailKind
from drakentemmers.accounts.placed_factors import keep, opened
from drakentemmers.accounts.session_clock import is_confirmed, note_confirmed
from drakentemmers.accounts.time_limits import Freshness
from drakentemmers.audit.middleware import address_of
from drakentemmers.audit.rules import network_of

STAGES = {"allauth.mfa.stages.AuthenticateStage": "drakentemmers.accounts.sign_in_stages.SecondStepStage"}


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up unasked: accounts come from an invitation or an import."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("This address and password do not belong together. Check both."),
        "incorrect_password": _("This is not your password. Try again."),
        "enter_current_password": _("This is not your password. Try again."),
        "incorrect_code": _("This code is not right, or it was used before. Wait for the next one."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """There are no user names."""

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request) or NOWHERE

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Look at the password, unless too many were tried; raises ValidationError then."""
        now, doors = timezone.now(), self._doors(request, credentials["email"].lower())
        if until := take_try(doors, now=now):
            raise ValidationError(locked_door(until), code="too_many_login_attempts")
        user = super().authenticate(request, **credentials)
        if user is not None:
            give_back(doors, now=now)
        else:
            write_wrong_password(email=credentials["email"].lower(), now=now)
        return user

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Tries were counted already."""

    def _doors(self, request: HttpRequest, email: str) -> Sequence[Door]:
        """A device its owner used before has a door of its own: nobody else can lock it."""
        device = device_for_address(request, email)
        if device is not None:
            return [Door(Gate.DEVICE, device.pk)]
        return [Door(Gate.ACCOUNT, email), Door(Gate.NETWORK, network_of(address_of(request)))]

    def pre_login(self, request: HttpRequest, user: User, **about: Any) -> HttpResponse | None:
        if user.is_demo and not settings.DEMO:
            return self.respond_user_inactive(request, user)
        if user.is_active and user.asleep_since is not None:
            clear_login(request)
            return redirect("account_asleep")
        return super().pre_login(request, user, **about)

    def login(self, request: HttpRequest, user: User) -> None:
        """Remember, while it can still be told, whether this person ever came in before."""
        request.is_first_sign_in = user.last_login is None  # type: ignore[attr-defined]
        super().login(request, user)

    def post_login(self, request: HttpRequest, user: User, **about: Any) -> HttpResponse:
        """Know this browser again; of one never seen before the person hears by mail."""
        response = super().post_login(request, user, **about)
        self._take_providers_clock(request, user, about.get("signal_kwargs") or {})
        agent = agent_of(request)
        device = meet_device(
            user=user,
            device=device_of(request, user),
            agent=agent,
            words=in_words(agent),
            is_first=request.is_first_sign_in,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
        remember(request, response, device)
        return response

    def _take_providers_clock(self, request: HttpRequest, user: User, signal: dict[str, Any]) -> None:
        """A provider may let somebody through unasked: fresh counts from when it says it asked."""
        word = vouched_for(request, user)
        if "sociallogin" not in signal:
            request.session.pop(VOUCHED, None)  # came in here by own means: nobody vouches
        elif word is not None:
            note_confirmed(request, now=datetime.fromtimestamp(word["authenticated_at"], UTC))

    def get_login_stages(self) -> list[str]:
        """The second step may be done by the organisation: `sign_in_stages`."""
        return [STAGES.get(stage, stage) for stage in super().get_login_stages()]

    def is_reauthentication_required(self, *, app: str, **_options: Any) -> bool:
        """allauth asks for what changes how one signs in: our own limit holds."""
        request = context.request
        return not is_confirmed(request.user, request, Freshness.RIGHTS, now=timezone.now())

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, str]]:
        return [{"id": "confirm", "description": "", "url": reverse("account_reauthenticate")}]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Every mail of the site goes by the outbox: written with the deed, sent once that was kept."""
        site = get_current_site(self.request)
        known = {"request": self.request, "email": email, "current_site": site}
        message = self.render_mail(template_prefix, email, known | context)
        queue_mail(
            to=email, subject=message.subject, text=message.body, kind=MailKind.ACCOUNT, now=timezone.now()
        )

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")


class SecondFactorAdapter(DefaultMFAAdapter):
    """Passkeys, codes and recovery codes: secrets are sealed, names are Dutch."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not right, or it was used before. Wait for the next one."),
    }

    def encrypt(self, text: str) -> str:
        return keep(text)

    def decrypt(self, encrypted_text: str) -> str:
        return opened(encrypted_text)

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:  # noqa: A002
        return name_for(context.request, taken=Authenticator.objects.filter(user=user, type=type).count())

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": context.request.get_host().partition(":")[0], "name": "Drakentemmers"}
