"""What the applicant sees of the own application."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from drakentemmers.accounts.models import User
from drakentemmers.directory.joining import (
    AT_THE_OFFICE,
    CORRECTABLE,
    ApplicationKind,
    ApplicationState,
    JoiningStep,
    Turn,
    whose_turn,
)
from drakentemmers.directory.labels import label
from drakentemmers.directory.models import Application, ApplicationStep
from drakentemmers.directory.read.application_moments import Moment, own_moment_of, refusal_of, steps_of
from drakentemmers.directory.rules import Register

S = ApplicationState
OFFICE_ONLY = frozenset({JoiningStep.NUMBER_LOOKED_UP, JoiningStep.REGISTER_ANSWERED})


@dataclass(frozen=True, slots=True)
class OwnPage:
    """An application as the applicant sees it: who of the office did what is not told."""

    application: Application
    kind: str
    state: ApplicationState
    state_name: str
    turn: Turn
    turn_name: str
    question: str  # what the office asks, when it does
    refusal: str
    numbers: list[tuple[str, str]]
    moments: list[Moment]
    may_withdraw: bool
    may_correct: bool


def own_page(application: Application) -> OwnPage:
    """Return what the applicant sees. Three queries, besides practice and areas."""
    state = ApplicationState(application.state)
    steps = list(steps_of(application))
    last = steps[-1] if steps else None
    return OwnPage(
        application=application,
        kind=label(ApplicationKind(application.kind)),
        state=state,
        state_name=_own_name(state),
        turn=whose_turn(state),
        turn_name=label(whose_turn(state)),
        question=_last_text(steps, JoiningStep.ASKED) if state == S.ASKED else "",
        refusal=refusal_of(last) if last and state == S.REFUSED else "",
        numbers=[(label(Register(row.register)), row.number) for row in application.numbers.all()],
        moments=[own_moment_of(step) for step in steps if step.step not in OFFICE_ONLY],
        may_withdraw=state in AT_THE_OFFICE,
        may_correct=state in CORRECTABLE,
    )


def _own_name(state: ApplicationState) -> str:
    """The state as the applicant reads it: "waits for the applicant" is about somebody else."""
    turn = whose_turn(state)
    return label(turn) if turn == Turn.APPLICANT else label(state)


def _last_text(steps: Sequence[ApplicationStep], kind: JoiningStep) -> str:
    return next((step.text for step in reversed(steps) if step.step == kind), "")


@dataclass(frozen=True, slots=True)
class UnderWay:
    """One's own application in a few words, for the page "mijn"."""

    state: ApplicationState
    state_name: str
    turn: Turn
    since: datetime
    opens_at: datetime | None


def application_under_way(user: User) -> UnderWay | None:
    """Return where the application of `user` stands; None when none is under way. One query."""
    found = Application.objects.under_way().filter(user=user).first()
    if found is None:
        return None
    state = ApplicationState(found.state)
    return UnderWay(state, _own_name(state), whose_turn(state), found.state_since, found.opens_at)
