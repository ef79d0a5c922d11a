"""Writing mails to be sent. The row is part of the deed: kept with it, or gone with it."""

import secrets
from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from drakentemmers.accounts.models import OutgoingMail, User
from drakentemmers.accounts.models.outbox import WIPED
from drakentemmers.accounts.outbox import (
    NEVER_MORE,
    URGENT,
    MailKind,
    MailState,
    UnsafeMailError,
    demand_safe,
    message_id,
)
from drakentemmers.accounts.quiet_html import loud_part_of
from drakentemmers.accounts.read.bounces import bounce_of
from drakentemmers.accounts.tasks import deliver_mail
from drakentemmers.kernel.ids import new_id


@transaction.atomic
def queue_mail(
    *,
    to: str,
    subject: str,
    text: str,
    kind: str,
    now: datetime,
    user: User | None = None,
    headers: Mapping[str, str] | None = None,
    html: str | None = None,
    at_once: bool = True,
) -> OutgoingMail:
    """Write one mail in the transaction of the caller; it is sent once that was kept, never when it was not.

    `kind` is one of `MailKind`. `subject` and `text` are neutral: no client, no violence, no address. `user`: whose
    mail it is, when that is somebody with an account. `html` says the same as `text`. With `at_once` false it waits for
    the next `send_due`.
    Raises UnsafeMailError for an address, subject or header with more in it than one line and for html that fetches
    anything, and ValueError for a kind that does not exist. News to an address from which mail came back is dropped.
    """
    demand_safe(to=to, subject=subject, headers=headers or {})
    if loud := loud_part_of(html or ""):
        raise UnsafeMailError(f"not in a mail: {loud}")
    kind, pk = MailKind(kind), new_id()
    if kind not in URGENT and bounce_of(to) is not None:
        state, reason, ended_at = MailState.DROPPED, "comes_back", now
        kept: dict[str, object] = WIPED
    else:
        state, reason, ended_at = MailState.WAITING, "", None
        kept = {"subject": subject, "text": text, "html": html, "headers": dict(headers or {})}
    mail = OutgoingMail.objects.create(
        pk=pk,
        user=user,
        to=to,
        **kept,
        kind=kind,
        is_urgent=kind in URGENT,
        state=state,
        reason=reason,
        ended_at=ended_at,
        next_try_at=now,
        created_at=now,
        message_id=message_id(pk, secrets.token_hex(8), settings.SITE_URL),
    )
    if at_once and state == MailState.WAITING:
        transaction.on_commit(lambda: deliver_mail.enqueue(mail.pk), robust=True)
    return mail


def drop_waiting(mails: QuerySet[OutgoingMail], *, now: datetime, why: str = "not_wanted") -> int:
    """Drop those of `mails` that no worker has taken up; wipe them, and return how many that were.

    Digests stay: they tell of other topics too.
    """
    waiting = OutgoingMail.objects.filter(
        pk__in=mails.values("pk"), kind__in=NEVER_MORE, state=MailState.WAITING
    )
    return waiting.update(state=MailState.DROPPED, reason=why, ended_at=now, **WIPED)
