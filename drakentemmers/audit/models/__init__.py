"""The log and what proves that it is whole."""

from drakentemmers.audit.models.events import Event, EventQuerySet
from drakentemmers.audit.models.seals import Checkpoint, Seal

__all__ = ["Checkpoint", "Event", "EventQuerySet", "Seal"]
