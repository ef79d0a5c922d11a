"""Freezing an account, and lifting that by two people."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from drakentemmers.accounts.access import WhyFrozen, may_be_second
from drakentemmers.accounts.actions.alarms import tell_guardians
from drakentemmers.accounts.actions.lines import one_line
from drakentemmers.accounts.models import DayBudget, Freeze, User
from drakentemmers.accounts.permissions import Permission, demand
from drakentemmers.audit.actions import record
from drakentemmers.kernel.clock import local_date


def freeze_now(user: User, *, why: WhyFrozen, now: datetime, by: User | None = None) -> Freeze:
    """Freeze an account, inside the caller's transaction; one that is frozen stays as it is. Guardians hear at once."""
    freeze, is_new = Freeze.objects.get_or_create(
        user=user, lifted_at__isnull=True, defaults={"at": now, "why": why, "by": by}
    )
    if is_new:
        record("account.frozen", user, by=by, now=now, why=why)
        tell_guardians(about=user, now=now)
    return freeze


@transaction.atomic
def freeze_account(*, user: User, by: User, now: datetime) -> Freeze:
    """Freeze somebody by hand. One person is enough: it takes nothing away that cannot be given back."""
    demand(by, Permission.HANDLE_FREEZE, user)
    return freeze_now(user, why=WhyFrozen.BY_HAND, now=now, by=by)


@transaction.atomic
def propose_lifting(*, freeze: Freeze, finding: str, by: User, now: datetime) -> None:
    """Say what one found and that the account can open again; somebody else decides.

    Proposing again, also by somebody else, replaces the proposal. Raises ValidationError, and PermissionDenied for
    whom it is about and for an account that is no longer frozen.
    """
    row = _locked(freeze)
    demand(by, Permission.HANDLE_FREEZE, row.user)
    finding = one_line(finding, name="finding")
    row.proposed_by, row.proposed_at, row.finding = by, now, finding
    row.save(update_fields=["proposed_by", "proposed_at", "finding"])
    record("account.lifting_proposed", row.user, by=by, now=now, finding=finding)


@transaction.atomic
def lift(*, freeze: Freeze, by: User, now: datetime) -> None:
    """Open a frozen account again, as the second of two people; today counts afresh. Raises PermissionDenied."""
    row = _locked(freeze)
    demand(by, Permission.HANDLE_FREEZE, row.user)
    if row.proposed_by_id is None or not may_be_second(
        first=row.proposed_by_id, second=by.pk, concerned=row.user_id
    ):
        raise PermissionDenied(Permission.HANDLE_FREEZE)
    row.lifted_by, row.lifted_at = by, now
    row.save(update_fields=["lifted_by", "lifted_at"])
    DayBudget.objects.filter(user=row.user_id, day=local_date(now)).update(spent=0, level=0)
    record("account.lifted", row.user, by=by, now=now, first=row.proposed_by_id)


def _locked(freeze: Freeze) -> Freeze:
    row = Freeze.objects.select_for_update(of=("self",)).select_related("user").get(pk=freeze.pk)
    if row.lifted_at is not None:
        raise PermissionDenied(Permission.HANDLE_FREEZE)
    return row
