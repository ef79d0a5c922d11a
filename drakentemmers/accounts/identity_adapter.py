"""How allauth speaks OpenID Connect here: one provider per organisation, from our own rows, everything checked."""

import secrets
from typing import Any

import jwt
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from drakentemmers.accounts.identity import LEEWAY, Refusal, Word, WordRefused, is_recent, word_of
from drakentemmers.accounts.identity_session import VOUCHED
from drakentemmers.accounts.models import IdentityProvider, User
from drakentemmers.accounts.read.identity import works_there
from drakentemmers.audit.actions import record

SIGNED_WITH = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")


class OrganisationOAuth2Adapter(OpenIDConnectOAuth2Adapter):
    """Checks the signature of the ID token too, however it came."""

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **options: Any) -> SocialLogin:
        claims = {
            "id_token": self._decode_id_token(app, options["response"].get("id_token", "")),
            "userinfo": self._fetch_user_info(token.token),
        }
        return self.get_provider().sociallogin_from_response(request, claims)

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        config = self.openid_config
        if config["issuer"].rstrip("/") != app.settings["server_url"]:
            raise OAuth2Error("the issuer says it is another")
        with get_adapter().get_requests_session() as session:
            answer = session.get(config["jwks_uri"])
            answer.raise_for_status()
        try:
            return _claims(id_token, answer.json(), audience=app.client_id, issuer=config["issuer"])
        except (jwt.PyJWTError, ValueError, TypeError, KeyError) as error:
            raise OAuth2Error("the ID token is not right") from error


def _claims(id_token: str, keys: dict[str, Any], *, audience: str, issuer: str) -> dict[str, Any]:
    """Return what the token says. It must be signed with a pair: a public key never serves as a shared secret."""
    header = jwt.get_unverified_header(id_token)
    usable = [key for key in jwt.PyJWKSet.from_dict(keys).keys if key.public_key_use in {None, "sig"}]
    named = [key for key in usable if key.key_id == header["kid"]] if "kid" in header else usable
    if len(named) != 1:  # without a name, only a provider with one key leaves no doubt
        raise ValueError("no key, or more than one")
    return jwt.decode(
        id_token,
        named[0].key,
        algorithms=[name for name in SIGNED_WITH if name == header["alg"]],
        audience=audience,
        issuer=issuer,
        leeway=LEEWAY,
        options={"require": ["exp", "iat", "sub", "aud", "iss"]},
    )


class OrganisationProvider(OpenIDConnectProvider):
    """Sends a nonce along, keeps no claims."""

    oauth2_adapter_class = OrganisationOAuth2Adapter

    def redirect(
        self, request: HttpRequest, process: str, next_url: Any = None, data: Any = None, **more: Any
    ) -> Any:
        nonce = secrets.token_urlsafe(24)
        params = {"nonce": nonce} | more.pop("auth_params", {})
        return super().redirect(request, process, next_url, data, auth_params=params, nonce=nonce, **more)

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        return {}

    def sociallogin_from_response(self, request: HttpRequest, response: dict[str, Any]) -> SocialLogin:
        login = super().sociallogin_from_response(request, response)
        login.claims = response  # type: ignore[attr-defined]
        return login


class IdentityAdapter(DefaultSocialAccountAdapter):
    """Links only whom the organisation may vouch for, and lets in only who works there today."""

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[SocialApp]:
        rows = IdentityProvider.objects.in_use().select_related("organisation")
        if provider and provider != OrganisationProvider.id:
            rows = rows.filter(pk=provider)
        return [_app_of(row) for row in rows]

    def get_provider(
        self, request: HttpRequest, provider: Any, client_id: Any = None
    ) -> OrganisationProvider:
        return OrganisationProvider(request, app=self.get_app(request, provider=provider))

    def serialize_instance(self, instance: Any) -> dict[str, Any]:
        """Between the two steps the session only keeps who it is: no hash of a password stands there."""
        return {"pk": instance.pk} if isinstance(instance, User) else super().serialize_instance(instance)

    def deserialize_instance(self, model: Any, data: Any) -> Any:
        if model is not User:
            return super().deserialize_instance(model, data)
        try:
            return User.objects.get(pk=data["pk"])
        except User.DoesNotExist:
            raise ValueError("nobody any more") from None

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Take or refuse the provider's word; link the account at the first time."""
        row = IdentityProvider.objects.in_use().get(pk=sociallogin.account.provider)
        try:
            word = self._word(row, sociallogin)
            user = self._person(row, sociallogin, word)
        except WordRefused as refused:
            raise ImmediateHttpResponse(refusal_page(request, row, refused.args[0])) from None
        if not sociallogin.is_existing:
            sociallogin.connect(request, user)
            record("identity.linked", user, by=user, now=timezone.now(), on_behalf_of=row.organisation_id)
        request.session[VOUCHED] = {
            "provider": row.pk,
            "user": user.pk,
            "second_factor": row.vouches_for_second_factor and word.several_factors,
            "authenticated_at": word.authenticated_at,
        }

    def _word(self, row: IdentityProvider, sociallogin: SocialLogin) -> Word:
        claims = sociallogin.claims
        word = word_of(
            claims["id_token"],
            claims["userinfo"],
            nonce=sociallogin.state.get("nonce", ""),
            domains=row.domains.values_list("domain", flat=True),
        )
        if (since := sociallogin.state.get("since")) and not is_recent(word, since=since):
            raise WordRefused(Refusal.STALE)
        return word

    def _person(self, row: IdentityProvider, sociallogin: SocialLogin, word: Word) -> User:
        known = sociallogin.user if sociallogin.is_existing else User.objects.filter(email=word.email).first()
        if known is None or known.is_demo or not works_there(known, row):
            raise WordRefused(Refusal.UNKNOWN)
        return known

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Any = None,
        extra_context: Any = None,
    ) -> None:
        row = (
            IdentityProvider.objects.select_related("organisation")
            .filter(pk=provider.app.provider_id)
            .first()
        )
        raise ImmediateHttpResponse(refusal_page(request, row, Refusal.ANSWER))


def _app_of(row: IdentityProvider) -> SocialApp:
    return SocialApp(
        provider=OrganisationProvider.id,
        provider_id=row.pk,
        name=row.organisation.name[:40],
        client_id=row.client_id,
        secret=row.client_secret,
        settings={"server_url": row.issuer, "oauth_pkce_enabled": True, "scope": ["openid", "email"]},
    )


def refusal_page(request: HttpRequest, row: IdentityProvider | None, why: Refusal) -> HttpResponse:
    """Say calmly what did not work and what does; it goes in the log with the provider it came from."""
    if row is not None:
        record("sign_in.refused", row, by=None, now=timezone.now(), outcome="refused", why=why)
    request.session.pop(VOUCHED, None)
    context = {"organisation": row.organisation if row else None, "why": why.value}
    return render(
        request, "socialaccount/refused.html", context, status=400 if why is Refusal.ANSWER else 403
    )
