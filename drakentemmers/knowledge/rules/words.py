"""The words by which pages are sorted. Values are stored, those of sets also as bits: only add, at the end."""

from enum import StrEnum


class Kind(StrEnum):
    """What sort of page it is, as readers tell them apart."""

    ARTICLE = "article"
    RESEARCH = "research"
    PRACTICE = "practice"
    INSTRUMENT = "instrument"
    VIDEO = "video"
    THEME = "theme"
    NEWS = "news"
    EVENT = "event"
    PLAIN = "plain"
    NEWSLETTER = "newsletter"


class ReaderRole(StrEnum):
    """For whose work a page is written. It sorts; it never decides who may read."""

    THERAPIST = "therapist"
    SHELTER = "shelter"
    MUNICIPALITY = "municipality"
    SCHOOL = "school"
    PARTNER = "partner"


class Tone(StrEnum):
    """What a box between the text is for."""

    INFO = "info"
    WARNING = "warn"
    DONE = "ok"


class EventForm(StrEnum):
    """Where somebody takes part in an event."""

    ON_SITE = "on_site"
    ONLINE = "online"
    BOTH = "both"
