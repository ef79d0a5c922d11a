"""Drawing the sample of a week, signing a look off, reminding who should."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from drakentemmers.accounts.actions.notifications import notify
from drakentemmers.accounts.models import Notification, User
from drakentemmers.accounts.permissions import Permission, demand
from drakentemmers.accounts.rules import Role
from drakentemmers.audit.actions import record
from drakentemmers.insight.actions.reports import answer_reporter
from drakentemmers.insight.models import Review
from drakentemmers.insight.read.looks import looks_in
from drakentemmers.insight.read.reviews import holding
from drakentemmers.insight.rules import Verdict, draw
from drakentemmers.kernel.clock import WEEK, local_date, monday
from drakentemmers.kernel.privacy import find_personal_data

TOPIC = "log.review_overdue"


class AlreadySignedOff(Exception):  # noqa: N818 - reads as the sentence it is
    """It was done before: by somebody else, or by the very same person."""

    def __init__(self, *, by_oneself: bool) -> None:
        super().__init__("signed off before")
        self.by_oneself = by_oneself


def seed_of(week: date) -> str:
    """Return the seed of a week: the same every time, and not to be known without the key of the installation."""
    return salted_hmac("drakentemmers.insight.review", week.isoformat(), algorithm="sha256").hexdigest()


@transaction.atomic
def draw_reviews(*, week: date, now: datetime, seed: str = "") -> int:
    """Draw the sample of the week that begins on this Monday and return how many looks are in it.

    Drawn once: a second call finds it there. Raises ValueError for a week that is not over yet.
    """
    if week + WEEK > monday(local_date(now)):
        raise ValueError(f"the week of {week} is not over yet")
    if Review.objects.sampled().filter(week=week).exists():
        return 0
    picks = draw(looks_in(week), seed=seed or seed_of(week), week=week, size=settings.LOG_REVIEW_PER_WEEK)
    due_at = now + timedelta(days=settings.LOG_REVIEW_WITHIN)
    made = Review.objects.bulk_create(
        [
            Review(
                event_id=pick.look.event_id,
                week=week,
                actor_id=pick.look.actor_id,
                reasons=",".join(pick.reasons),
                drawn_at=now,
                due_at=due_at,
            )
            for pick in picks
        ],
        ignore_conflicts=True,  # two processes draw the same sample
    )
    return len(made)


@transaction.atomic
def sign_off(*, review: Review, verdict: Verdict, remark: str = "", by: User | None, now: datetime) -> None:
    """Write down what a look turned out to be. Raises AlreadySignedOff, and ValidationError for the remark.

    Everything except "in order" needs a remark. Whoever reported the look hears of it.
    """
    demand(by, Permission.REVIEW_LOG, review)
    remark = remark.strip()
    if verdict != Verdict.IN_ORDER and not remark:
        raise ValidationError({"remark": _("Write in one sentence what you found and what you did.")})
    if find_personal_data(remark):
        raise ValidationError({"remark": _("Write it without names, numbers or addresses.")})
    row = Review.objects.select_for_update().get(pk=review.pk)
    if row.reviewed_at is not None:
        raise AlreadySignedOff(by_oneself=by is not None and row.reviewer_id == str(by.pk))
    row.reviewed_at, row.verdict, row.remark = now, verdict, remark
    row.reviewer_id, row.reviewer_name = ("system", "") if by is None else (str(by.pk), by.name)
    row.save(update_fields=["reviewed_at", "verdict", "remark", "reviewer_id", "reviewer_name"])
    record("review.signed_off", row, by=by, now=now, event=row.event_id, verdict=verdict)
    if row.is_report:
        answer_reporter(row, now=now)


def tend_reviews(*, now: datetime) -> dict[str, int]:
    """Draw the sample of last week, and remind log managers of what is overdue: once a week each."""
    drawn = draw_reviews(week=monday(local_date(now)) - WEEK, now=now)
    return {"reviews_drawn": drawn, "reviewers_reminded": _remind(now)}


@transaction.atomic
def _remind(now: datetime) -> int:
    reminded = 0
    for manager in holding(now, Role.LOG_MANAGER):
        overdue = Review.objects.for_reviewer(manager).overdue(now).count()
        lately = Notification.objects.filter(user=manager, topic=TOPIC, at__gt=now - WEEK)
        if not overdue or lately.exists():
            continue
        text = ngettext(
            "%(n)s look in the log waits longer than agreed for your review.",
            "%(n)s looks in the log wait longer than agreed for your review.",
            overdue,
        )
        notify(user=manager, topic=TOPIC, text=text % {"n": overdue}, path=reverse("log_reviews"), now=now)
        reminded += 1
    return reminded
