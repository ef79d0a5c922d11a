"""A mail on its way out: the states it walks through, how long to wait before trying again, what may stand in it.

Plain Python: no Django, no clock. docs/adr/0020-outbox.md says what is promised.
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum


class MailState(StrEnum):
    """Where a mail is. Only `unsure` needs a person: nobody can know whether it went."""

    WAITING = "waiting"
    CLAIMED = "claimed"  # a worker has it, and has not told the mail server what it says
    HANDING_OVER = "handing_over"  # the text flows to the mail server: from here it may have arrived
    SENT = "sent"  # the mail server answered that it has it
    FAILED = "failed"  # refused for good, or tried too often
    UNSURE = "unsure"  # the worker died, or the line broke, while handing over
    DROPPED = "dropped"  # not to be sent


class MailKind(StrEnum):
    """What a mail is for: decides its place in the queue, and stands on the page for administrators."""

    ACCOUNT = "account"  # signing in, passwords, the safety of an account
    INVITATION = "invitation"
    NOTICE = "notice"  # goes with a line under the bell
    DIGEST = "digest"  # several lines at once
    WEEKLY = "weekly"  # "Klopt je plek nog?"
    NEWSLETTER = "newsletter"  # to many at once: goes after everything else


URGENT = frozenset({MailKind.ACCOUNT, MailKind.INVITATION})  # somebody is waiting at the screen for these
WITH_A_WORKER = frozenset({MailState.CLAIMED, MailState.HANDING_OVER})
NEEDS_A_PERSON = frozenset({MailState.FAILED, MailState.UNSURE})
OVER = frozenset({MailState.SENT, MailState.DROPPED})

LEASE = timedelta(
    minutes=10
)  # longer than the slowest talk with a mail server: every answer within EMAIL_TIMEOUT
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 20, 60, 180, 480, 960))
MOST_ATTEMPTS = len(PAUSES) + 1

NEVER_MORE = frozenset(
    {MailKind.NOTICE, MailKind.NEWSLETTER}
)  # about one topic, so that who ends that topic needs none of them
HEADERS_ALLOWED = frozenset({"List-Unsubscribe", "List-Unsubscribe-Post"})
ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[\w-]+(\.[\w-]+)*")
ENHANCED = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
UNSAFE = re.compile(
    r"[\x00-\x1f\x7f\u0085\u2028\u2029]"
)  # every character somebody takes for a new line, and NUL


class UnsafeMailError(ValueError):
    """What could smuggle in another header or recipient, or tell somebody that a mail was opened."""


def pause_after(attempts: int) -> timedelta | None:
    """Return how long to wait after that many attempts (1 or more); None: enough."""
    return PAUSES[attempts - 1] if attempts < MOST_ATTEMPTS else None


def demand_safe(*, to: str, subject: str, headers: Mapping[str, str]) -> None:
    """Raise UnsafeMailError unless this is one address, a subject of one line and headers we know, of one line each."""
    if not ADDRESS.fullmatch(to) or UNSAFE.search(to):
        raise UnsafeMailError("not one mail address")
    if not subject.strip() or UNSAFE.search(subject):
        raise UnsafeMailError("not a subject of one line")
    if unknown := set(headers) - HEADERS_ALLOWED:
        raise UnsafeMailError(f"no such header here: {', '.join(sorted(map(repr, unknown)))}")
    if any(UNSAFE.search(value) for value in headers.values()):
        raise UnsafeMailError("a header of more than one line")


def masked(address: str) -> str:
    """Return an address as an administrator may see it: the first character and the domain."""
    name, _at, domain = address.partition("@")
    return f"{name[:1]}…@{domain}" if domain else "…"


def reason_of(code: int, answer: bytes | str) -> str:
    """Return what a mail server answered as numbers only ("550 5.1.1"): its words may hold the address."""
    text = answer.decode("ascii", "replace") if isinstance(answer, bytes) else answer
    found = ENHANCED.search(text)
    return f"{code} {found[1]}" if found else f"{code}"


def message_id(pk: str, secret: str, site_url: str) -> str:
    """Return the Message-ID of a mail: fixed for its row, and not to be guessed by who has not had the mail."""
    host = site_url.rsplit("://", maxsplit=1)[-1].split("/", maxsplit=1)[0].split(":", maxsplit=1)[0]
    return f"<{pk}.{secret}@{host}>"
