"""The course of an application to join: which step may follow which, what is missing for a yes, who may give it. Pure.

Somebody sends a form, proves the e-mail address, and is looked up. Two different people of the network's office say
yes; then a waiting time runs, in which a yes can still be stopped; only then anything opens. More is asked, the
applicant answers, and both yeses begin anew: what was changed is looked at again.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from drakentemmers.directory.rules import Register


class ApplicationKind(StrEnum):
    """As what somebody wants to join."""

    THERAPIST = "therapist"
    TRAINEE = "trainee"
    PARTNER = "partner"  # leads people to treatment, does not treat
    ORGANISATION = "organisation"


class ApplicationState(StrEnum):
    """Where an application stands. The current state is that of its last step."""

    SENT = "sent"  # the e-mail address is not proven yet; the office sees nothing
    CONFIRMED = "confirmed"
    ASKED = "asked"  # the office wants to know more
    FIRST_YES = "first_yes"
    WAITING = "waiting"  # both said yes; the waiting time runs
    OPEN = "open"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"  # never confirmed, or sent once more


class JoiningStep(StrEnum):
    """Something that happened in an application; every step is a dated row with its author."""

    SENT = "sent"
    LINK_SENT_AGAIN = "link_sent_again"
    CONFIRMED = "confirmed"
    NUMBER_LOOKED_UP = "number_looked_up"
    REGISTER_ANSWERED = "register_answered"
    PRACTICE_AGREED = "practice_agreed"
    PRACTICE_DECLINED = "practice_declined"
    FIRST_YES = "first_yes"
    SECOND_YES = "second_yes"
    STOPPED = "stopped"  # a yes taken back, or the waiting time broken off
    ASKED = "asked"
    ANSWERED = "answered"
    CORRECTED = "corrected"
    YES_LAPSED = "yes_lapsed"  # what it was said to was corrected
    OPENED = "opened"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    REPLACED = "replaced"  # the same address sent another form before proving itself


class RefusalReason(StrEnum):
    """Why the office says no. The applicant reads it."""

    NOT_IN_REGISTER = "not_in_register"
    MEASURE = "measure"
    NOT_THE_PERSON = "not_the_person"
    NOT_OUR_FIELD = "not_our_field"
    NO_ANSWER = "no_answer"
    OTHER = "other"


class Look(StrEnum):
    """What somebody found who looked a number up in the register itself."""

    FOUND = "found"  # this number, this name, no measure
    OTHER_NAME = "other_name"
    NOT_FOUND = "not_found"
    MEASURE = "measure"


class Missing(StrEnum):
    """What stands in the way of a yes."""

    NO_NUMBER = "no_number"
    NOT_LOOKED_UP = "not_looked_up"
    ONE_PAIR_OF_EYES = "one_pair_of_eyes"
    NOT_AS_SAID = "not_as_said"
    NUMBER_TAKEN = "number_taken"
    KVK_TAKEN = "kvk_taken"
    PRACTICE_WAITS = "practice_waits"
    PRACTICE_SAID_NO = "practice_said_no"


class Bar(StrEnum):
    """Why this very person may not say yes to this application."""

    OWN_APPLICATION = "own_application"
    SAME_ORGANISATION = "same_organisation"
    GAVE_FIRST_YES = "gave_first_yes"


S, J = ApplicationState, JoiningStep
TREATING_KINDS = frozenset({ApplicationKind.THERAPIST, ApplicationKind.TRAINEE})
UNDER_WAY = frozenset({S.SENT, S.CONFIRMED, S.ASKED, S.FIRST_YES, S.WAITING})
AT_THE_OFFICE = UNDER_WAY - {S.SENT}
TO_JUDGE = frozenset({S.CONFIRMED, S.FIRST_YES})  # somebody of the office can say yes
AGREED = frozenset({S.WAITING, S.OPEN})
# A therapist is known by one of these; the AGB code says who is paid, not who may treat.
PROVES_PROFESSION = frozenset({Register.BIG, Register.SKJ, Register.NIP, Register.NVO})
LOOKS_NEEDED = 2  # four eyes on every number
# Before it the form is simply sent anew; after it two people said yes, and only the office can stop that.
CORRECTABLE = frozenset({S.CONFIRMED, S.ASKED, S.FIRST_YES})

STEPS: dict[JoiningStep, tuple[frozenset[ApplicationState], ApplicationState | None]] = {
    J.LINK_SENT_AGAIN: (frozenset({S.SENT}), None),
    J.CONFIRMED: (frozenset({S.SENT}), S.CONFIRMED),
    J.NUMBER_LOOKED_UP: (frozenset({S.CONFIRMED, S.FIRST_YES}), None),
    J.REGISTER_ANSWERED: (frozenset({S.CONFIRMED, S.FIRST_YES}), None),
    J.PRACTICE_AGREED: (frozenset({S.CONFIRMED, S.ASKED, S.FIRST_YES}), None),
    J.PRACTICE_DECLINED: (frozenset({S.CONFIRMED, S.ASKED, S.FIRST_YES}), None),
    J.FIRST_YES: (frozenset({S.CONFIRMED}), S.FIRST_YES),
    J.SECOND_YES: (frozenset({S.FIRST_YES}), S.WAITING),
    J.STOPPED: (frozenset({S.FIRST_YES, S.WAITING}), S.CONFIRMED),
    J.ASKED: (frozenset({S.CONFIRMED, S.FIRST_YES}), S.ASKED),
    J.ANSWERED: (frozenset({S.ASKED}), S.CONFIRMED),
    J.CORRECTED: (CORRECTABLE, None),
    J.YES_LAPSED: (frozenset({S.FIRST_YES}), S.CONFIRMED),
    J.OPENED: (frozenset({S.WAITING}), S.OPEN),
    J.REFUSED: (AT_THE_OFFICE, S.REFUSED),
    J.WITHDRAWN: (UNDER_WAY, S.WITHDRAWN),
    J.EXPIRED: (frozenset({S.SENT}), S.EXPIRED),
    J.REPLACED: (frozenset({S.SENT}), S.EXPIRED),
}
# Steps after which both yeses have to be given again.
CLEARS_YES = frozenset({J.STOPPED, J.ASKED, J.YES_LAPSED})


class JoiningStepRefused(Exception):  # noqa: N818 - reads as the sentence it is
    """A step does not follow from where the application stands; usually somebody else was first."""

    def __init__(self, step: JoiningStep, state: ApplicationState) -> None:
        super().__init__(f"{step} does not follow {state}")
        self.step, self.state = step, state


@dataclass(frozen=True, slots=True)
class NumberFacts:
    """One register number: what each person who looked it up found, and whether somebody else already has it."""

    register: Register
    looks: tuple[Look, ...] = ()  # at most one a person
    is_taken: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an application at the moment somebody wants to say yes."""

    kind: ApplicationKind
    numbers: tuple[NumberFacts, ...] = ()
    kvk_is_taken: bool = False
    joins_existing_practice: bool = False
    practice_agrees: bool | None = None  # None: not said yet


