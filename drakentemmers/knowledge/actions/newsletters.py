"""Sending an issue: trying it, starting, stopping, going on. What is sent is what a second person published."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from drakentemmers.accounts.actions.outbox import queue_mail
from drakentemmers.accounts.models import User
from drakentemmers.accounts.outbox import MailKind
from drakentemmers.accounts.permissions import Permission, demand
from drakentemmers.audit.actions import record
from drakentemmers.knowledge.actions.newsletter_mails import finish, halt
from drakentemmers.knowledge.actions.publishing import page_of
from drakentemmers.knowledge.models import KnowledgePage, Mailing, NewsletterIssue
from drakentemmers.knowledge.read.newsletter import WAY_OUT, composed
from drakentemmers.knowledge.rules.newsletter import MailingState, WhyStopped
from drakentemmers.knowledge.tasks import send_newsletter


class NotPublishedError(Exception):
    """Nobody but its writer has read this issue, or it left the site."""


class HiddenPagesError(Exception):
    """There is a page in it that not everybody may read."""


class SentAlreadyError(Exception):
    """Somebody pressed Send before."""


@transaction.atomic
def send_test(*, issue: NewsletterIssue, by: User, now: datetime) -> None:
    """Mail an issue to `by` alone, as it was saved last. Raises HiddenPagesError."""
    demand(by, Permission.SEND_NEWSLETTER, issue)
    latest = issue.get_latest_revision_as_object()
    if latest.hidden_pages():
        raise HiddenPagesError
    mail = composed(latest, now=now)
    nowhere = f"{latest.full_url}#proef"  # who tries it has nothing to end
    queue_mail(
        to=by.email,
        subject=_("To try: %(subject)s") % {"subject": mail.subject},
        text=mail.text.replace(WAY_OUT, nowhere),
        html=mail.html.replace(WAY_OUT, nowhere),
        kind=MailKind.NEWSLETTER,
        user=by,
        now=now,
    )
    record("newsletter.tried", page_of(issue), by=by, now=now)


def start_sending(*, issue: NewsletterIssue, by: User | None, now: datetime) -> Mailing:
    """Send an issue to everybody who asked for its topic; the work is done in the background.

    Raises NotPublishedError, HiddenPagesError, and SentAlreadyError: there is one sending for an issue, ever.
    """
    demand(by, Permission.SEND_NEWSLETTER, issue)
    if not KnowledgePage.objects.public().filter(pk=issue.pk).exists():
        raise NotPublishedError
    if issue.hidden_pages():
        raise HiddenPagesError
    mail = composed(issue, now=now)
    try:
        with transaction.atomic():
            mailing = Mailing.objects.create(
                issue=issue,
                topic=issue.topic,
                subject=mail.subject,
                text=mail.text,
                html=mail.html,
                started_by=by,
                started_at=now,
            )
            record("newsletter.started", page_of(issue), by=by, now=now, title=issue.title)
            _go_on_after_commit(mailing)
    except IntegrityError as error:
        raise SentAlreadyError from error
    return mailing


@transaction.atomic
def stop_sending(*, mailing: Mailing, by: User | None, now: datetime) -> bool:
    """Write nothing more, and take back what waits; False when there was nothing left to stop."""
    demand(by, Permission.SEND_NEWSLETTER, mailing.issue)
    locked = Mailing.objects.select_for_update().get(pk=mailing.pk)
    if locked.state != MailingState.SENDING or (locked.deliveries.exists() and finish(locked, now=now)):
        return False
    halt(locked, WhyStopped.BY_HAND, by=by, now=now)
    return True


@transaction.atomic
def resume_sending(*, mailing: Mailing, by: User | None, now: datetime) -> bool:
    """Go on where it stopped; False when it had not stopped. Raises NotPublishedError and HiddenPagesError."""
    demand(by, Permission.SEND_NEWSLETTER, mailing.issue)
    locked = Mailing.objects.select_for_update().get(pk=mailing.pk)
    if locked.state != MailingState.STOPPED:
        return False
    if not KnowledgePage.objects.public().filter(pk=locked.issue_id).exists():
        raise NotPublishedError
    if locked.issue.hidden_pages():
        raise HiddenPagesError
    Mailing.objects.filter(pk=locked.pk).update(state=MailingState.SENDING, why_stopped="")
    record("newsletter.resumed", page_of(locked.issue), by=by, now=now)
    _go_on_after_commit(locked)
    return True


def _go_on_after_commit(mailing: Mailing) -> None:
    transaction.on_commit(lambda: send_newsletter.enqueue(mailing.pk), robust=True)
