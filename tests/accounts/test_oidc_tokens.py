"""What a provider signs is looked at before it is believed: whose key, for whom, how long, asked by whom."""

import json
import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from oidc_provider_mock._app import OpenIDCode

from tests.factories.identity import arrive
from tests.factories.sign_in import STEP, is_in

pytestmark = pytest.mark.django_db
Claims = dict[str, Any]
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def own(key: Claims) -> Any:
    return jwt.PyJWK(key).key


def signed_again(claims: Claims, key: Claims) -> str:
    return jwt.encode(
        claims, own(key), algorithm="RS256", headers={"kid": key["kid"]} if "kid" in key else {}
    )


def by_another_key(claims: Claims, key: Claims) -> str:
    return jwt.encode(
        claims, OTHER_KEY, algorithm="RS256", headers={"kid": key["kid"]} if "kid" in key else {}
    )


def by_nobody(claims: Claims, key: Claims) -> str:
    return jwt.encode(claims, None, algorithm="none")


def by_the_public_key_as_a_secret(claims: Claims, key: Claims) -> str:
    public = json.dumps({name: key[name] for name in ("kty", "n", "e")})
    return jwt.encode(claims, public, algorithm="HS256")


def without_its_signature(claims: Claims, key: Claims) -> str:
    return signed_again(claims, key).rpartition(".")[0] + "."


def changed_after_signing(claims: Claims, key: Claims) -> str:
    header, _, signature = signed_again(claims, key).split(".")
    other = jwt.encode(claims | {"email_verified": True, "sub": "iemand-anders"}, None, algorithm="none")
    return f"{header}.{other.split('.')[1]}.{signature}"


def with_claims(**other: Any) -> Callable[[Claims, Claims], str]:
    def make(claims: Claims, key: Claims) -> str:
        kept = claims | {name: value for name, value in other.items() if value is not None}
        return signed_again({name: kept[name] for name in kept if other.get(name, "") is not None}, key)

    return make


LONG_AGO = int(time.time()) - 7200
REFUSED = {
    "another key": by_another_key,
    "alg none": by_nobody,
    "the public key as a secret": by_the_public_key_as_a_secret,
    "without its signature": without_its_signature,
    "changed after it was signed": changed_after_signing,
    "for somebody else": with_claims(aud="een-andere-site"),
    "from somebody else": with_claims(iss="https://elders.example"),
    "over": with_claims(exp=LONG_AGO, iat=LONG_AGO - 60),
    "without an end": with_claims(exp=None),
    "made in the future": with_claims(iat=int(time.time()) + 7200),
    "another nonce": with_claims(nonce="een-andere"),
    "without a nonce": with_claims(nonce=None),
    "about nobody": with_claims(sub=None),
    "no token": lambda claims, key: "geen.token.hier",
}


@pytest.fixture
def provider_signs(monkeypatch) -> Callable[[Callable[[Claims, Claims], str]], None]:
    """Let the provider, which runs beside this test, hand out tokens that are made otherwise."""

    def use(make: Callable[[Claims, Claims], str]) -> None:
        plain = OpenIDCode.encode_id_token

        def encoded(self, token, request):
            claims = jwt.decode(plain(self, token, request), options={"verify_signature": False})
            return make(claims, self.get_jwt_config(None)["key"])

        monkeypatch.setattr(OpenIDCode, "encode_id_token", encoded)

    return use


@pytest.mark.parametrize("what", REFUSED)
def test_a_token_that_is_not_right_lets_nobody_in(client, kompas, provider_signs, what: str) -> None:
    provider_signs(REFUSED[what])

    answer = arrive(client, kompas)

    assert answer.status_code in {400, 403}
    assert not is_in(client)
    assert not SocialAccount.objects.exists()
    assert client.get(STEP).status_code == 302  # no first step was made either


def test_the_same_token_made_again_with_the_right_key_does(client, kompas, provider_signs) -> None:
    provider_signs(signed_again)

    assert arrive(client, kompas).headers["Location"] == STEP
