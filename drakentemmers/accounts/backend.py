"""Who belongs to an e-mail address and a password."""

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings

from drakentemmers.accounts.models import User


class EmailBackend(AuthenticationBackend):
    """One look-up by the one address an account has, and one password hash: for a stranger as much as for a user."""

    def _authenticate_by_email(self, email: str, password: str) -> User | None:
        return self._check_password(User.objects.filter(email=email.lower()).first(), password)

    def user_can_authenticate(self, user: User) -> bool:
        """Closed and sleeping accounts do not come in, and invented people only where the demonstration runs."""
        return user.is_active and user.asleep_since is None and (settings.DEMO or not user.is_demo)
