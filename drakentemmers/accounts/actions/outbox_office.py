"""What an administrator does with mails that did not go, and what time does with old ones."""

from datetime import datetime, timedelta

from django.db import transaction

from drakentemmers.accounts.models import OutgoingMail, User
from drakentemmers.accounts.models.outbox import WIPED
from drakentemmers.accounts.outbox import NEEDS_A_PERSON, OVER, MailState
from drakentemmers.accounts.permissions import Permission, demand
from drakentemmers.accounts.tasks import deliver_mail
from drakentemmers.audit.actions import record

GIVEN_UP_AFTER = timedelta(days=14)  # a link in it has stopped working by then
KEPT_FOR = timedelta(days=90)  # to know a delivery report that comes late, and to count


@transaction.atomic
def send_again(*, mail: OutgoingMail, by: User | None, now: datetime) -> bool:
    """Let a mail that failed, or that nobody is sure of, wait to be sent; False when somebody was first.

    It keeps its Message-ID, so that a receiver who has it already can see that it is the same. A worker that comes
    back from the dead can not touch it any more: its lease is gone.
    """
    demand(by, Permission.KEEP_OUTBOX)
    changed = OutgoingMail.objects.filter(pk=mail.pk, state__in=NEEDS_A_PERSON).update(
        state=MailState.WAITING,
        reason="",
        attempts=0,
        lease="",
        next_try_at=now,
        handed_over_at=None,
        ended_at=None,
    )
    if changed:
        record("mail.sent_again", mail, by=by, now=now, was=mail.state)
        transaction.on_commit(lambda: deliver_mail.enqueue(mail.pk), robust=True)
    return bool(changed)


@transaction.atomic
def drop(*, mail: OutgoingMail, by: User | None, now: datetime) -> bool:
    """Decide that a mail is not to be sent, and wipe it; False when somebody was first."""
    demand(by, Permission.KEEP_OUTBOX)
    changed = OutgoingMail.objects.filter(pk=mail.pk, state__in=NEEDS_A_PERSON).update(
        state=MailState.DROPPED, ended_at=now, **WIPED
    )
    if changed:
        record("mail.dropped", mail, by=by, now=now, was=mail.state)
    return bool(changed)


@transaction.atomic
def tidy(*, now: datetime) -> int:
    """Wipe what nobody looked at for two weeks, forget what has been over for three months; return how many went."""
    OutgoingMail.objects.filter(state__in=NEEDS_A_PERSON, ended_at__lte=now - GIVEN_UP_AFTER).update(
        state=MailState.DROPPED, **WIPED
    )
    gone, _by_model = OutgoingMail.objects.filter(state__in=OVER, created_at__lte=now - KEPT_FOR).delete()
    return gone
