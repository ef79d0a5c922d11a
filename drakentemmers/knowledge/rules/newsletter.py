"""Newsletters: how long links and questions last, how far a sending is, what became of one mail."""

from datetime import timedelta
from enum import StrEnum

CONFIRM_WITHIN = timedelta(days=2)
UNCONFIRMED_KEPT = timedelta(days=7)
RESERVED = frozenset({"aanmelden", "verstuurd", "bevestigen", "afmelden"})  # addresses beside those of issues


class MailingState(StrEnum):
    """How far the sending of an issue is. Values are stored; never change one."""

    SENDING = "sending"
    STOPPED = "stopped"
    DONE = "done"


class WhyStopped(StrEnum):
    """Why nothing more of an issue is sent."""

    BY_HAND = "by_hand"
    NOT_PUBLIC = "not_public"  # the issue, or a page in it, is no longer for everybody


class Fate(StrEnum):
    """What became of the mail to one address, once that is known."""

    UNKNOWN = ""
    SENT = "sent"
    DROPPED = "dropped"
    RETURNED = "returned"
