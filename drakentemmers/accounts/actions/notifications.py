"""Writes about the bell and the mail that goes with it."""

from datetime import datetime

from django.db import transaction

from drakentemmers.accounts.actions.outbox import queue_mail
from drakentemmers.accounts.digest import when_to_mail
from drakentemmers.accounts.models import Notification, OutgoingMail, User
from drakentemmers.accounts.outbox import MailKind
from drakentemmers.accounts.read.preferences import how_for, quiet_times_of
from drakentemmers.accounts.topics import Topic, topic_of
from drakentemmers.accounts.unsubscribe import unsubscribe_headers, unsubscribe_url, with_way_out


@transaction.atomic
def notify(
    *, user: User, topic: str, text: str, path: str, now: datetime, subject: str = "", mail: str = ""
) -> Notification:
    """Put a line under the bell of `user`; with `mail`, mail it too, the way this person chose for its topic.

    At once, with the mail of the day or of the week, or not at all; never in the person's quiet hours. A `topic` that
    begins with "security." always goes, at once. `text`, `subject` and `mail` are neutral: no client, no violence, no
    address.
    """
    line = Notification(user=user, at=now, topic=topic, about=topic_of(topic), text=text, path=path)
    due = _mail_at(line, now) if mail and user.is_active else None
    if due is None:
        line.save()
    elif due <= now:
        line.mail = _queue(line, subject, mail, now)
        line.save()
    else:
        line.mail_at, line.mail_subject, line.mail_text = due, subject, mail
        line.save()
    return line


def _mail_at(line: Notification, now: datetime) -> datetime | None:
    if line.about == Topic.SECURITY:
        return now
    return when_to_mail(how_for(line.user, Topic(line.about)), now, quiet_times_of(line.user))


def _queue(line: Notification, subject: str, text: str, now: datetime) -> OutgoingMail:
    """Write the mail of one line."""
    user, about = line.user, Topic(line.about)
    if about is Topic.SECURITY:
        return queue_mail(
            to=user.email, subject=subject, text=text, kind=MailKind.ACCOUNT, now=now, user=user
        )
    url = unsubscribe_url(user, [about])
    return queue_mail(
        to=user.email,
        subject=subject,
        text=with_way_out(text, url),
        kind=MailKind.NOTICE,
        now=now,
        user=user,
        headers=unsubscribe_headers(url),
    )


@transaction.atomic
def mark_read(*, by: User, now: datetime, up_to: int | None = None, about: Topic | None = None) -> int:
    """Mark what `by` has not read as read and return how many that were.

    `up_to`: no newer than this line, so that what came in after the page was made stays new. `about`: this topic only.
    """
    unread = by.notifications.unread()
    if up_to is not None:
        unread = unread.filter(pk__lte=up_to)
    if about is not None:
        unread = unread.filter(about=about)
    return unread.update(read_at=now)


@transaction.atomic
def mark_one_read(*, notification: Notification, by: User, now: datetime) -> bool:
    """Mark one line as read; False when it was, or is somebody else's."""
    own = by.notifications.unread().filter(pk=notification.pk)
    return bool(own.update(read_at=now))
