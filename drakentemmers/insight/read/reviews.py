"""What the page of the review queue shows."""

from dataclasses import dataclass
from datetime import datetime

from drakentemmers.accounts.models import Membership, User
from drakentemmers.accounts.rules import Role
from drakentemmers.audit.models import Event
from drakentemmers.insight.labels import label
from drakentemmers.insight.models import Review
from drakentemmers.insight.read.lines import Line, lines_of
from drakentemmers.insight.rules import Unusual, Verdict
from drakentemmers.kernel.clock import local_date

SHOWN = 50
DONE_SHOWN = 10


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One drawn or reported look with its event, and once signed off by whom."""

    pk: str
    line: Line | None  # None: the event is past its time
    reasons: list[str]
    due_at: datetime
    is_overdue: bool
    reviewed_at: datetime | None
    reviewer: str
    verdict: str
    remark: str
    reporter: str  # empty: drawn
    about: str  # what to search the log for, of a report
    question: str


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits for this log manager, and what was done lately. `for_others` are looks of oneself."""

    waiting: list[ReviewLine]
    overdue: int
    for_others: int
    done: list[ReviewLine]


def queue_for(user: User, now: datetime) -> Queue:
    """Return the queue as `user` sees it; a constant number of queries."""
    mine = Review.objects.for_reviewer(user)
    waiting = list(mine.waiting().most_pressing_first()[:SHOWN])
    done = list(mine.filter(reviewed_at__isnull=False).order_by("-reviewed_at")[:DONE_SHOWN])
    lines = _lines([*waiting, *done])
    return Queue(
        waiting=[_shown(review, lines, now) for review in waiting],
        overdue=mine.overdue(now).count(),
        for_others=Review.objects.waiting().filter(actor_id=str(user.pk)).count(),
        done=[_shown(review, lines, now) for review in done],
    )


def waiting_for(user: User, now: datetime) -> int:
    """Return how many looks wait for this log manager; one query."""
    return Review.objects.for_reviewer(user).waiting().count()


def holding(now: datetime, *roles: Role) -> list[User]:
    """Return everybody who holds one of these roles today and can sign in."""
    seats = Membership.objects.current(local_date(now)).filter(role__in=roles)
    return list(User.objects.filter(pk__in=seats.values("user"), is_active=True).order_by("pk"))


def _lines(reviews: list[Review]) -> dict[int, Line]:
    events = Event.objects.filter(pk__in=[review.event_id for review in reviews])
    return {line.pk: line for line in lines_of(events)}


def _shown(review: Review, lines: dict[int, Line], now: datetime) -> ReviewLine:
    return ReviewLine(
        pk=review.pk,
        line=lines.get(review.event_id),
        reasons=[label(Unusual(reason)) for reason in review.reasons.split(",") if reason],
        due_at=review.due_at,
        is_overdue=review.reviewed_at is None and review.due_at < now,
        reviewed_at=review.reviewed_at,
        reviewer=review.reviewer_name,
        verdict=label(Verdict(review.verdict)) if review.verdict else "",
        remark=review.remark,
        reporter=review.reporter_name,
        about=review.about,
        question=review.question or "",
    )
