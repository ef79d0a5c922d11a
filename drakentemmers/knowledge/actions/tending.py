"""What is due in the knowledge base: publishing at a moment set before, taking off the site, reminders of reviews."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from wagtail.models import Page, Revision

from drakentemmers.knowledge.actions.reviewing import remind_of_reviews


@dataclass(frozen=True, slots=True)
class Tended:
    """How many pages something was done with."""

    pages_published: int
    pages_taken_off: int
    pages_to_review: int


def tend_knowledge(*, now: datetime) -> Tended:
    """Do what is due at `now`; a second run at once finds nothing."""
    return Tended(_publish(now), _take_off(now), remind_of_reviews(now=now))


def _publish(now: datetime) -> int:
    due = list(Revision.page_revisions.filter(approved_go_live_at__lte=now).order_by("approved_go_live_at"))
    for revision in due:
        with transaction.atomic():
            revision.publish(log_action="wagtail.publish.scheduled")
    return len(due)


def _take_off(now: datetime) -> int:
    over = list(Page.objects.filter(live=True, expire_at__lt=now).specific())
    for page in over:
        with transaction.atomic():
            page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    return len(over)
