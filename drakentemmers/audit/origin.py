"""From where the present work comes: network address, route and request. Kept beside the thread, not passed along."""

import os
import socket
import sys
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a deed came in. All empty for work that no request asked for, such as a nightly command."""

    address: str = ""  # network address of whoever asked, as our own proxies saw it
    request_id: str = ""
    route: str = ""  # name of the route, never the address itself: that may hold a token


NOWHERE = Origin()
current: ContextVar[Origin] = ContextVar("origin", default=NOWHERE)


def current_origin() -> Origin:
    """Return where the present work comes from."""
    return current.get()


def process_name() -> str:
    """Return which process works: machine, number, and the command it was started with."""
    return _named(os.getpid())


@lru_cache(maxsize=4)  # a process that forks gets a number of its own
def _named(number: int) -> str:
    words = [Path(sys.argv[0]).name, *sys.argv[1:2]] if sys.argv else []
    return f"{socket.gethostname()}:{number} {' '.join(words)}"[:80].strip()
