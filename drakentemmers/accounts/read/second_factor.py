"""What somebody has to prove to be who they are, and whether it is enough."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.conf import settings

from drakentemmers.accounts.models import User

ENOUGH = (Authenticator.Type.WEBAUTHN, Authenticator.Type.TOTP)


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways somebody has to prove to be there."""

    passkey: bool
    app: bool  # an app that shows codes (TOTP)
    recovery: bool
    password: bool

    @property
    def has_second_factor(self) -> bool:
        return self.passkey or self.app


def ways_of(user: User) -> Ways:
    """Return the ways `user` has to prove to be there."""
    kinds = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    return Ways(
        passkey=Authenticator.Type.WEBAUTHN in kinds,
        app=Authenticator.Type.TOTP in kinds,
        recovery=Authenticator.Type.RECOVERY_CODES in kinds,
        password=user.has_usable_password(),
    )


def is_exempt(user: User) -> bool:
    """Invented people of a demonstration need no second factor, so that a visitor can look around. Nobody else."""
    return settings.DEMO and user.is_demo


def lacks_second_factor(user: User) -> bool:
    """Tell whether `user` must set up a second factor first: whoever has a role or looks along."""
    if is_exempt(user) or Authenticator.objects.filter(user=user, type__in=ENOUGH).exists():
        return False
    return bool(user.current_memberships or user.looks_along_at)
