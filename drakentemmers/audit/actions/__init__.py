"""Writing in the log: the only way in."""

from drakentemmers.audit.actions.events import Actor, Rows, record, record_all, record_read

__all__ = ["Actor", "Rows", "record", "record_all", "record_read"]
