"""The links in mails of newsletters. Each has one purpose, is signed, and does nothing until somebody presses a button.

A link that confirms works for two days. One that ends a newsletter never runs out: an old mail must keep a way out, and
all it can do is end that mail.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core import signing
from django.urls import reverse

from drakentemmers.knowledge.rules.newsletter import CONFIRM_WITHIN

CONFIRM, LEAVE = "knowledge.newsletter.confirm", "knowledge.newsletter.leave"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a link that confirms is about: these questions, asked at that moment."""

    ids: tuple[str, ...]
    at: int  # seconds since 1970

    def is_over(self, now: datetime) -> bool:
        return now.timestamp() - self.at > CONFIRM_WITHIN.total_seconds()


@dataclass(frozen=True, slots=True)
class WayOut:
    """What a link that ends is about: one subscription, and its topic for when that is gone already."""

    subscription: str
    topic: int


def confirm_url(ids: Iterable[str], now: datetime) -> str:
    """Return the address that confirms these questions for newsletters."""
    token = signing.Signer(salt=CONFIRM).sign_object([sorted(ids), int(now.timestamp())])
    return settings.SITE_URL + reverse("newsletter_confirm", args=[token])


def leave_url(subscription: str, topic: int) -> str:
    """Return the address that ends one subscription."""
    token = signing.Signer(salt=LEAVE).sign_object([subscription, topic])
    return settings.SITE_URL + reverse("newsletter_leave", args=[token])


def read_confirm(token: str) -> Asked | None:
    """Return what a link is about; None for a forged one."""
    try:
        ids, at = signing.Signer(salt=CONFIRM).unsign_object(token)
    except signing.BadSignature:
        return None
    return Asked(tuple(ids), at)


def read_leave(token: str) -> WayOut | None:
    """Return what a link is about; None for a forged one."""
    try:
        return WayOut(*signing.Signer(salt=LEAVE).unsign_object(token))
    except signing.BadSignature:
        return None
