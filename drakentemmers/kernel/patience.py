"""How long one request waits for a database that says nothing, so that nobody waits for nothing.

A silent database is one that neither answers nor refuses: frozen, or behind a network that swallows everything. The
server's own time limits do not help then, so the waiting is limited here. Outside a request nothing is limited.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic

SECONDS = 4.0  # of silence, in one request altogether
HEALTH_CHECK = 1.0  # for the first word of a connection that was already open
AFTER_SILENCE = 1.0  # requests of this process are refused at once, then one tries again

_left: ContextVar[float | None] = ContextVar("patience_left", default=None)
_silent_until = 0.0  # of this process


@contextmanager
def of_a_request() -> Iterator[None]:
    """Within this a database may be silent for SECONDS; not at all just after it kept another request waiting."""
    token = _left.set(SECONDS if monotonic() >= _silent_until else 0.0)
    try:
        yield
    finally:
        _left.reset(token)


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Within this, wait no longer than `seconds`; what the silence took is taken from the request."""
    before = _left.get()
    limit = seconds if before is None else min(seconds, before)
    token = _left.set(limit)
    try:
        yield
    finally:
        took = limit - (_left.get() or 0.0)
        _left.reset(token)
        if before is not None:
            _left.set(before - took)


def left() -> float | None:
    """Return how many seconds of silence are still borne; None: any number."""
    return _left.get()


def was_silent(seconds: float) -> None:
    """Take `seconds` of silence from what this request bears, and spare the next requests the same."""
    global _silent_until  # noqa: PLW0603  one for the process is the purpose
    _silent_until = monotonic() + AFTER_SILENCE
    if (borne := _left.get()) is not None:
        _left.set(max(0.0, borne - seconds))


def has_spoken() -> None:
    """It answers again: nobody is refused any more."""
    global _silent_until  # noqa: PLW0603
    _silent_until = 0.0