def state_after(state: ApplicationState, step: JoiningStep) -> ApplicationState:
    """Return the state of an application after `step`; raise JoiningStepRefused when the step does not follow."""
    allowed, after = STEPS.get(step, (frozenset(), None))
    if state not in allowed:
        raise JoiningStepRefused(step, state)
    return after or state


def yes_that_follows(state: ApplicationState) -> JoiningStep:
    """Return which yes is the next one, so that one button serves both; raise JoiningStepRefused when none is."""
    step = J.SECOND_YES if state == S.FIRST_YES else J.FIRST_YES
    state_after(state, step)
    return step


def missing_for(step: JoiningStep, facts: Facts) -> tuple[Missing, ...]:
    """Return what stands in the way of the first or the second yes, in the order in which to mend it."""
    found = [*_about_numbers(facts), *_about_looks(step, facts)]
    if facts.kvk_is_taken:
        found.append(Missing.KVK_TAKEN)
    if facts.joins_existing_practice and facts.practice_agrees is False:
        found.append(Missing.PRACTICE_SAID_NO)
    elif facts.joins_existing_practice and facts.practice_agrees is None and step == J.SECOND_YES:
        found.append(Missing.PRACTICE_WAITS)
    return tuple(found)


def _about_numbers(facts: Facts) -> list[Missing]:
    """Without a number in a register of its profession nobody is taken for a therapist; a trainee may have none."""
    found = []
    proven = any(number.register in PROVES_PROFESSION for number in facts.numbers)
    if facts.kind == ApplicationKind.THERAPIST and not proven:
        found.append(Missing.NO_NUMBER)
    if any(number.is_taken for number in facts.numbers):
        found.append(Missing.NUMBER_TAKEN)
    return found


def _about_looks(step: JoiningStep, facts: Facts) -> list[Missing]:
    """One person looked before the first yes, two before the second, and everybody found what was said."""
    looks = [number.looks for number in facts.numbers]
    if any(look != Look.FOUND for each in looks for look in each):
        return [Missing.NOT_AS_SAID]
    if not all(looks):
        return [Missing.NOT_LOOKED_UP]
    if step == J.SECOND_YES and any(len(each) < LOOKS_NEEDED for each in looks):
        return [Missing.ONE_PAIR_OF_EYES]
    return []


def bars_for(
    judge: int,
    *,
    judges_organisations: Collection[str],
    applicant: int | None,
    applicants_organisations: Collection[str],
    gave_first_yes: int | None,
) -> tuple[Bar, ...]:
    """Return why `judge` may not say yes: nobody approves oneself, a colleague, or twice. Ids of people and tenants."""
    found = []
    if judge == applicant:
        found.append(Bar.OWN_APPLICATION)
    if set(judges_organisations) & set(applicants_organisations):
        found.append(Bar.SAME_ORGANISATION)
    if gave_first_yes is not None and judge == gave_first_yes:
        found.append(Bar.GAVE_FIRST_YES)
    return tuple(found)


def opens_at(second_yes_at: datetime, wait: timedelta) -> datetime:
    """Return when the waiting time is over: time for anybody to see that something is not right."""
    return second_yes_at + wait


class Turn(StrEnum):
    """Whose turn it is."""

    APPLICANT = "applicant"
    OFFICE = "office"
    CLOCK = "clock"
    NOBODY = "nobody"


def whose_turn(state: ApplicationState) -> Turn:
    """Return who has to do something now."""
    if state in {S.SENT, S.ASKED}:
        return Turn.APPLICANT
    if state in {S.CONFIRMED, S.FIRST_YES}:
        return Turn.OFFICE
    return Turn.CLOCK if state == S.WAITING else Turn.NOBODY
