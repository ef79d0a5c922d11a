"""What the knowledge base decides by: who may read, what is due, how long and how hard a text reads. Pure."""

from drakentemmers.knowledge.rules.audience import Audience, audiences_open_to
from drakentemmers.knowledge.rules.reviewing import Due, review_due, wrote_along
from drakentemmers.knowledge.rules.words import EventForm, Kind, ReaderRole, Tone

__all__ = [
    "Audience",
    "Due",
    "EventForm",
    "Kind",
    "ReaderRole",
    "Tone",
    "audiences_open_to",
    "review_due",
    "wrote_along",
]
