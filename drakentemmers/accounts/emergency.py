"""Emergency access: somebody asks, somebody else grants, it ends by itself. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from drakentemmers.accounts.moves import MoveRefused

SHORTEST_HOURS = 1
LONGEST_HOURS = 24
ASKED_LASTS = timedelta(hours=24)  # a question nobody answered is over after a day


class Stage(StrEnum):
    """Where a request for emergency access stands. Stored; never change a value."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"  # by who asked
    STOPPED = "stopped"  # before its time, by who asked or who granted


class Move(StrEnum):
    """What somebody does with it."""

    GRANT = "grant"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    STOP = "stop"


MOVES: dict[tuple[Stage, Move], Stage] = {
    (Stage.ASKED, Move.GRANT): Stage.GRANTED,
    (Stage.ASKED, Move.REFUSE): Stage.REFUSED,
    (Stage.ASKED, Move.WITHDRAW): Stage.WITHDRAWN,
    (Stage.GRANTED, Move.STOP): Stage.STOPPED,
}


@dataclass(frozen=True, slots=True)
class Case:
    """One request for emergency access, as the rules see it."""

    stage: Stage
    asked_at: datetime
    asked_by: int
    ends_at: datetime | None = None

    def is_live(self, now: datetime) -> bool:
        """Tell whether it opens anything at `now`."""
        return self.stage == Stage.GRANTED and self.ends_at is not None and now < self.ends_at

    def waits(self, now: datetime) -> bool:
        """Tell whether somebody can still grant it."""
        return self.stage == Stage.ASKED and now < self.asked_at + ASKED_LASTS


def after(case: Case, move: Move, *, by: int, now: datetime) -> Stage:
    """Return the stage after `move`; raise MoveRefused when it does not follow.

    Who asked never grants or refuses it; only who asked withdraws it. What is over stays over.
    """
    stage = MOVES.get((case.stage, move))
    if stage is None:
        raise MoveRefused(f"{move} does not follow {case.stage}")
    if move in {Move.GRANT, Move.REFUSE} and (by == case.asked_by or not case.waits(now)):
        raise MoveRefused(f"{move}: by who asked, or too late")
    if move == Move.WITHDRAW and by != case.asked_by:
        raise MoveRefused("only who asked takes it back")
    if move == Move.STOP and not case.is_live(now):
        raise MoveRefused("over already")
    return stage


def ends_at(now: datetime, hours: int) -> datetime:
    """Return when access of `hours` that is granted at `now` ends. Raises ValueError outside 1 to 24 hours."""
    if not SHORTEST_HOURS <= hours <= LONGEST_HOURS:
        raise ValueError(hours)
    return now + timedelta(hours=hours)
