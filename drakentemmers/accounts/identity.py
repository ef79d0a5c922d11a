"""Rules of signing in with the account of one's organisation. Pure: no Django, no clock."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

# Anybody gets an address here: no organisation can vouch for it.
EVERYBODYS = frozenset(
    {
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "hotmail.nl",
        "live.nl",
        "live.com",
        "msn.com",
        "yahoo.com",
        "icloud.com",
        "me.com",
        "proton.me",
        "protonmail.com",
        "gmx.net",
        "mail.com",
        "ziggo.nl",
        "kpnmail.nl",
        "kpnplanet.nl",
        "planet.nl",
        "xs4all.nl",
        "home.nl",
        "casema.nl",
        "upcmail.nl",
        "chello.nl",
        "hetnet.nl",
        "quicknet.nl",
        "telfort.nl",
        "tele2.nl",
        "solcon.nl",
        "zonnet.nl",
        "freedom.nl",
    }
)
DOMAIN = re.compile(r"(?=.{4,190}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
SEVERAL_FACTORS = frozenset({"mfa", "fido", "hwk", "swk", "otp", "fpt", "face", "sc"})  # amr, RFC 8176
STRONG = frozenset({"urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract"})
LEEWAY = 60  # seconds that two clocks may differ


class Refusal(StrEnum):
    """Why a provider's word is not taken."""

    ANSWER = "answer"  # the answer does not belong to what we asked, or is not whole
    ADDRESS = "address"  # no address, not confirmed, or of another organisation
    UNKNOWN = "unknown"  # nobody here with this address works there
    STALE = "stale"  # was asked to confirm, and did not


@dataclass(frozen=True, slots=True)
class Word:
    """What a provider says of somebody, once its answer proved to be its own."""

    subject: str
    email: str
    authenticated_at: int  # seconds since 1970; 0 when it does not tell
    several_factors: bool


class WordRefused(Exception):  # noqa: N818 - reads as the sentence it is
    """A provider's word is not taken; `args[0]` is the Refusal."""


def domain_of(email: str) -> str:
    """Return what stands behind the last @, in lower case; empty when there is none."""
    return email.rpartition("@")[2].strip().lower() if "@" in email else ""


def word_of(
    token: Mapping[str, Any], userinfo: Mapping[str, Any], *, nonce: str, domains: Iterable[str]
) -> Word:
    """Return what the provider says. Raises WordRefused.

    `token` are the claims of the ID token, whose signature, issuer, audience and date were checked. The address must
    be confirmed by the provider (`email_verified`, or `xms_edov` of Entra ID) and stand in one of `domains`.
    """
    if not nonce or token.get("nonce") != nonce:
        raise WordRefused(Refusal.ANSWER)
    if not token.get("sub") or userinfo.get("sub", token["sub"]) != token["sub"]:
        raise WordRefused(Refusal.ANSWER)
    email = _confirmed_email(token, userinfo)
    if not email or domain_of(email) not in set(domains):
        raise WordRefused(Refusal.ADDRESS)
    return Word(str(token["sub"]), email, _moment(token.get("auth_time")), _several_factors(token))


def _confirmed_email(token: Mapping[str, Any], userinfo: Mapping[str, Any]) -> str:
    """The address from whichever of the two confirms it; a word in text ("true") is not a yes."""
    for claims in (token, userinfo):
        confirmed = claims.get("email_verified") is True or claims.get("xms_edov") in (True, 1, "1")
        if confirmed and isinstance(claims.get("email"), str):
            return claims["email"].strip().lower()
    return ""


def _moment(told: Any) -> int:
    return told if isinstance(told, int) and not isinstance(told, bool) and told > 0 else 0


def _several_factors(token: Mapping[str, Any]) -> bool:
    methods = token.get("amr")
    named = set(methods) if isinstance(methods, list) else set()
    return bool(named & SEVERAL_FACTORS) or token.get("acr") in STRONG


def is_recent(word: Word, *, since: int) -> bool:
    """Tell whether the person proved to be there after `since` (seconds since 1970)."""
    return word.authenticated_at + LEEWAY >= since > 0


def is_own_domain(domain: str) -> bool:
    """Tell whether an organisation may vouch for addresses in `domain`."""
    return bool(DOMAIN.fullmatch(domain)) and domain not in EVERYBODYS
