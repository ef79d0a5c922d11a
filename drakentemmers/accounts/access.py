"""May somebody open this sensitive record now? The one definition: pure, without a clock and without a database.

Page, API, print and export all come through it (`actions.opening.open_record`). Threats 4 to 8 of docs/security.md: the
authorised insider. What somebody may see at all is decided before, by `visible_to` and the permissions; this decides
whether it opens now, what it costs, and who hears of it.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

NOTE_AT = 80  # percent of the budget of a day: a soft word to the person
ALERT_AT = 100  # percent: the log managers hear of it
FREEZE_AT = 150  # percent: nothing opens any more until two people have looked
SHORTEST_LINE = 10  # characters of one's own words with a reason
LONGEST_LINE = 200


class Answer(StrEnum):
    """What comes of trying to open a record."""

    OPEN = "open"
    ASK_REASON = "ask_reason"
    UNKNOWN = "unknown"  # the same answer as for what does not exist
    WAIT = "wait"  # too many within an hour
    FROZEN = "frozen"


class Level(IntEnum):
    """Who hears of it. A higher level is told only once a day."""

    QUIET = 0
    NOTE = 1  # the person
    ALERT = 2  # log managers and administrators
    FREEZE = 3  # they too, and the account is frozen


class Reason(StrEnum):
    """Why somebody opens what is not the own work. Stored; never change a value."""

    HELP = "help"
    SAFETY = "safety"
    COMPLAINT = "complaint"
    QUALITY = "quality"
    TECHNICAL = "technical"
    OTHER = "other"


class WhyKept(StrEnum):
    """Why a record is kept from somebody. Stored; never change a value."""

    FAMILY = "family"
    FRIEND = "friend"
    PARTY = "party"  # somebody in the case is, or was, the own partner
    COLLEAGUE = "colleague"  # the client works where the person works
    EARLIER_CLIENT = "earlier_client"
    OTHER = "other"


class WhyFrozen(StrEnum):
    """What froze an account. Stored; never change a value."""

    BUDGET = "budget"
    DECOY = "decoy"
    BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True)
class Reach:
    """Organisations and single records, by id: what is kept from somebody, or what emergency access opens."""

    organisations: frozenset[str] = frozenset()
    subjects: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.organisations or self.subjects)

    def holds(self, organisation_id: str, subject_id: str) -> bool:
        """Tell whether it reaches one record of an organisation."""
        return organisation_id in self.organisations or subject_id in self.subjects


@dataclass(frozen=True, slots=True)
class Budget:
    """How many different records somebody may open: far more than ordinary work asks."""

    day: int
    hour: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known at the moment somebody tries to open one record."""

    budget: Budget
    is_own_work: bool = False
    is_emergency: bool = False  # granted by a second person, and not yet over
    has_reason: bool = False  # given today for this very record
    is_kept_apart: bool = False  # by a conflict of interest
    is_frozen: bool = False
    is_decoy: bool = False
    is_counted: bool = False  # opened today already: costs nothing again
    spent_today: int = 0
    spent_this_hour: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer, whether it costs one of the budget, who hears of it, and what freezes the account, if anything."""

    answer: Answer
    costs: bool = False
    level: Level = Level.QUIET
    freezes: WhyFrozen | None = None


def judge(facts: Facts) -> Verdict:
    """Return what comes of trying to open a record.

    A decoy comes before everything else but a frozen account: nobody meets one in ordinary work. A conflict of interest
    wins from a role, a reason and emergency access alike.
    """
    if facts.is_frozen:
        return Verdict(Answer.FROZEN)
    if facts.is_decoy:
        return Verdict(Answer.FROZEN, level=Level.FREEZE, freezes=WhyFrozen.DECOY)
    if facts.is_kept_apart:
        return Verdict(Answer.UNKNOWN)
    if not (facts.is_own_work or facts.is_emergency or facts.has_reason):
        return Verdict(Answer.ASK_REASON)
    if facts.is_counted:
        return Verdict(Answer.OPEN)
    return _weigh(facts)


def judge_list(facts: Facts, more: int) -> Verdict:
    """Return what comes of seeing `more` records for the first time today in a list, none of them the own work.

    A row of a list says little and asks no reason; whoever pages through them all is met by the same steps.
    """
    if facts.is_frozen:
        return Verdict(Answer.FROZEN)
    return _weigh(facts, more) if more else Verdict(Answer.OPEN)


def _weigh(facts: Facts, more: int = 1) -> Verdict:
    level = level_after(facts.spent_today + more, facts.budget.day)
    if level == Level.FREEZE:
        return Verdict(Answer.FROZEN, level=level, freezes=WhyFrozen.BUDGET)
    if facts.spent_this_hour + more > facts.budget.hour:
        return Verdict(Answer.WAIT, level=Level.ALERT)
    return Verdict(Answer.OPEN, costs=True, level=level)


def level_after(spent: int, per_day: int) -> Level:
    """Return who hears of it when `spent` different records were opened in one day."""
    used = spent * 100
    if used >= FREEZE_AT * per_day:
        return Level.FREEZE
    if used >= ALERT_AT * per_day:
        return Level.ALERT
    return Level.NOTE if used >= NOTE_AT * per_day else Level.QUIET


def budget_of(roles: list[str], per_day: dict[str, int], otherwise: int, hour_percent: int) -> Budget:
    """Return the budget of somebody with these roles: that of the widest role, and its share for one hour."""
    day = max((per_day.get(role, otherwise) for role in roles), default=otherwise)
    return Budget(day, max(1, day * hour_percent // 100))


def may_be_second(*, first: int | None, second: int | None, concerned: int | None) -> bool:
    """Tell whether `second` may complete what `first` began: somebody else, and not whom it is about."""
    return second is not None and second not in (first, concerned)
