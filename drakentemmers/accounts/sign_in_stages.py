"""The second step of signing in, left out when the organisation did it already and we take its word for that."""

from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest

from drakentemmers.accounts.identity_session import vouched_for


class SecondStepStage(AuthenticateStage):
    """Ours is asked, unless the provider's row says its second factor is enough and the provider says it was used."""

    def _should_handle(self, request: HttpRequest) -> bool:
        word = vouched_for(request, self.login.user)
        if word is not None and self._is_by_provider() and word["second_factor"]:
            return False
        return super()._should_handle(request)

    def _is_by_provider(self) -> bool:
        """This very sign-in came from a provider: an earlier word in the same browser counts for nothing."""
        return bool((self.login.signal_kwargs or {}).get("sociallogin"))
