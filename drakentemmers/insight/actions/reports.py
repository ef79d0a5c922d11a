"""Reporting a look: whoever a record belongs to asks the log manager about it, and hears what came of it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from drakentemmers.accounts.actions.notifications import notify
from drakentemmers.accounts.models import User
from drakentemmers.accounts.permissions import Permission, demand
from drakentemmers.accounts.rules import NETWORK, Role
from drakentemmers.audit.actions import record
from drakentemmers.insight.models import LONGEST_QUESTION, Review
from drakentemmers.insight.read.reviews import holding
from drakentemmers.insight.read.seen import look_at
from drakentemmers.insight.read.subjects import Found
from drakentemmers.kernel.clock import local_date, monday
from drakentemmers.kernel.privacy import find_personal_data


class AlreadyReported(Exception):  # noqa: N818 - reads as the sentence it is
    """This very person reported this very look before, and says nothing new."""


class AlreadyAnswered(Exception):  # noqa: N818 - reads as the sentence it is
    """The log manager went through this report: new words would reach nobody."""


@transaction.atomic
def report_look(*, found: Found, event_id: int, question: str = "", by: User, now: datetime) -> Review:
    """Put a look at the record in the queue of the log manager, in front of what was drawn.

    Until it is answered, the same person can report it again with more words: those are added to what stood there.
    Raises PermissionDenied for a look that is not at this record or was one's own, ValidationError for the question,
    AlreadyReported when nothing new is said, AlreadyAnswered when the log manager was there first.
    """
    demand(by, Permission.REPORT_LOOK, found.record)
    event = look_at(found, by, event_id)
    if event is None:
        raise PermissionDenied(Permission.REPORT_LOOK)
    question = question.strip()
    if find_personal_data(question):
        raise ValidationError({"question": _("Write it without names, numbers or addresses.")})
    review, is_new = Review.objects.get_or_create(
        event_id=event.pk,
        reporter_id=str(by.pk),
        defaults={
            "week": monday(local_date(event.at)),
            "actor_id": event.actor_id,
            "drawn_at": now,
            "due_at": now + timedelta(days=settings.LOG_REPORT_WITHIN),
            "reporter_name": by.name,
            "about": found.reference,
            "question": question,
        },
    )
    if not is_new:
        return _add_words(review, question, by=by, now=now)
    record("review.reported", review, by=by, now=now, event=event.pk)
    _tell_who_keeps_the_log(review, now)
    return review


def _add_words(review: Review, words: str, *, by: User, now: datetime) -> Review:
    """Write `words` below what the reporter asked before, and tell the log manager, who may have read that already."""
    row = Review.objects.select_for_update().get(pk=review.pk)
    asked = row.question or ""
    if not words or asked.endswith(words):  # the button was pressed twice
        raise AlreadyReported
    if row.reviewed_at is not None:
        raise AlreadyAnswered
    together = f"{asked}\n\n{words}".strip()
    if (too_many := len(together) - LONGEST_QUESTION) > 0:
        text = ngettext(
            "Together with what you wrote before this is %(n)s character too long. Make it shorter.",
            "Together with what you wrote before this is %(n)s characters too long. Make it shorter.",
            too_many,
        )
        raise ValidationError({"question": text % {"n": too_many}})
    row.question = together
    row.save(update_fields=["question"])
    record("review.completed", row, by=by, now=now, event=row.event_id)
    _tell_who_keeps_the_log(row, now)
    return row


def answer_reporter(review: Review, *, now: datetime) -> None:
    """Tell whoever reported a look that it was gone through; the answer stands beside the look."""
    reporter = User.objects.filter(pk=review.reporter_id, is_active=True).first()
    if reporter is None:
        return
    notify(
        user=reporter,
        topic="log.report_answered",
        text=_("The log manager went through what you reported."),
        path=reverse("who_saw", args=review.about.split(":")),
        now=now,
        subject=_("There is an answer to what you reported"),
        mail=_("The log manager went through what you reported. Sign in to read the answer."),
    )


def _tell_who_keeps_the_log(review: Review, now: datetime) -> None:
    """Tell every log manager but whoever looked; without any, the office, which can give somebody the role."""
    keepers = _but_who_looked(holding(now, Role.LOG_MANAGER), review)
    text = _("Somebody asks you to look at a line in the log.")
    path = reverse("log_reviews")
    if not keepers:
        keepers = _but_who_looked(holding(now, *NETWORK), review)
        text = _(
            "Somebody asks about a line in the log, and nobody can look at it. Choose a log manager together."
        )
        path = reverse("rights_office")
    for user in keepers:
        subject = _("Somebody asks about the log")
        notify(
            user=user, topic="log.look_reported", text=text, path=path, now=now, subject=subject, mail=text
        )


def _but_who_looked(people: list[User], review: Review) -> list[User]:
    return [user for user in people if str(user.pk) != review.actor_id]
