"""The mails of an issue: written in small transactions; a killed worker leaves nothing half done, nothing comes twice.

That an issue was written to an address (`Delivery`, unique) and its mail are one transaction. Whoever writes holds the
row of the sending, so workers take turns. No more than some hundreds wait in the outbox at a time: the rest is written
as they leave, and Stop takes back what waits.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F

from drakentemmers.accounts.actions.outbox import drop_waiting, queue_mail
from drakentemmers.accounts.models import OutgoingMail, User
from drakentemmers.accounts.outbox import WITH_A_WORKER, MailKind, MailState
from drakentemmers.accounts.read.bounces import bounce_of
from drakentemmers.accounts.unsubscribe import unsubscribe_headers
from drakentemmers.audit.actions import record
from drakentemmers.knowledge.actions.publishing import page_of
from drakentemmers.knowledge.models import Delivery, KnowledgePage, Mailing, NewsletterIssue, Subscription
from drakentemmers.knowledge.newsletter_links import leave_url
from drakentemmers.knowledge.read.newsletter import WAY_OUT
from drakentemmers.knowledge.rules.newsletter import Fate, MailingState, WhyStopped

AT_A_TIME = 25
STOPPED = "stopped"  # the reason of mails that were taken back because the sending stopped
UNDER_WAY = [MailState.WAITING, *WITH_A_WORKER]


@dataclass(frozen=True, slots=True)
class TendedNewsletters:
    """How much there was to do."""

    newsletters_written: int
    newsletters_done: int
    subscriptions_ended_by_returns: int


def tend_newsletters(*, now: datetime) -> TendedNewsletters:
    """Go on with what is being sent, and note what became of the mails. A second run at once finds nothing."""
    ended = note_fates(now=now)
    sending = Mailing.objects.filter(state=MailingState.SENDING).order_by("started_at", "pk")
    written = sum(write_mails(mailing_id=pk, now=now) for pk in sending.values_list("pk", flat=True))
    open_ones = Mailing.objects.exclude(state=MailingState.DONE).order_by("started_at", "pk")
    done = sum(_finish_one(pk, now) for pk in list(open_ones.values_list("pk", flat=True)))
    return TendedNewsletters(written, done, ended)


def write_mails(*, mailing_id: int, now: datetime) -> int:
    """Write mails of one sending as far as there is room, and return how many."""
    written = 0
    while (count := _write_some(mailing_id, now)) > 0:
        written += count
    return written


@transaction.atomic
def _write_some(mailing_id: int, now: datetime) -> int:
    mailing = Mailing.objects.select_for_update().get(pk=mailing_id)
    if mailing.state != MailingState.SENDING:
        return 0
    if not is_for_everybody(mailing.issue):
        halt(mailing, WhyStopped.NOT_PUBLIC, by=None, now=now)
        return 0
    waiting = OutgoingMail.objects.filter(kind=MailKind.NEWSLETTER, state__in=UNDER_WAY).count()
    room = min(AT_A_TIME, settings.NEWSLETTERS_IN_OUTBOX - waiting)
    if room <= 0:
        return 0
    rows = Subscription.objects.select_for_update(of=("self",)).still_to_get(mailing)[:room]
    return sum(_write(mailing, row, now) for row in rows)


def _write(mailing: Mailing, row: Subscription, now: datetime) -> int:
    """Write the mail to one address; an address from which mail came back is forgotten instead. Return 1."""
    if bounce_of(row.address) is not None:
        Subscription.objects.filter(address_key=row.address_key).delete()
        return 1
    url = leave_url(row.pk, row.topic_id)
    mail = queue_mail(
        to=row.address,
        subject=mailing.subject,
        text=mailing.text.replace(WAY_OUT, url),
        html=mailing.html.replace(WAY_OUT, url),
        headers=unsubscribe_headers(url),
        kind=MailKind.NEWSLETTER,
        user=User.objects.filter(email=row.address).first(),
        now=now,
        at_once=False,
    )
    Delivery.objects.create(mailing=mailing, address_key=row.address_key, mail=mail, written_at=now)
    return 1


def is_for_everybody(issue: NewsletterIssue) -> bool:
    """Tell whether an issue is on the site and shows nothing that is not for everybody."""
    return KnowledgePage.objects.public().filter(pk=issue.pk).exists() and not issue.hidden_pages()


def halt(mailing: Mailing, why: WhyStopped, *, by: User | None, now: datetime) -> None:
    """Stop a sending whose row is locked.

    What certainly was not sent counts as not written: it comes when the sending goes on.
    """
    mails = OutgoingMail.objects.filter(delivery__mailing=mailing)
    drop_waiting(mails, now=now, why=STOPPED)
    mailing.deliveries.filter(mail__state=MailState.DROPPED, mail__reason=STOPPED).delete()
    Mailing.objects.filter(pk=mailing.pk).update(state=MailingState.STOPPED, why_stopped=why)
    record("newsletter.stopped", page_of(mailing.issue), by=by, now=now, why=why)


@transaction.atomic
def _finish_one(mailing_id: int, now: datetime) -> int:
    return int(finish(Mailing.objects.select_for_update().get(pk=mailing_id), now=now))


def finish(mailing: Mailing, *, now: datetime) -> bool:
    """End a sending, whose row is locked, of which nothing is left to write or to send; True when it ended.

    Also one that was stopped: when its last mails had left already, there is nothing to go on with.
    """
    to_write = Subscription.objects.still_to_get(mailing).exists()
    to_send = mailing.deliveries.filter(mail__state__in=UNDER_WAY).exists()
    stopped_early = mailing.state == MailingState.STOPPED and not mailing.deliveries.exists()
    if mailing.state == MailingState.DONE or to_write or to_send or stopped_early:
        return False
    Mailing.objects.filter(pk=mailing.pk).update(state=MailingState.DONE, why_stopped="", done_at=now)
    record("newsletter.done", page_of(mailing.issue), by=None, now=now, addresses=mailing.deliveries.count())
    return True


@transaction.atomic
def note_fates(*, now: datetime) -> int:
    """Keep what became of mails before the outbox forgets them; end subscriptions of addresses whose mail came back.

    Only a confirmation after that mail counts for more: it showed that the address works. Return how many ended.
    """
    for state, fate in ((MailState.SENT, Fate.SENT), (MailState.DROPPED, Fate.DROPPED)):
        Delivery.objects.filter(fate=Fate.UNKNOWN, mail__state=state).update(fate=fate)
    returned = Delivery.objects.filter(mail__returned_at__isnull=False).exclude(fate=Fate.RETURNED)
    ended = 0
    for delivery in returned.annotate(sent_at=F("mail__created_at")):
        theirs = Subscription.objects.filter(address_key=delivery.address_key)
        ended += theirs.exclude(confirmed_at__gt=delivery.sent_at).delete()[0]
        Delivery.objects.filter(pk=delivery.pk).update(fate=Fate.RETURNED)
    return ended
