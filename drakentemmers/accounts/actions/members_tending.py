"""What time does to roles: ending them after their last day, telling that one ends, reminding of a review, pausing.

Every piece of work is a transaction of its own and leaves nothing to do for the next run.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from drakentemmers.accounts.actions.members import close, let_go, lock_organisation
from drakentemmers.accounts.actions.members_messages import News, owners_of, tell, the_office
from drakentemmers.accounts.models import Membership, Notification, User
from drakentemmers.accounts.read.review import in_round, unreviewed
from drakentemmers.accounts.review import WARN_BEFORE, Patience, round_of
from drakentemmers.accounts.roles import PRIVILEGED, REMIND_BEFORE, RULES, GivenBy, roles_the_office_extends
from drakentemmers.accounts.rules import NETWORK, Role
from drakentemmers.audit.actions import record
from drakentemmers.kernel.clock import local_date

FEWEST_LEADS = 2  # who give roles together


@dataclass(frozen=True, slots=True)
class RolesTended:
    """How much there was to do."""

    roles_over: int
    endings_told: int
    review_reminders: int
    warned_of_pause: int
    roles_paused: int


def tend_roles(*, now: datetime) -> RolesTended:
    """Do everything about roles that is due at `now`. A second run at the same moment does nothing."""
    return RolesTended(
        roles_over=_each(_over(now), _end, now),
        endings_told=_tell_endings(now),
        review_reminders=_remind_reviewers(now),
        warned_of_pause=_each(_to_warn(now), _warn, now),
        roles_paused=_each(_to_pause(now), _pause, now),
    )


def patience() -> Patience:
    """Return how long an unreviewed role goes on."""
    return Patience(settings.REVIEW_SUSPENDS_PRIVILEGED_AFTER, settings.REVIEW_SUSPENDS_AFTER)


def _each(due: Iterable[Membership], deed: Callable[[Membership, datetime], int], now: datetime) -> int:
    return sum(deed(membership, now) for membership in due)


def _over(now: datetime) -> list[Membership]:
    rows = Membership.objects.over_by_date(local_date(now)).select_related("user", "organisation")
    return list(rows.order_by("pk"))


@transaction.atomic
def _end(membership: Membership, now: datetime) -> int:
    """Close a role whose last day is over: it counted for nothing since then, now it also leaves nothing behind."""
    lock_organisation(membership.organisation)
    membership.refresh_from_db()
    if not Membership.objects.over_by_date(local_date(now)).filter(pk=membership.pk).exists():
        return 0
    close(membership, by=None, now=now, why="last day")
    let_go(membership.organisation, membership.user, by=None, now=now)
    if membership.user.is_active:
        tell(membership.user, News.ENDED, now=now)
    return 1


def reviewers_of(membership: Membership, now: datetime) -> list[User]:
    """Return who may review this role: the office for a privileged one, else the other owners, else the office."""
    if membership.role not in PRIVILEGED:
        owners = [user for user in owners_of(membership.organisation, now) if user.pk != membership.user_id]
        if owners:
            return owners
    return [user for user in the_office(now) if user.pk != membership.user_id]


def _extenders(membership: Membership, now: datetime) -> tuple[list[User], str]:
    """Return who may move the last day of this role, and where: the other owners when they give it, or the office."""
    owners = [user for user in owners_of(membership.organisation, now) if user.pk != membership.user_id]
    by_owner = RULES[Role(membership.role)].given_by == GivenBy.OWNER
    if by_owner and (owners or membership.role not in roles_the_office_extends()):
        return owners, f"/organisaties/{membership.organisation_id}/mensen"
    return [user for user in the_office(now) if user.pk != membership.user_id], "/kantoor/rechten"


def _page_for(membership: Membership) -> str:
    if membership.role in PRIVILEGED:
        return "/kantoor/rechten"
    return f"/organisaties/{membership.organisation_id}/mensen"


def _tell_endings(now: datetime) -> int:
    today = local_date(now)
    soon = Membership.objects.current(today).filter(ends_on__lte=today + REMIND_BEFORE)
    due = soon.exclude(reminded_for=F("ends_on")).select_related("user", "organisation")
    done = 0
    for membership in due.order_by("pk"):
        with transaction.atomic():
            untold = Membership.objects.filter(Q(reminded_for__isnull=True) | ~Q(reminded_for=F("ends_on")))
            if not untold.filter(pk=membership.pk).update(reminded_for=membership.ends_on):
                continue
            tell(membership.user, News.ENDS_SOON, now=now)
            people, page = _extenders(membership, now)
            for user in people:
                tell(user, News.COLLEAGUE_ENDS_SOON, now=now, path=page)
            done += 1
    return done


def _remind_reviewers(now: datetime) -> int:
    """Remind everybody who has overdue reviews, at most once a week each."""
    today = local_date(now)
    pages: dict[int, tuple[User, str]] = {}
    for membership in unreviewed(today):
        if round_of(Role(membership.role), today).due_on < today:
            for user in reviewers_of(membership, now):
                pages.setdefault(user.pk, (user, f"{_page_for(membership)}/nalopen"))
    since = now - timedelta(days=settings.REVIEW_REMIND_EVERY)
    lately = set(
        Notification.objects.filter(topic=News.REVIEW_OVERDUE, at__gt=since).values_list("user", flat=True)
    )
    found = [(user, page) for pk, (user, page) in sorted(pages.items()) if pk not in lately]
    for user, page in found:
        tell(user, News.REVIEW_OVERDUE, now=now, path=page)
    return len(found)


def _to_warn(now: datetime) -> list[Membership]:
    today = local_date(now)
    return [
        membership
        for membership in unreviewed(today).filter(suspended_at__isnull=True)
        if (round_ := round_of(Role(membership.role), today)).key != membership.warned_round
        and patience().warns_on(Role(membership.role), round_) <= today
    ]


@transaction.atomic
def _warn(membership: Membership, now: datetime) -> int:
    key = round_of(Role(membership.role), local_date(now)).key
    rows = Membership.objects.filter(pk=membership.pk).exclude(warned_round=key)
    if not rows.update(warned_round=key, warned_at=now):
        return 0
    tell(membership.user, News.SUSPENSION_NEAR, now=now)
    return 1


def _to_pause(now: datetime) -> list[Membership]:
    """Those nobody reviewed in time and that were warned a week ago or longer: never without notice."""
    today = local_date(now)
    warned = unreviewed(today).filter(suspended_at__isnull=True, warned_at__lte=now - WARN_BEFORE)
    return [
        membership
        for membership in warned
        if (round_ := round_of(Role(membership.role), today)).key == membership.warned_round
        and patience().suspends_on(Role(membership.role), round_) <= today
    ]


@transaction.atomic
def _pause(membership: Membership, now: datetime) -> int:
    lock_organisation(membership.organisation)
    today = local_date(now)
    membership.refresh_from_db()
    still = in_round(Membership.objects.current(today), today).filter(pk=membership.pk)
    reviewed = membership.reviews.filter(round=membership.warned_round).exists()
    if reviewed or not still.exists() or _would_lock_everybody_out(membership, now):
        return 0
    membership.suspended_at = now
    membership.save(update_fields=["suspended_at"])
    record("membership.paused", membership, by=None, now=now, role=membership.role)
    tell(membership.user, News.SUSPENDED, now=now)
    return 1


def _would_lock_everybody_out(membership: Membership, now: datetime) -> bool:
    """Two people who give roles always stay: otherwise nobody could confirm anything any more."""
    if membership.role not in NETWORK:
        return False
    others = Membership.objects.current(local_date(now)).filter(role__in=NETWORK).exclude(pk=membership.pk)
    return others.values("user").distinct().count() < FEWEST_LEADS
