"""Sending what waits in the outbox. Any number of workers at once, each of which may be killed at any moment.

A worker claims a mail (conditional update, with a lease), tells the mail server who it is from and for, marks it as
`handing over`, lets the text flow, and marks it as sent. Killed before the mark, the mail is certainly not sent: it is
taken again when the lease has run out. Killed after it nobody knows: it becomes `unsure` and waits for a person.
"""

import logging
import secrets
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import transaction
from django.db.models import F

from drakentemmers.accounts.mail_server import LeaseLostError, MailServer, Outcome
from drakentemmers.accounts.models import OutgoingMail
from drakentemmers.accounts.models.outbox import WIPED, OutgoingMailQuerySet
from drakentemmers.accounts.outbox import LEASE, OVER, MailKind, MailState, pause_after
from drakentemmers.kernel.encryption import Unreadable

log = logging.getLogger(__name__)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sending:
    """What one run did."""

    sent: int = 0
    to_be_tried_again: int = 0
    failed: int = 0
    unsure: int = 0


def send_due(*, now: datetime, limit: int | None = None) -> Sending:
    """Send what is due at `now`, at most `limit` mails (MAIL_PER_RUN), and tell what came of it.

    Never inside a transaction: what a worker marks must be kept before it goes on.
    """
    clock, counts = _clock(now), Counter({MailState.UNSURE: _find_the_unsure(now)})
    _give_up_on_the_hopeless(now)
    with MailServer() as server:
        for _ in range(settings.MAIL_PER_RUN if limit is None else limit):
            mail = _claim(_within_quota(OutgoingMail.objects.due(clock()), clock()), clock())
            if mail is None:
                break
            outcome = _hand_over(mail, server, clock)
            counts[outcome.state] += 1
            if outcome.server_is_gone:
                break
    return Sending(
        counts[MailState.SENT],
        counts[MailState.WAITING],
        counts[MailState.FAILED],
        counts[MailState.UNSURE],
    )


def send_first_time(*, pk: str, now: datetime) -> None:
    """Send one mail that was never tried; nothing to do when it was, or when somebody is at it."""
    clock = _clock(now)
    never_tried = OutgoingMail.objects.filter(pk=pk, state=MailState.WAITING, attempts=0)
    mail = _claim(_within_quota(never_tried, now), clock())
    if mail is not None:
        with MailServer() as server:
            _hand_over(mail, server, clock)


def _clock(now: datetime) -> Callable[[], datetime]:
    """A clock that begins at `now`: a run may take longer than a lease."""
    begin = time.monotonic()
    return lambda: now + timedelta(seconds=time.monotonic() - begin)


def _within_quota(due: OutgoingMailQuerySet, now: datetime) -> OutgoingMailQuerySet:
    """Leave of `due` what the mail server takes today. Urgent mail always goes; newsletters leave room for the rest."""
    today = OutgoingMail.objects.handed_over_since(now - DAY)
    if today.count() >= settings.MAIL_PER_DAY:
        return due.filter(is_urgent=True)
    theirs = settings.MAIL_PER_DAY * settings.NEWSLETTER_PERCENT_OF_MAIL // 100
    if today.filter(kind=MailKind.NEWSLETTER).count() >= theirs:
        return due.exclude(kind=MailKind.NEWSLETTER)
    return due


def _claim(due: OutgoingMailQuerySet, now: datetime) -> OutgoingMail | None:
    """Take the first mail of `due` for this worker alone; None when there is none left."""
    if not due.exists():  # spares SQLite its only write lock
        return None
    with transaction.atomic(durable=True):
        mail = due.select_for_update(skip_locked=True, of=("self",)).first()
        if mail is None:
            return None
        mail.lease = secrets.token_hex(16)
        taken = due.filter(pk=mail.pk).update(
            state=MailState.CLAIMED, lease=mail.lease, leased_until=now + LEASE, attempts=F("attempts") + 1
        )
        mail.attempts += 1
    return mail if taken else None


def _hand_over(mail: OutgoingMail, server: MailServer, clock: Callable[[], datetime]) -> Outcome:
    ours = OutgoingMail.objects.filter(pk=mail.pk, lease=mail.lease)
    if mail.user is not None and not mail.user.is_active and not mail.is_urgent:
        outcome = Outcome(MailState.DROPPED, "account_closed")
        _write_down(mail, outcome, clock())
        return outcome

    def mark() -> None:
        if not ours.filter(state=MailState.CLAIMED).update(
            state=MailState.HANDING_OVER, handed_over_at=clock(), leased_until=clock() + LEASE
        ):
            raise LeaseLostError

    try:
        outcome = server.hand_over(_message(mail), before_text=mark)
    except LeaseLostError:
        return Outcome(MailState.CLAIMED)
    except Unreadable:  # one mail that does not open holds up no other
        outcome = Outcome(MailState.WAITING, "not_readable")
    _write_down(mail, outcome, clock())
    return outcome


def _message(mail: OutgoingMail) -> EmailMessage:
    """The mail as it goes over the line; no automatic answers are wanted."""
    headers = {**mail.headers, "Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"}
    message = EmailMultiAlternatives(mail.subject or "", mail.text or "", None, [mail.to], headers=headers)
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message


def _write_down(mail: OutgoingMail, outcome: Outcome, now: datetime) -> None:
    """Keep what came of it, as far as the mail is still ours: also when others had begun to call it unsure."""
    pause = pause_after(mail.attempts)
    state, reason = outcome.state, outcome.reason
    if state == MailState.WAITING and pause is None:
        state = MailState.FAILED
    fields: dict[str, object] = {"state": state, "reason": reason, "leased_until": None}
    if state == MailState.WAITING and pause is not None:
        fields["next_try_at"] = now + pause
    else:
        fields["ended_at"] = now
    if state in OVER:
        fields |= WIPED
    if state in {MailState.WAITING, MailState.FAILED}:
        fields["handed_over_at"] = None
    held = [MailState.CLAIMED, MailState.HANDING_OVER, MailState.UNSURE]
    OutgoingMail.objects.filter(pk=mail.pk, lease=mail.lease, state__in=held).update(**fields)
    if state not in OVER:
        log.warning("mail %s: %s (%s), attempt %s", mail.pk, state, reason, mail.attempts)


def _find_the_unsure(now: datetime) -> int:
    """Mark what died on the way; return how many."""
    return OutgoingMail.objects.died_while_handing_over(now).update(
        state=MailState.UNSURE, reason="worker_died", leased_until=None, ended_at=now
    )


def _give_up_on_the_hopeless(now: datetime) -> None:
    """A mail that killed its worker every time is not tried for ever."""
    OutgoingMail.objects.filter(leased_until__lte=now).tried_too_often().update(
        state=MailState.FAILED, reason="worker_died", leased_until=None, ended_at=now
    )
