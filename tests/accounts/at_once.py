"""Many at once: real threads, real rows."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from drakentemmers.accounts.actions.refusals import Refused


def all_at_once(deeds: Sequence[Callable[[], object]]) -> Counter[str]:
    """Run every deed in a thread of its own, all starting together; count what came of them by name."""
    together = Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> str:
        try:
            together.wait(timeout=60)
            deed()
        except Refused as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(deeds)) as pool:
        return Counter(pool.map(run, deeds))
