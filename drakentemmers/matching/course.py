"""The course of a request and of the questions in it: which step may follow which. Pure.

A request asks one or more therapists (questions). A yes holds a place for a while; the first yes withdraws the
other questions. Confirming makes the placement; treatment starts and ends.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class RequestState(StrEnum):
    """Where a request stands. The current state is that of its last step."""

    DRAFT = "draft"  # being written; only its own organisation sees it
    OPEN = "open"  # nobody is asked at this moment
    ASKED = "asked"  # one or more therapists are asked
    ACCEPTED = "accepted"  # somebody said yes; a place is held
    PLACED = "placed"  # the place is confirmed
    STARTED = "started"
    ENDED = "ended"
    CLOSED = "closed"  # withdrawn by its organisation


class QuestionState(StrEnum):
    """Where one question to one therapist stands."""

    QUEUED = "queued"  # waits for its turn when therapists are asked in order
    ASKED = "asked"
    HELD = "held"  # the therapist keeps a place free while deciding
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    PLACED = "placed"


OPEN_QUESTION = frozenset({QuestionState.QUEUED, QuestionState.ASKED, QuestionState.HELD})
LIVE_QUESTION = OPEN_QUESTION | {QuestionState.ACCEPTED}
IN_IT = LIVE_QUESTION | {QuestionState.PLACED}  # the therapist still has a part in the request
BEING_ASKED = frozenset({QuestionState.ASKED, QuestionState.HELD})
OVER = frozenset({RequestState.ENDED, RequestState.CLOSED})


class Step(StrEnum):
    """Something that happened in a request; every step is a dated row with its author."""

    MADE = "made"
    OPENED = "opened"
    CHANGED = "changed"
    QUEUED = "queued"
    ASKED = "asked"
    NUDGED = "nudged"
    HELD = "held"
    HOLD_EXPIRED = "hold_expired"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"  # one question, by the asker
    SUPERSEDED = "superseded"  # one question, because somebody else said yes
    EXPIRED = "expired"  # one question, no answer in time
    CLIENT_DECLINED = "client_declined"
    THERAPIST_LEFT = "therapist_left"  # has no role any more in which one treats
    PLACED = "placed"
    STARTED = "started"
    CONTINUED_AMBULATORY = "continued_ambulatory"
    ENDED = "ended"
    CLOSED = "closed"


class DeclineReason(StrEnum):
    """Why a therapist says no. Some reasons change the offer; `EFFECT` says which."""

    FULL = "full"
    AWAY = "away"
    NOT_MY_EXPERTISE = "not_my_expertise"
    TOO_FAR = "too_far"
    LANGUAGE = "language"
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    UNSAFE_TO_START = "unsafe_to_start"
    OTHER = "other"


class DeclineEffect(StrEnum):
    """What a decline does to the offer of the therapist."""

    NONE = "none"
    CLOSE_OFFER = "close_offer"  # full: the offer is closed until the therapist opens it again
    PARK_OFFER = "park_offer"  # away until a date: parked until then


EFFECT: dict[DeclineReason, DeclineEffect] = {
    DeclineReason.FULL: DeclineEffect.CLOSE_OFFER,
    DeclineReason.AWAY: DeclineEffect.PARK_OFFER,
}


def effect_of(reason: DeclineReason) -> DeclineEffect:
    """Return what declining for `reason` does to the offer."""
    return EFFECT.get(reason, DeclineEffect.NONE)


class EndOutcome(StrEnum):
    """How a treatment ended."""

    COMPLETED = "completed"
    STOPPED_EARLY = "stopped_early"
    REFERRED_ON = "referred_on"


class StopReason(StrEnum):
    """Why a treatment stopped early."""

    MOVED = "moved"
    CLIENT_STOPPED = "client_stopped"
    NOT_SAFE = "not_safe"
    NO_CLICK = "no_click"
    PRACTICE_STOPPED = "practice_stopped"
    OTHER = "other"


class ClosedReason(StrEnum):
    """Why an organisation closes a request without a placement."""

    FOUND_ELSEWHERE = "found_elsewhere"
    CLIENT_DECLINED = "client_declined"
    NOT_NEEDED = "not_needed"
    MOVED = "moved"
    MADE_BY_MISTAKE = "made_by_mistake"


REQUEST_STEPS: dict[Step, tuple[frozenset[RequestState], RequestState | None]] = {
    Step.MADE: (frozenset({RequestState.DRAFT}), None),
    Step.OPENED: (frozenset({RequestState.DRAFT}), RequestState.OPEN),
    Step.CHANGED: (frozenset({RequestState.DRAFT, RequestState.OPEN, RequestState.ASKED}), None),
    Step.QUEUED: (frozenset({RequestState.OPEN, RequestState.ASKED}), RequestState.ASKED),
    Step.ASKED: (frozenset({RequestState.OPEN, RequestState.ASKED}), RequestState.ASKED),
    Step.ACCEPTED: (frozenset({RequestState.ASKED}), RequestState.ACCEPTED),
    Step.CLIENT_DECLINED: (frozenset({RequestState.ACCEPTED}), RequestState.OPEN),
    Step.PLACED: (frozenset({RequestState.ACCEPTED}), RequestState.PLACED),
    Step.STARTED: (frozenset({RequestState.PLACED}), RequestState.STARTED),
    Step.CONTINUED_AMBULATORY: (frozenset({RequestState.STARTED}), RequestState.STARTED),
    Step.ENDED: (frozenset({RequestState.STARTED}), RequestState.ENDED),
    Step.THERAPIST_LEFT: (frozenset({RequestState.PLACED, RequestState.STARTED}), None),
    Step.CLOSED: (
        frozenset({RequestState.DRAFT, RequestState.OPEN, RequestState.ASKED, RequestState.ACCEPTED}),
        RequestState.CLOSED,
    ),
}

QUESTION_STEPS: dict[Step, tuple[frozenset[QuestionState], QuestionState | None]] = {
    Step.QUEUED: (frozenset({QuestionState.QUEUED}), None),
    Step.ASKED: (frozenset({QuestionState.QUEUED}), QuestionState.ASKED),
    Step.NUDGED: (frozenset({QuestionState.ASKED, QuestionState.HELD, QuestionState.ACCEPTED}), None),
    Step.HELD: (frozenset({QuestionState.ASKED}), QuestionState.HELD),
    Step.HOLD_EXPIRED: (frozenset({QuestionState.HELD}), QuestionState.ASKED),
    Step.ACCEPTED: (frozenset({QuestionState.ASKED, QuestionState.HELD}), QuestionState.ACCEPTED),
    Step.DECLINED: (
        frozenset({QuestionState.ASKED, QuestionState.HELD, QuestionState.ACCEPTED}),
        QuestionState.DECLINED,
    ),
    Step.WITHDRAWN: (LIVE_QUESTION, QuestionState.WITHDRAWN),
    Step.SUPERSEDED: (OPEN_QUESTION, QuestionState.WITHDRAWN),
    Step.EXPIRED: (frozenset({QuestionState.ASKED}), QuestionState.EXPIRED),
    Step.CLIENT_DECLINED: (frozenset({QuestionState.ACCEPTED}), QuestionState.WITHDRAWN),
    Step.THERAPIST_LEFT: (LIVE_QUESTION, QuestionState.WITHDRAWN),
    Step.CLOSED: (LIVE_QUESTION, QuestionState.WITHDRAWN),
    Step.PLACED: (frozenset({QuestionState.ACCEPTED}), QuestionState.PLACED),
}

# Steps of a question that are steps of its request as well. The others leave the request where it stands, except
# that a yes taken back (by either side, before the place is confirmed) leaves a request that nobody is asked for.
MOVES_REQUEST = frozenset({Step.QUEUED, Step.ASKED, Step.ACCEPTED, Step.CLIENT_DECLINED, Step.PLACED})
TAKES_BACK_YES = frozenset({Step.DECLINED, Step.WITHDRAWN, Step.THERAPIST_LEFT})


class StepRefused(Exception):  # noqa: N818 - reads as the sentence it is
    """A step does not follow from where things stand; usually somebody else was first."""

    def __init__(self, step: Step, state: StrEnum) -> None:
        super().__init__(f"{step} does not follow {state}")
        self.step, self.state = step, state


def request_after(state: RequestState, step: Step) -> RequestState:
    """Return the state of a request after `step`; raise StepRefused when the step does not follow."""
    allowed, after = REQUEST_STEPS.get(step, (frozenset(), None))
    if state not in allowed:
        raise StepRefused(step, state)
    return after or state


def question_after(state: QuestionState, step: Step) -> QuestionState:
    """Return the state of a question after `step`; raise StepRefused when the step does not follow."""
    allowed, after = QUESTION_STEPS.get(step, (frozenset(), None))
    if state not in allowed:
        raise StepRefused(step, state)
    return after or state


def request_after_question(state: RequestState, step: Step) -> RequestState:
    """Return the state of a request after a step of one of its questions; raise StepRefused when it does not follow."""
    if step in MOVES_REQUEST:
        return request_after(state, step)
    if state == RequestState.ACCEPTED and step in TAKES_BACK_YES:
        return RequestState.OPEN
    return state


def shown_as(request: RequestState, questions: Iterable[str]) -> RequestState:
    """Return the state to read to people: asked, when nobody is asked any more, reads as before the first question.

    `questions` are the states of all its questions; they are looked at only when it matters.
    """
    if request == RequestState.ASKED and not any(state in BEING_ASKED for state in questions):
        return RequestState.OPEN
    return request


class Side(StrEnum):
    """Who has the ball."""

    ASKER = "asker"
    THERAPIST = "therapist"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Ball:
    """Whose turn it is, and what is next (a key that the page turns into a sentence)."""

    side: Side
    next_step: str


def who_has_the_ball(
    request: RequestState, questions: tuple[QuestionState, ...], *, therapist_left: bool = False
) -> Ball:
    """Return whose turn it is in a request whose questions stand as given.

    `therapist_left`: who treats has no role any more; then the organisation that asked sees to it.
    """
    match request:
        case RequestState.PLACED | RequestState.STARTED if therapist_left:
            return Ball(Side.ASKER, "take_over")
        case RequestState.DRAFT:
            return Ball(Side.ASKER, "finish")
        case RequestState.OPEN:
            return Ball(Side.ASKER, "ask")
        case RequestState.ASKED:
            if any(state in BEING_ASKED for state in questions):
                return Ball(Side.THERAPIST, "answer")
            return Ball(Side.ASKER, "ask")
        case RequestState.ACCEPTED:
            return Ball(Side.ASKER, "confirm")
        case RequestState.PLACED:
            return Ball(Side.THERAPIST, "start")
        case RequestState.STARTED:
            return Ball(Side.THERAPIST, "end")
        case _:
            return Ball(Side.NOBODY, "done")
