"""The words of matching: what can be asked, in what it is measured, how a list is sorted."""

from enum import StrEnum

from drakentemmers.directory.rules import Setting

NEAR_MISS_AT_MOST = 2
POINT_STEP = 25
STALE_AFTER_DAYS = 14
COMES_TO_THE_CLIENT = frozenset({Setting.SHELTER, Setting.HOMELESS_SHELTER, Setting.MDA})


class Urgency(StrEnum):
    """How soon treatment should start."""

    ACUTE = "acute"
    WITHIN_4_WEEKS = "within_4_weeks"
    REGULAR = "regular"


class NeedName(StrEnum):
    """The rules. Stored as bits, in masks of needs and in what `decisions` finds: only add at the end."""

    GROUP = "group"
    CLIENT_ROLE = "client_role"
    PROBLEM = "problem"
    SETTING = "setting"
    METHOD = "method"
    LANGUAGE = "language"
    GENDER = "gender"
    SESSIONS = "sessions"
    FUNDING = "funding"
    DISTANCE = "distance"
    START = "start"
    CAPACITY = "capacity"
    QUALITY_MARK = "quality_mark"


NEVER_A_WISH = frozenset({NeedName.GROUP})
BIT = {name: 1 << place for place, name in enumerate(NeedName)}


def names_in(bits: int) -> tuple[NeedName, ...]:
    """Return the rules whose bits stand in `bits`, in the order in which they are explained."""
    return tuple(name for name in EXPLAINED if bits & BIT[name])


EXPLAINED = (
    NeedName.GROUP,
    NeedName.CLIENT_ROLE,
    NeedName.PROBLEM,
    NeedName.SETTING,
    NeedName.METHOD,
    NeedName.LANGUAGE,
    NeedName.GENDER,
    NeedName.SESSIONS,
    NeedName.FUNDING,
    NeedName.QUALITY_MARK,
    NeedName.DISTANCE,
    NeedName.START,
    NeedName.CAPACITY,
)


class Measure(StrEnum):
    """In what the two values of the distance rule are given."""

    KM = "km"
    MINUTES = "minutes"
    TRAVEL_RADIUS = "travel_radius"  # asked: the distance in km; offered: how many km the therapist travels


class Order(StrEnum):
    """How a shortlist is sorted among equals in unmet needs and freshness."""

    FIRST_PLACE = "first_place"
    NEAREST = "nearest"
    POINTS = "points"
