"""The second reader: who hears that a page waits, and reminders of pages to be read again."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import WorkflowState

from drakentemmers.accounts.actions.notifications import notify
from drakentemmers.accounts.models import User
from drakentemmers.accounts.permissions import Permission
from drakentemmers.audit.actions import record
from drakentemmers.kernel.clock import local_date
from drakentemmers.knowledge.actions.commenting import remarks_changed
from drakentemmers.knowledge.actions.publishing import page_of
from drakentemmers.knowledge.models import KnowledgePage, SecondReader, may_approve
from drakentemmers.knowledge.rules.reviewing import SOON


def editors() -> list[User]:
    """Return everybody who keeps pages today."""
    return [user for user in User.objects.filter(is_active=True) if user.has_perm(Permission.USE_ADMIN)]


def on_submitted(*, instance: Any, user: User | None = None, **options: Any) -> None:
    """Follow the content system: a page was sent to a second reader."""
    page = instance.workflow_state.content_object.specific
    if isinstance(instance.task.specific, SecondReader) and isinstance(page, KnowledgePage):
        submitted(page, by=user, now=timezone.now())


@transaction.atomic
def submitted(page: KnowledgePage, *, by: User | None, now: datetime) -> None:
    """Tell those who may be the second reader that a page waits."""
    record("page.sent", page_of(page), by=by, now=now, title=page.title)
    for user in editors():
        if may_approve(user, page):
            notify(
                user=user,
                topic="knowledge.waits",
                text=_("A page waits for a second reader: %(title)s") % {"title": page.title},
                path=f"/beheer/pages/{page.pk}/edit/",
                now=now,
                subject=_("A page waits for you"),
                mail=_("A page waits for a second reader. Sign in to read it."),
            )


def on_approved(*, instance: Any, user: User | None = None, **options: Any) -> None:
    """Follow the content system: the second reader said yes."""
    answered(
        instance,
        by=user,
        now=timezone.now(),
        text=_("Your page was approved: %(title)s"),
        topic="knowledge.yes",
    )


def on_rejected(*, instance: Any, user: User | None = None, **options: Any) -> None:
    """Follow the content system: the second reader asks for changes."""
    answered(
        instance,
        by=user,
        now=timezone.now(),
        text=_("The second reader asks for changes: %(title)s"),
        topic="knowledge.changes",
    )


@transaction.atomic
def answered(sent: WorkflowState, *, by: User | None, now: datetime, text: str, topic: str) -> None:
    """Tell who sent a page what the second reader said; the mail names neither page nor answer."""
    page, writer = sent.content_object, sent.requested_by
    if not isinstance(page.specific, KnowledgePage) or writer is None or writer == by or not writer.is_active:
        return
    notify(
        user=writer,
        topic=topic,
        text=text % {"title": page.title},
        path=f"/beheer/pages/{page.pk}/edit/",
        now=now,
        subject=_("An answer for you"),
        mail=_("There is an answer about a page you sent. Sign in to read it."),
    )


def send_no_mail_past_the_outbox() -> None:
    """Take away the package's own mails: they name the page, know no quiet hours and stand in no outbox."""
    from wagtail.admin.mail import EmailNotificationMixin  # not before all apps are there
    from wagtail.admin.views.pages.edit import EditView

    # Not by untying its signals: the package may tie them after this.
    EmailNotificationMixin.get_valid_recipients = _nobody
    # For mails about remarks the package has no switch: its form calls this at each way of saving.
    EditView.send_commenting_notifications = _remarks_changed


def _nobody(notifier: Any, instance: Any, **options: Any) -> set[User]:
    """Return to whom the package itself mails."""
    return set()


def _remarks_changed(view: Any, changes: dict[str, Any]) -> None:
    """Follow the content system: remarks came, were answered, were settled or went away. Edited ones tell nobody."""
    threads = {
        *(remark.pk for kind in ("new_comments", "resolved_comments") for remark in changes[kind]),
        *(remark.pk for remark, _ in changes["new_replies"]),
    }
    if threads or changes["deleted_comments"]:
        remarks_changed(page=view.page, threads=threads, by=view.request.user, now=timezone.now())


@transaction.atomic
def remind_of_reviews(*, now: datetime) -> int:
    """Tell editors, once for each date, which pages are to be read again within a month; return how many pages."""
    on = local_date(now)
    due = list(KnowledgePage.objects.due_for_review(on + SOON).order_by("review_before", "pk"))
    new = [page for page in due if page.reminded_for != page.review_before]
    for page in new:
        KnowledgePage.objects.filter(pk=page.pk).update(reminded_for=page.review_before)
    for user in editors() if new else []:
        notify(
            user=user,
            topic="knowledge.review",
            text=ngettext(
                "%(n)d page has to be read again. See it in the list of reviews.",
                "%(n)d pages have to be read again. See them in the list of reviews.",
                len(new),
            )
            % {"n": len(new)},
            path="/beheer/reports/review/",
            now=now,
            subject=_("Pages to read again"),
            mail=_("Some pages have to be read again. Sign in to see which."),
        )
    return len(new)
