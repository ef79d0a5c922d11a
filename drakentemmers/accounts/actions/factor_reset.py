"""Somebody lost every second factor: asking, agreeing as a second person, stopping, and the fall itself."""

from datetime import datetime, timedelta
from secrets import choice
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from drakentemmers.accounts.actions import factor_reset_messages as messages
from drakentemmers.accounts.actions.lines import one_line
from drakentemmers.accounts.actions.refusals import AlreadyAsked
from drakentemmers.accounts.factor_reset import (
    ASKED_LASTS,
    CODE_LENGTH,
    CODE_SIGNS,
    ResetMove,
    ResetStage,
    after,
    plain_code,
)
from drakentemmers.accounts.models import FactorReset, Freeze, User
from drakentemmers.accounts.permissions import Permission, demand
from drakentemmers.accounts.read.factor_resets import owed_code
from drakentemmers.audit.actions import record


class WrongResetCode(Exception):  # noqa: N818 - reads as the sentence it is
    """The code does not go with what is owed, or its time is over."""


@transaction.atomic
def ask_reset(*, user: User, line: str, by: User, now: datetime) -> FactorReset:
    """Ask that every second factor of `user` falls; `line` says how one knows that it is this person.

    Raises ValidationError, and AlreadyAsked when it is under way.
    """
    demand(by, Permission.RESET_FACTOR, user)
    line = one_line(line, name="line")
    try:
        with transaction.atomic():
            made = FactorReset.objects.create(
                user=user, line=line, asked_by=by, asked_at=now, stage_since=now
            )
    except IntegrityError:
        raise AlreadyAsked from None
    record("factor_reset.asked", user, by=by, now=now, purpose=line, reset=made.pk)
    messages.tell_asked(made, now=now)
    return made


@transaction.atomic
def agree_to_reset(*, reset: FactorReset, by: User, now: datetime) -> str:
    """Agree as a second person; return the code that this person hands over, the only time it can be seen.

    The time in which it can be stopped begins now. Raises MoveRefused and PermissionDenied.
    """
    row = _locked(reset)
    demand(by, Permission.AGREE_TO_RESET, row.user)
    if not _may_still(row.asked_by, Permission.RESET_FACTOR, row.user):
        raise PermissionDenied(Permission.RESET_FACTOR)
    code = "".join(choice(CODE_SIGNS) for _ in range(CODE_LENGTH))
    stage = after(row.case, ResetMove.AGREE, by=by.pk, now=now)
    row.agreed_by, row.falls_at = by, now + timedelta(hours=settings.FACTOR_RESET_WAIT)
    row.code_hash = _hash(row, code)
    _write(row, stage, by=by, now=now, falls=row.falls_at.isoformat())
    messages.tell_agreed(row, now=now)
    return code


@transaction.atomic
def stop_reset(*, reset: FactorReset, by: User | None, now: datetime) -> None:
    """Stop it before it falls: who decided, who could have, the person; None is the link in the person's mail.

    Raises MoveRefused and PermissionDenied.
    """
    row = _locked(reset)
    if by is not None and by.pk not in (row.user_id, row.asked_by_id, row.agreed_by_id):
        visible = FactorReset.objects.visible_to(by).filter(pk=row.pk)
        if not visible.exists():
            raise PermissionDenied(Permission.RESET_FACTOR)
    stage = after(row.case, ResetMove.STOP, by=by.pk if by else None, now=now)
    row.stopped_by = by
    _write(row, stage, by=by, now=now, through="page" if by else "mail")
    messages.tell_over(row, now=now)


def let_factors_fall(*, now: datetime) -> int:
    """Let fall what is due, and lapse what nobody agreed to; return how many factors fell. For `tend`."""
    due = FactorReset.objects.filter(stage=ResetStage.WAITING, falls_at__lte=now)
    late = FactorReset.objects.filter(stage=ResetStage.ASKED, asked_at__lte=now - ASKED_LASTS)
    rows = list((due | late).order_by("stage_since", "pk"))
    return sum(_end_one(row, now=now) for row in rows)


@transaction.atomic
def _end_one(reset: FactorReset, *, now: datetime) -> bool:
    """Let it fall when both still may decide about this person, else let it lapse; False when nothing fell."""
    row = _locked(reset)
    case = row.case
    if case.is_due(now) and _both_may_still(row):
        stage = after(case, ResetMove.FALL, by=None, now=now)
        ended = _end_every_way_in(row.user)
        _write(row, stage, by=None, now=now, first=row.asked_by_id, second=row.agreed_by_id, **ended)
        messages.tell_fallen(row, now=now)
        return True
    if case.is_due(now) or case.is_too_late(now):
        _write(row, after(case, ResetMove.LAPSE, by=None, now=now), by=None, now=now)
        messages.tell_over(row, now=now)
    return False


@transaction.atomic
def use_reset_code(*, user: User, code: str, now: datetime) -> None:
    """Prove with the code that it is this very person who sets up a new second factor. Raises WrongResetCode."""
    owed = owed_code(user)
    if owed is None:
        raise WrongResetCode
    row = _locked(owed)
    right = constant_time_compare(row.code_hash, _hash(row, plain_code(code)))
    if row.code_used_at is not None or not row.case.takes_code(now) or not right:
        raise WrongResetCode
    row.code_used_at = now
    row.save(update_fields=["code_used_at"])
    record("factor_reset.code_used", user, by=user, now=now, reset=row.pk)


def _end_every_way_in(user: User) -> dict[str, int]:
    """End all that proves that it is this person but the password; return how much of each that was."""
    factors, _kinds = Authenticator.objects.filter(user=user).delete()
    devices, _kinds = user.devices.all().delete()
    sessions = list(UserSession.objects.filter(user=user))
    for session in sessions:
        session.end()
    return {"factors": factors, "devices": devices, "sessions": len(sessions)}


def _both_may_still(row: FactorReset) -> bool:
    return _may_still(row.asked_by, Permission.RESET_FACTOR, row.user) and _may_still(
        row.agreed_by, Permission.AGREE_TO_RESET, row.user
    )


def _may_still(by: User | None, permission: Permission, person: User) -> bool:
    """Tell whether a yes still counts: given by somebody who may give it today, and whose account is not frozen."""
    if by is None or not by.has_perm(permission, person):
        return False
    return not Freeze.objects.holding().filter(user=by).exists()


def _hash(row: FactorReset, code: str) -> str:
    return salted_hmac("accounts.factor_reset", f"{row.pk}:{code}", algorithm="sha256").hexdigest()


def _locked(reset: FactorReset) -> FactorReset:
    rows = FactorReset.objects.select_for_update(of=("self",)).select_related("user", "asked_by", "agreed_by")
    return rows.get(pk=reset.pk)


def _write(row: FactorReset, stage: ResetStage, *, by: User | None, now: datetime, **details: Any) -> None:
    row.stage, row.stage_since = stage, now
    row.save()
    record(f"factor_reset.{stage}", row.user, by=by, now=now, reset=row.pk, **details)
