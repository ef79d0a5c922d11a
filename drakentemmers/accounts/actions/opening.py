"""The one door before a sensitive record is shown: on a page, in the API, in print, in an export.

`access.judge` decides; here the facts are gathered, what it costs is counted under a lock, the reading is written in
the log and whoever must hear of it is told. Do not call it inside a transaction that the refusal would roll back: a
freeze has to stay.
"""

# ruff: noqa: N818 - the refusals read as the sentences they are

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, Q
from django.http import Http404
from django.utils.translation import gettext as _

from drakentemmers.accounts.access import (
    Answer,
    Budget,
    Facts,
    Level,
    Reason,
    Verdict,
    budget_of,
    judge,
    judge_list,
)
from drakentemmers.accounts.actions.alarms import tell_guardians, tell_of_emergency, tell_person
from drakentemmers.accounts.actions.freezes import freeze_now
from drakentemmers.accounts.actions.lines import one_line
from drakentemmers.accounts.doors import Door, door_of
from drakentemmers.accounts.models import Counted, DayBudget, Decoy, EmergencyAccess, Freeze, Opening, User
from drakentemmers.accounts.read.readers import reader_of
from drakentemmers.audit.actions import Rows, record_read
from drakentemmers.audit.actions import record as write
from drakentemmers.kernel.clock import local_date

HOUR = timedelta(hours=1)
EMERGENCY_READ = "breakglass.read"  # every one of these is looked at afterwards


class AccessRefused(Exception):
    """A sensitive record does not open now."""


class ReasonNeeded(AccessRefused):
    """It is not the own work: say first why."""

    def __init__(self, record: Model, door: Door) -> None:
        super().__init__(door.kind)
        self.record, self.door = record, door


class Frozen(AccessRefused):
    """Nothing opens in this account until two people have looked."""


class BudgetSpent(AccessRefused):
    """Too many different records within an hour."""


class ReasonUnclear(ValidationError):
    """A reason that is no reason, says too little, or points to a person."""


class NotForYou(Http404):
    """The same answer as for what does not exist."""


def open_record(record: Model, *, by: User, now: datetime, reason: str = "", through: str = "page") -> None:
    """Let `by` read `record` now, or raise: NotForYou, ReasonNeeded, BudgetSpent, Frozen.

    Own work opens without a reason. Elsewhere a `reason` ("help: the words") given now or earlier today is needed.
    Every reading is logged; a record counts once a day. `through` says which way it leaves: page, api, print, export.
    """
    door = door_of(record)
    if reason:
        give_reason(record, by=by, now=now, reason=reason)
    verdict = _pass(record, door, by=by, now=now, through=through)
    _refuse(verdict, record, door)


def count_profile(profile: Model, *, by: User, now: datetime) -> None:
    """Count that somebody signed in walks by a public profile; raise BudgetSpent or Frozen when it is a harvest."""
    with transaction.atomic():
        opening, budget = _lock(profile, Counted.PROFILE, by=by, now=now)
        facts = _counts(opening, budget, by=by, now=now, limits=profile_budget())
        verdict = judge(Facts(is_own_work=True, is_frozen=_is_frozen(by), **facts))
        _count(verdict, opening, budget, by=by, now=now)
    if verdict.answer != Answer.OPEN:
        raise Frozen if verdict.answer == Answer.FROZEN else BudgetSpent


def count_listed(rows: Rows, *, by: User, now: datetime) -> None:
    """Count what somebody sees in a list of records that are not the own work; raise BudgetSpent or Frozen.

    Each counts once a day, apart from what is opened. A fixed number of queries, however many rows; none for no rows.
    """
    if not rows.ids:
        return
    with transaction.atomic():
        verdict = _pass_rows(rows, by=by, now=now)
    if verdict.answer != Answer.OPEN:
        raise Frozen if verdict.answer == Answer.FROZEN else BudgetSpent


def _pass_rows(rows: Rows, *, by: User, now: datetime) -> Verdict:
    budget = _lock_budget(Counted.LISTED, by=by, now=now)
    kind = {"kind": Counted.LISTED, "subject_type": rows.model._meta.label_lower}
    today = Opening.objects.filter(user=by, day=budget.day, **kind)
    seen = set(today.filter(subject_id__in=rows.ids).values_list("subject_id", flat=True))
    new = [subject for subject in dict.fromkeys(rows.ids) if subject not in seen]
    lately = Opening.objects.filter(user=by, kind=Counted.LISTED, opened_at__gt=now - HOUR).count()
    facts = Facts(
        budget=list_budget(), is_frozen=_is_frozen(by), spent_today=budget.spent, spent_this_hour=lately
    )
    verdict = judge_list(facts, len(new))
    if verdict.costs:
        budget.spent += len(new)
        Opening.objects.bulk_create(
            Opening(user=by, day=budget.day, subject_id=subject, opened_at=now, **kind) for subject in new
        )
    _tell_of(verdict, budget, by=by, now=now)
    return verdict


@transaction.atomic
def give_reason(record: Model, *, by: User, now: datetime, reason: str) -> None:
    """Keep why `by` opens this record, for the rest of the day. Raises ReasonUnclear and NotForYou."""
    door = door_of(record)
    code, line = read_reason(reason)
    if not door.visible_to(by).filter(pk=record.pk).exists():
        raise NotForYou
    subject: dict[str, Any] = {"subject_type": door.subject_type, "subject_id": str(record.pk)}
    Opening.objects.update_or_create(
        user=by,
        day=local_date(now),
        kind=Counted.RECORD,
        **subject,
        defaults={"reason": code, "line": line},
    )


