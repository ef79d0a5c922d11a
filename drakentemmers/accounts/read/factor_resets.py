"""Second factors that fall: what the page of the office shows, and what somebody still has to prove."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator

from drakentemmers.accounts.factor_reset import ASKED_LASTS, UNDER_WAY, ResetStage
from drakentemmers.accounts.labels import label
from drakentemmers.accounts.models import FactorReset, User
from drakentemmers.accounts.permissions import Permission
from drakentemmers.accounts.read.second_factor import ENOUGH, is_exempt

LATELY = timedelta(days=30)
AT_MOST = 50


@dataclass(frozen=True, slots=True)
class ResetLine:
    """One time it was asked, as this viewer sees it."""

    pk: str
    name: str
    line: str
    stage: str
    asked_by: str
    asked_at: datetime
    agreed_by: str
    falls_at: datetime | None
    is_waiting: bool  # for its fall
    may_agree: bool
    may_stop: bool
    is_own: bool  # asked by the viewer


def resets_for(viewer: User, now: datetime) -> list[ResetLine]:
    """Return what is under way and what ended in the last month, what waits first."""
    rows = FactorReset.objects.visible_to(viewer).filter(stage_since__gt=now - LATELY)
    rows = rows.select_related("user", "asked_by", "agreed_by").order_by("-asked_at", "pk")
    lines = [_line(row, viewer, now) for row in rows[:AT_MOST]]
    return sorted(lines, key=lambda line: (not line.may_agree, not line.may_stop))


def _line(row: FactorReset, viewer: User, now: datetime) -> ResetLine:
    is_own, stage = row.asked_by_id == viewer.pk, ResetStage(row.stage)
    can_be_agreed = stage == ResetStage.ASKED and not row.case.is_too_late(now) and not is_own
    return ResetLine(
        pk=row.pk,
        name=row.user.name,
        line=row.line,
        stage=label(stage),
        asked_by=row.asked_by.name if row.asked_by else "",
        asked_at=row.asked_at,
        agreed_by=row.agreed_by.name if row.agreed_by else "",
        falls_at=row.falls_at,
        is_waiting=stage == ResetStage.WAITING,
        may_agree=can_be_agreed and viewer.has_perm(Permission.AGREE_TO_RESET, row.user),
        may_stop=stage in UNDER_WAY,
        is_own=is_own,
    )


def waiting(viewer: User, now: datetime) -> int:
    """Return how many wait for a second person, other than who asked and whom it is about; one query."""
    rows = FactorReset.objects.visible_to(viewer).exclude(asked_by=viewer)
    return rows.filter(stage=ResetStage.ASKED, asked_at__gt=now - ASKED_LASTS).count()


def owed_code(user: User) -> FactorReset | None:
    """Return what fell last, while `user` still has to prove with its code to be that very person; None otherwise.

    Whoever holds the mailbox can choose a password, so a password alone does not set up a new second factor.
    """
    if is_exempt(user) or Authenticator.objects.filter(user=user, type__in=ENOUGH).exists():
        return None
    fallen = FactorReset.objects.filter(user=user, stage=ResetStage.FALLEN)
    last = fallen.order_by("-stage_since", "pk").first()
    return last if last is not None and last.code_used_at is None else None
