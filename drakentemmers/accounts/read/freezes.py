"""What the page of frozen accounts shows. Never which records somebody opened: that stands in the log."""

from dataclasses import dataclass
from datetime import datetime

from drakentemmers.accounts.access import Level, WhyFrozen
from drakentemmers.accounts.labels import label
from drakentemmers.accounts.models import DayBudget, Freeze, User
from drakentemmers.kernel.clock import local_date

AT_MOST = 20


@dataclass(frozen=True, slots=True)
class FrozenLine:
    """One frozen account as one of the two sees it."""

    pk: str
    name: str
    why: str
    at: datetime
    proposed_by: str
    proposed_at: datetime | None
    finding: str
    may_lift: bool
    is_own_proposal: bool
    is_oneself: bool


@dataclass(frozen=True, slots=True)
class BusyLine:
    """Somebody who opened much today."""

    user_id: int
    name: str
    opened: int
    told: Level


def frozen_now(viewer: User) -> list[FrozenLine]:
    """Return every frozen account, the longest first; one query."""
    rows = Freeze.objects.holding().select_related("user", "proposed_by").order_by("at", "pk")
    return [_line(row, viewer) for row in rows]


def _line(row: Freeze, viewer: User) -> FrozenLine:
    others = row.proposed_by_id is not None and viewer.pk not in (row.proposed_by_id, row.user_id)
    return FrozenLine(
        pk=row.pk,
        name=row.user.name,
        why=label(WhyFrozen(row.why)),
        at=row.at,
        proposed_by=row.proposed_by.name if row.proposed_by else "",
        proposed_at=row.proposed_at,
        finding=row.finding,
        may_lift=others,
        is_own_proposal=row.proposed_by_id == viewer.pk,
        is_oneself=row.user_id == viewer.pk,
    )


def busy_today(viewer: User, now: datetime) -> list[BusyLine]:
    """Return who opened so much today that somebody should look, most first; without who is frozen; one query."""
    holding = Freeze.objects.holding().values("user")
    rows = DayBudget.objects.filter(day=local_date(now), level__gte=Level.ALERT).exclude(user__in=holding)
    rows = rows.exclude(user=viewer).select_related("user").order_by("-spent", "pk")
    return [BusyLine(row.user_id, row.user.name, row.spent, Level(row.level)) for row in rows[:AT_MOST]]


def lifted_lately() -> list[Freeze]:
    """Return the last accounts that were opened again, with both people; one query."""
    rows = Freeze.objects.filter(lifted_at__isnull=False).select_related("user", "proposed_by", "lifted_by")
    return list(rows.order_by("-lifted_at", "pk")[:AT_MOST])


def waiting(viewer: User, now: datetime) -> int:
    """Return how many frozen accounts somebody has to look at; one query."""
    return Freeze.objects.holding().exclude(user=viewer).exclude(proposed_by=viewer).count()