def read_reason(reason: str) -> tuple[Reason, str]:
    """Return the kind of reason and the words of "help: the words"; raise ReasonUnclear when it says too little."""
    code, _colon, line = reason.partition(":")
    if code.strip() not in {str(kind) for kind in Reason}:
        raise ReasonUnclear({"reason": _("Choose why you open this.")})
    return Reason(code.strip()), one_line(line, name="line", error=ReasonUnclear)


def budget_for(user: User) -> Budget:
    """Return how many different sensitive records this person may open in a day and in an hour."""
    roles, share = user.role_names(), settings.VIEW_BUDGET_HOUR_PERCENT
    return budget_of(roles, settings.VIEW_BUDGETS, settings.VIEW_BUDGET_OTHERWISE, share)


def profile_budget() -> Budget:
    """Return how many different profiles somebody may look at."""
    return budget_of([], {}, settings.PROFILE_BUDGET, settings.VIEW_BUDGET_HOUR_PERCENT)


def list_budget() -> Budget:
    """Return how many rows of other people's work somebody may see in lists."""
    return budget_of([], {}, settings.LIST_BUDGET, settings.VIEW_BUDGET_HOUR_PERCENT)


@transaction.atomic
def _pass(record: Model, door: Door, *, by: User, now: datetime, through: str) -> Verdict:
    opening, budget = _lock(record, Counted.RECORD, by=by, now=now)
    organisation, own = door.organisation_of(record), door.is_own_work(by, record)
    emergency = None if own else _emergency(record, organisation, by=by, now=now)
    verdict = judge(
        Facts(
            is_own_work=own,
            is_emergency=emergency is not None,
            has_reason=bool(opening.reason),
            is_kept_apart=not door.visible_to(by).filter(pk=record.pk).exists(),
            is_frozen=_is_frozen(by),
            is_decoy=str(record.pk) in Decoy.objects.subject_ids(),
            **_counts(opening, budget, by=by, now=now, limits=budget_for(by)),
        )
    )
    _count(verdict, opening, budget, by=by, now=now)
    details = {
        "by": by,
        "now": now,
        "through": through,
        **reader_of(record, by, organisation, is_own_work=own),
    }
    _log(verdict, record, door, opening, emergency, details)
    return verdict


def _lock(subject: Model, kind: Counted, *, by: User, now: datetime) -> tuple[Opening, DayBudget]:
    """Make everybody else who opens something as this person wait, and return how things stand."""
    budget = _lock_budget(kind, by=by, now=now)
    key = {
        "user": by,
        "day": budget.day,
        "kind": kind,
        "subject_type": subject._meta.label_lower,
        "subject_id": str(subject.pk),
    }
    return Opening.objects.filter(**key).first() or Opening(**key), budget


def _lock_budget(kind: Counted, *, by: User, now: datetime) -> DayBudget:
    key: dict[str, Any] = {"user": by, "day": local_date(now), "kind": kind}
    DayBudget.objects.get_or_create(**key)
    return DayBudget.objects.select_for_update().get(**key)


def _counts(
    opening: Opening, budget: DayBudget, *, by: User, now: datetime, limits: Budget
) -> dict[str, Any]:
    lately = Opening.objects.filter(user=by, kind=budget.kind, opened_at__gt=now - HOUR)
    return {
        "budget": limits,
        "is_counted": opening.opened_at is not None,
        "spent_today": budget.spent,
        "spent_this_hour": 0 if opening.opened_at else lately.count(),
    }


def _count(verdict: Verdict, opening: Opening, budget: DayBudget, *, by: User, now: datetime) -> None:
    """Keep what it cost, and tell whoever must hear of it."""
    if verdict.costs:
        budget.spent += 1
        opening.opened_at = now
        opening.save()
    _tell_of(verdict, budget, by=by, now=now)


def _tell_of(verdict: Verdict, budget: DayBudget, *, by: User, now: datetime) -> None:
    """Of each level once a day."""
    news = verdict.level > budget.level
    if news:
        budget.level = verdict.level
    budget.save()
    if verdict.freezes is not None:
        freeze_now(by, why=verdict.freezes, now=now)
    elif news and verdict.level == Level.ALERT:
        tell_guardians(about=by, now=now)
        write("budget.spent", by, by=None, now=now, kind=budget.kind, opened=budget.spent)
    elif news and verdict.level == Level.NOTE:
        tell_person(by, now=now)


def _log(
    verdict: Verdict,
    record: Model,
    door: Door,
    opening: Opening,
    emergency: EmergencyAccess | None,
    details: dict[str, Any],
) -> None:
    if verdict.answer == Answer.ASK_REASON:
        return
    action, purpose = f"{door.kind}.read", f"{opening.reason}: {opening.line}" if opening.reason else ""
    if verdict.answer != Answer.OPEN:
        record_read(record, action=action, outcome="refused", **details)
    elif emergency is None:
        record_read(record, action=action, purpose=purpose, **details)
    else:
        purpose = f"{emergency.reason}: {emergency.line}"
        record_read(record, action=EMERGENCY_READ, purpose=purpose, emergency=emergency.pk, **details)
        tell_of_emergency(emergency, record, now=details["now"])


def _is_frozen(user: User) -> bool:
    return Freeze.objects.holding().filter(user=user).exists()


def _emergency(record: Model, organisation: str, *, by: User, now: datetime) -> EmergencyAccess | None:
    live = EmergencyAccess.objects.live(now).filter(asked_by=by, organisation=organisation)
    return live.filter(Q(asked_for="") | Q(subject_id=record.pk)).order_by("asked_at").first()


def _refuse(verdict: Verdict, record: Model, door: Door) -> None:
    match verdict.answer:
        case Answer.UNKNOWN:
            raise NotForYou
        case Answer.ASK_REASON:
            raise ReasonNeeded(record, door)
        case Answer.WAIT:
            raise BudgetSpent
        case Answer.FROZEN:
            raise Frozen
