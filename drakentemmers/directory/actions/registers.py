"""Asking a register about numbers: one of an application, or all of the network in a round."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from drakentemmers.accounts.models import User
from drakentemmers.accounts.permissions import Permission, demand
from drakentemmers.audit.actions import record
from drakentemmers.directory.actions.applications_mail import tell_about_registers
from drakentemmers.directory.actions.applications_steps import lock, take_step
from drakentemmers.directory.joining import JoiningStep, state_after
from drakentemmers.directory.models import (
    ApplicationNumber,
    RegisterAnswer,
    RegisterRound,
    Registration,
)
from drakentemmers.directory.registers import big
from drakentemmers.directory.registers.answers import (
    NO_ANSWER,
    Outcome,
    Verdict,
    names_agree,
    verdict_on,
)
from drakentemmers.directory.rules import Register
from drakentemmers.kernel.clock import local_date

TOLD_EVERY = 50
GIVES_UP_AFTER = 5  # silences in a row: the register is down, the round goes on another time


@dataclass(frozen=True, slots=True)
class Rounded:
    """How far a round came."""

    asked: int
    to_look_at: int
    unanswered: int
    is_finished: bool


def ask_register(*, number: ApplicationNumber, by: User, now: datetime) -> RegisterAnswer:
    """Let the BIG register answer about a number of an application, and keep the answer beside it.

    Nothing is locked while the register thinks. A silence is returned as such and not kept.
    """
    application = number.application
    demand(by, Permission.JUDGE_APPLICATION, application)
    state_after(application.state, JoiningStep.REGISTER_ANSWERED)  # type: ignore[arg-type]
    answer = _answer(Register(number.register), number.number, application.name, now=now)
    with transaction.atomic():
        lock(application)
        if answer.outcome == Outcome.NO_ANSWER:
            record("register.asked", application, by=by, now=now, outcome="failed")
            return answer
        answer.save()
        take_step(application, JoiningStep.REGISTER_ANSWERED, by=by, now=now, reason=answer.outcome)
    return answer


def _answer(register: Register, number: str, name: str, *, now: datetime) -> RegisterAnswer:
    verdict = _verdict(register, number, now=now)
    return RegisterAnswer(
        register=register,
        number=number,
        at=now,
        outcome=verdict.outcome,
        name=verdict.name[:200],
        profession=verdict.profession[:100],
        since=verdict.since,
        until=verdict.until,
        measures=verdict.measures,
        name_agrees=names_agree(name, verdict),
    )


def _verdict(register: Register, number: str, *, now: datetime) -> Verdict:
    if register != Register.BIG or not big.is_on():
        return NO_ANSWER
    try:
        return verdict_on(number, big.ask_big(number), on=local_date(now))
    except big.RegisterSilent:
        return NO_ANSWER


def check_registers(*, now: datetime, most: int | None, tell: Callable[[str], None]) -> Rounded:
    """Ask the BIG register about every number in the network, or go on where the last round broke off.

    `most` stops after so many answers. A number without an answer is passed by until the next round. What differs
    from what the network knows is told to the office; no profile changes by itself. Five silences in a row end the
    run; the next one goes on from there.
    """
    round_, _made = RegisterRound.objects.get_or_create(
        register=Register.BIG, finished_at=None, defaults={"started_at": now}
    )
    rows = Registration.objects.filter(register=Register.BIG, pk__gt=round_.last_done).order_by("pk")
    total, done, unanswered, in_a_row = rows.count(), 0, 0, 0
    for registration in rows.select_related("professional").iterator(chunk_size=200):
        if done == most or in_a_row == GIVES_UP_AFTER:
            break
        answer = _answer(Register.BIG, registration.number, registration.professional.name, now=now)
        if answer.outcome == Outcome.NO_ANSWER:
            unanswered, in_a_row = unanswered + 1, in_a_row + 1
            continue
        done, in_a_row = done + 1, 0
        _keep(round_, registration, answer)
        if done % TOLD_EVERY == 0:
            tell(f"{done} / {total}")
    else:
        if done or not unanswered:
            _finish(round_, now=now)
    return Rounded(round_.asked, round_.to_look_at, unanswered, round_.finished_at is not None)


@transaction.atomic
def _finish(round_: RegisterRound, *, now: datetime) -> None:
    round_.finished_at = now
    round_.save(update_fields=["finished_at"])
    if round_.to_look_at:
        tell_about_registers(now=now)


@transaction.atomic
def _keep(round_: RegisterRound, registration: Registration, answer: RegisterAnswer) -> None:
    answer.save()
    round_.last_done = registration.pk
    round_.asked += 1
    if answer.outcome != Outcome.FOUND or answer.name_agrees is False:
        round_.to_look_at += 1
    round_.save(update_fields=["last_done", "asked", "to_look_at"])
    record("register.asked", registration.professional, by=None, now=answer.at, outcome=answer.outcome)
