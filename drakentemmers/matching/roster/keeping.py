"""One roster per database in every process, made right for the moment before each use.

A transaction that wrote something itself gets a roster of its own, which is thrown away with it: what is not committed
never reaches the shared one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from threading import Lock, RLock
from time import time

from django.db import connections, router

from drakentemmers.directory.models import Professional
from drakentemmers.matching.roster.changes import Position, missing, news_since, where_we_are
from drakentemmers.matching.roster.roster import Roster

FORGOTTEN_AFTER = 3600  # seconds without asking; changes are kept much longer
MOST_AT_ONCE = 5_000  # changed therapists; with more, reading all of them anew is quicker


class Kept:
    """The roster of one database, how far it has read, and when it last asked."""

    def __init__(self) -> None:
        self.lock = RLock()
        self.roster: Roster | None = None
        self.position: Position | None = None
        self.asked_at = 0.0

    def forget(self) -> None:
        self.roster = self.position = None

    def fresh(self, alias: str, on: date, now: datetime) -> Roster:
        """Return a roster that is right for `on` and `now`; call with the lock held."""
        connection = connections[alias]
        long_ago = abs(time() - self.asked_at) > FORGOTTEN_AFTER
        if self.roster is None or self.position is None or long_ago or not self.roster.reaches(on):
            return self._read(alias, on, now)
        news = news_since(connection, self.position)
        if news is None or len(news.therapists) > MOST_AT_ONCE:
            return self._read(alias, on, now)
        roster = self.roster.copy() if news.is_private else self.roster
        if not news.is_private:
            self.asked_at = time()
        try:
            roster.move_to(on, now)
            if news.therapists:
                roster.refresh(news.therapists, now)
        except BaseException:
            if roster is self.roster:
                self.forget()  # half of a change may be in it
            raise
        if not news.is_private:
            self.position = news.position
        return roster

    def _read(self, alias: str, on: date, now: datetime) -> Roster:
        connection = connections[alias]
        position, is_private = where_we_are(connection)
        roster = Roster.read(on, now)
        if not is_private and not missing(connection):
            self.roster, self.position, self.asked_at = roster, position, time()
        return roster


_kept: dict[tuple[str, str], Kept] = {}
_making = Lock()


@contextmanager
def roster(*, on: date, now: datetime) -> Iterator[Roster]:
    """Give a roster that is right for `on` and `now`; nobody else uses it meanwhile. Take out copies, not columns."""
    alias = router.db_for_read(Professional) or "default"
    key = (alias, str(connections[alias].settings_dict["NAME"]))
    with _making:
        kept = _kept.setdefault(key, Kept())
    with kept.lock:
        yield kept.fresh(alias, on, now)


def forget_rosters() -> None:
    """Throw every roster of this process away."""
    with _making:
        _kept.clear()
