"""Somebody lost every second factor: two others let it fall, after a time in which it can be stopped. Pure.

Who may be one of the two is said in `permissions`; here: that they are two, never the person, and when what follows.
A code goes from the second of them to the person by another way than mail, so that whoever holds the mailbox alone
gets no further.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from drakentemmers.accounts.access import may_be_second
from drakentemmers.accounts.moves import MoveRefused

ASKED_LASTS = timedelta(days=7)  # nobody agreed: it is over
CODE_LASTS = timedelta(days=14)  # after the fall; later it is asked anew
CODE_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another
CODE_LENGTH = 8


class ResetStage(StrEnum):
    """Where it stands. Stored; never change a value."""

    ASKED = "asked"
    WAITING = "waiting"  # two people agreed; it can still be stopped
    FALLEN = "fallen"
    STOPPED = "stopped"
    LAPSED = "lapsed"  # nobody agreed in time, or one of the two may not decide about this person any more


class ResetMove(StrEnum):
    """What happens to it."""

    AGREE = "agree"
    STOP = "stop"
    FALL = "fall"
    LAPSE = "lapse"


UNDER_WAY = (ResetStage.ASKED, ResetStage.WAITING)
MOVES: dict[tuple[ResetStage, ResetMove], ResetStage] = {
    (ResetStage.ASKED, ResetMove.AGREE): ResetStage.WAITING,
    (ResetStage.WAITING, ResetMove.FALL): ResetStage.FALLEN,
    **{(stage, ResetMove.STOP): ResetStage.STOPPED for stage in UNDER_WAY},
    **{(stage, ResetMove.LAPSE): ResetStage.LAPSED for stage in UNDER_WAY},
}


@dataclass(frozen=True, slots=True)
class ResetCase:
    """One time it was asked for somebody (`concerned`), as the rules see it."""

    stage: ResetStage
    concerned: int
    first: int | None
    asked_at: datetime
    falls_at: datetime | None = None

    def is_too_late(self, now: datetime) -> bool:
        """Tell whether nobody agreed in time."""
        return self.stage == ResetStage.ASKED and now >= self.asked_at + ASKED_LASTS

    def is_due(self, now: datetime) -> bool:
        """Tell whether it falls at `now`."""
        return self.stage == ResetStage.WAITING and self.falls_at is not None and now >= self.falls_at

    def takes_code(self, now: datetime) -> bool:
        """Tell whether the code that goes with it still works at `now`."""
        has_fallen = self.stage == ResetStage.FALLEN and self.falls_at is not None
        return has_fallen and now < self.falls_at + CODE_LASTS


def after(case: ResetCase, move: ResetMove, *, by: int | None, now: datetime) -> ResetStage:
    """Return the stage after `move`; raise MoveRefused when it does not follow.

    `by` is None for what happens by itself, and for the link in the mail to the person. Nobody agrees to what he or
    she asked, or about himself or herself. What is over stays over.
    """
    stage = MOVES.get((case.stage, move))
    if stage is None:
        raise MoveRefused(f"{move} does not follow {case.stage}")
    is_second = case.first is not None and may_be_second(
        first=case.first, second=by, concerned=case.concerned
    )
    if move == ResetMove.AGREE and (not is_second or case.is_too_late(now)):
        raise MoveRefused("by who asked, about oneself, or too late")
    if move == ResetMove.FALL and not case.is_due(now):
        raise MoveRefused("the time to stop it is not over")
    return stage


def plain_code(typed: str) -> str:
    """Return a code as it is compared: without spaces, hyphens and capitals."""
    return "".join(filter(str.isalnum, typed)).lower()
