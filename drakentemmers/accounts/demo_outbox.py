"""The mail of the demonstration: nothing of it leaves, and the outbox shows every way a mail can fare."""

from datetime import datetime, timedelta

from django.db.models import F

from drakentemmers.accounts.actions.bounces import note_return
from drakentemmers.accounts.actions.preferences import choose_mail
from drakentemmers.accounts.digest import QuietTimes
from drakentemmers.accounts.models import Notification, OutgoingMail, User
from drakentemmers.accounts.models.outbox import WIPED
from drakentemmers.accounts.outbox import MailKind, MailState
from drakentemmers.accounts.topics import How, Topic

SHOWN_FOR = timedelta(days=30)
STUCK: tuple[dict[str, object], ...] = (
    {"state": MailState.UNSURE, "reason": "worker_died", "attempts": 1},
    {"state": MailState.UNSURE, "reason": "line_broke", "attempts": 1},
    {"state": MailState.FAILED, "reason": "550 5.1.1", "attempts": 1},
    {"state": MailState.WAITING, "reason": "451 4.7.1", "attempts": 3},
)


def settle_mail(*, read_before: datetime, early_bird: User, now: datetime) -> None:
    """Keep every mail of the story in the drawer, mark what is old as read, and let some mails be stuck.

    `early_bird` hears of places once a day and has longer quiet hours.
    """
    Notification.objects.unread().filter(at__lt=read_before).update(read_at=read_before)
    Notification.objects.filter(mail_at__isnull=False).update(mail_at=None, mail_subject="", mail_text="")
    OutgoingMail.objects.filter(created_at__lt=now - SHOWN_FOR).delete()
    mails = OutgoingMail.objects.filter(kind=MailKind.NOTICE, state=MailState.WAITING).order_by(
        "-created_at", "pk"
    )
    for mail, fields in zip(list(mails[: len(STUCK)]), STUCK, strict=False):
        _get_stuck(mail, fields, now)
    OutgoingMail.objects.filter(state=MailState.WAITING, attempts=0).update(
        state=MailState.SENT,
        attempts=1,
        handed_over_at=F("created_at"),
        ended_at=F("created_at"),
        **WIPED,
    )
    returned = (
        OutgoingMail.objects.filter(state=MailState.SENT, kind=MailKind.NOTICE)
        .exclude(user=early_bird)
        .first()
    )
    if returned is not None:
        note_return(message_id=returned.message_id, status="5.2.2", now=now)
    choose_mail(
        user=early_bird,
        how={Topic.PLACES: How.DAILY, Topic.NETWORK: How.WEEKLY},
        quiet=QuietTimes(weekends=True),
        by=early_bird,
        now=now,
    )


def _get_stuck(mail: OutgoingMail, fields: dict[str, object], now: datetime) -> None:
    waits = fields["state"] == MailState.WAITING
    OutgoingMail.objects.filter(pk=mail.pk).update(
        **fields,
        next_try_at=now + timedelta(minutes=40) if waits else mail.next_try_at,
        handed_over_at=mail.created_at if fields["state"] == MailState.UNSURE else None,
        ended_at=None if waits else mail.created_at,
    )
