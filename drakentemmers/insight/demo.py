"""A few weeks of looks at records, and the samples of them that wait or were gone through."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from random import Random

from drakentemmers.accounts.access import Reason
from drakentemmers.accounts.models import Membership, User
from drakentemmers.accounts.read.readers import reader_of
from drakentemmers.accounts.rules import REQUESTING
from drakentemmers.audit.actions import Rows, record_read
from drakentemmers.audit.origin import Origin, current
from drakentemmers.directory.models import Professional
from drakentemmers.insight.actions.reviews import draw_reviews, sign_off
from drakentemmers.insight.models import Review
from drakentemmers.insight.rules import Verdict
from drakentemmers.kernel.clock import AMSTERDAM, WEEK, local_date, monday
from drakentemmers.matching.models import TreatmentRequest

DAYS = 24
REQUESTS = 40
WEEKS_DRAWN = 3
REMARK = "Nagevraagd bij de organisatie: het hoorde bij het werk van die avond."
HELP = f"{Reason.HELP}: De organisatie belde voor hulp bij het vinden van een plek."


def look_around(*, office: User, keeper: User, random: Random, now: datetime) -> None:
    """Let people look at requests as they do in ordinary weeks, and let the log manager go through the samples."""
    requests = list(TreatmentRequest.objects.order_by("-made_at", "pk")[:REQUESTS])
    staff = _staff_of({request.organisation_id for request in requests})
    for ago in range(DAYS, 0, -1):
        day = local_date(now) - timedelta(days=ago)
        looking = random.sample(requests, min(len(requests), 6 if day.weekday() < 5 else 2))
        for request in looking:
            hour = random.choice((9, 10, 11, 13, 14, 16, 23))
            at = datetime.combine(day, time(hour, random.randrange(60)), AMSTERDAM)
            if request.made_at < at < now and staff.get(request.organisation_id):
                _look(request, random.choice(staff[request.organisation_id]), at, random)
    _help_and_export(requests, office, now=now)
    _go_through(keeper, now=now)


def _staff_of(organisations: set[str]) -> dict[str, list[User]]:
    rows = Membership.objects.filter(organisation__in=organisations, role__in=REQUESTING).select_related(
        "user"
    )
    staff: dict[str, list[User]] = {}
    for row in rows.order_by("pk"):
        staff.setdefault(row.organisation_id, []).append(row.user)
    return staff


def _look(request: TreatmentRequest, user: User, at: datetime, random: Random) -> None:
    with _from(f"192.0.2.{10 + user.pk % 200}", "request"):
        whose = reader_of(request, user, request.organisation_id, is_own_work=True)
        subject = {"by": user, "now": at, **whose}
        record_read(request, action="request.read", **subject)
        if random.random() < 0.05:
            record_read(request, action="request.printed", **subject)


def _help_and_export(requests: list[TreatmentRequest], office: User, *, now: datetime) -> None:
    """The office helps once with a request that is not its own, and takes the list of therapists out."""
    yesterday = now - timedelta(days=1)
    with _from("198.51.100.24", "request"):
        for request in requests[:2]:
            record_read(
                request,
                by=office,
                now=yesterday - WEEK,
                action="request.read",
                purpose=HELP,
                **reader_of(request, office, request.organisation_id, is_own_work=False),
            )
        record_read(
            Rows(Professional, []), by=office, now=yesterday - WEEK, action="directory.exported", count=300
        )


def _go_through(keeper: User, *, now: datetime) -> None:
    """The older samples are signed off; the last one waits."""
    for ago in range(WEEKS_DRAWN, 0, -1):
        week = monday(local_date(now)) - ago * WEEK
        drawn_at = min(now, datetime.combine(week + WEEK, time(7), AMSTERDAM))
        draw_reviews(week=week, now=drawn_at)
        if ago == 1:
            return
        for number, review in enumerate(Review.objects.filter(week=week).for_reviewer(keeper)):
            asked = bool(review.reasons) and number % 7 == 0
            verdict, remark = (Verdict.ASKED, REMARK) if asked else (Verdict.IN_ORDER, "")
            sign_off(
                review=review, verdict=verdict, remark=remark, by=keeper, now=drawn_at + timedelta(days=1)
            )


@contextmanager
def _from(address: str, route: str) -> Iterator[None]:
    """As if a browser at this address asked: the addresses are those kept for examples (RFC 5737)."""
    before = current.set(Origin(address=address, route=route))
    try:
        yield
    finally:
        current.reset(before)
