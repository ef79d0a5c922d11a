"""Mailing what was kept for later: one mail for everything that is due for a person.

A line is due at its own moment (`mail_at`), fixed when it was written and moved along when the person chooses
differently. Composing locks the lines, writes the mail and takes the lines out of the waiting, all in one
transaction: a line is in one mail or still waiting, never in two and never in none. A topic that somebody switched
off in between is left under the bell.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from drakentemmers.accounts.actions.outbox import queue_mail
from drakentemmers.accounts.labels import label
from drakentemmers.accounts.models import Notification, OutgoingMail, User
from drakentemmers.accounts.outbox import MailKind
from drakentemmers.accounts.read.preferences import preferences_of
from drakentemmers.accounts.topics import How, Topic
from drakentemmers.accounts.unsubscribe import unsubscribe_headers, unsubscribe_url, with_way_out

MOST_LINES = 200  # of one mail; the rest goes with the next


def send_digests(*, now: datetime) -> int:
    """Write every digest that is due at `now` and return how many; they leave by the outbox."""
    due = Notification.objects.to_be_mailed(now).order_by("user").values_list("user", flat=True).distinct()
    return sum(compose(user=user, now=now) for user in User.objects.filter(pk__in=list(due)).order_by("pk"))


@transaction.atomic
def compose(*, user: User, now: datetime) -> bool:
    """Write one mail with everything that is due for `user`; False when nothing is (any more)."""
    due = Notification.objects.to_be_mailed(now).filter(user=user)
    lines = list(due.select_for_update(of=("self",)).order_by("at", "pk")[:MOST_LINES])
    if not lines:
        return False
    wanted = preferences_of(user).how
    told = [line for line in lines if wanted[Topic(line.about)] is not How.BELL]
    mail = _write(user, told, now) if told and user.is_active else None
    Notification.objects.filter(pk__in=[line.pk for line in told]).update(mail=mail)
    Notification.objects.filter(pk__in=[line.pk for line in lines]).update(
        mail_at=None, mail_subject="", mail_text=""
    )
    return mail is not None


def _write(user: User, lines: list[Notification], now: datetime) -> OutgoingMail:
    url = unsubscribe_url(user, [Topic(line.about) for line in lines])
    subject, text = _one(lines[0]) if len(lines) == 1 else _many(lines)
    return queue_mail(
        to=user.email,
        subject=subject,
        text=with_way_out(text, url),
        kind=MailKind.DIGEST,
        now=now,
        user=user,
        headers=unsubscribe_headers(url),
    )


def _one(line: Notification) -> tuple[str, str]:
    return line.mail_subject, line.mail_text


def _many(lines: list[Notification]) -> tuple[str, str]:
    """Say each line under its topic, with where to read on."""
    count = len(lines)
    subject = ngettext("%(n)d message for you", "%(n)d messages for you", count) % {"n": count}
    parts = [_("This happened for you. Sign in to read on.")]
    for topic in Topic:
        own = [f"- {line.text}\n  {settings.SITE_URL}{line.path}" for line in lines if line.about == topic]
        if own:
            parts.append("\n".join([label(topic), *own]))
    return subject, "\n\n".join(parts)
