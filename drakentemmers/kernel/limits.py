"""How often somebody may do something: counted in the database, so that every process and host counts the same."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import Error, connection
from django.utils.crypto import salted_hmac

from drakentemmers.kernel.models import Hits

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` times in every stretch of `seconds`, counted from midnight UTC of 1 January 1970."""

    most: int
    seconds: int

    def stretch(self, now: datetime) -> int:
        """Return the number of the stretch that `now` lies in."""
        return int(now.timestamp()) // self.seconds

    def ends(self, now: datetime) -> datetime:
        """Return when that stretch ends."""
        return datetime.fromtimestamp((self.stretch(now) + 1) * self.seconds, UTC)


def take_turn(what: str, who: str, limits: Sequence[Limit], *, now: datetime) -> int:
    """Count one turn of `who` at `what`; return 0 to go on, else after how many seconds there is a turn again.

    `who` is kept as a keyed hash only. While the database takes no writes nobody is held back: a limit protects the
    site, it must not be what stops it.
    """
    wait = 0
    try:
        for limit in limits:
            if _count(what, who, limit, now) > limit.most:
                wait = max(wait, int((limit.ends(now) - now).total_seconds()) + 1)
    except Error:
        log.warning("turns of %s cannot be counted", what)
    return wait


def _count(what: str, who: str, limit: Limit, now: datetime) -> int:
    """Add one to the count of this stretch and return it, in one statement: many at once are all counted."""
    name = f"{what}:{limit.seconds}:{limit.stretch(now)}"
    key = salted_hmac(f"limits:{name}", who, algorithm="sha256").hexdigest()
    table = connection.ops.quote_name(Hits._meta.db_table)
    ends = connection.ops.adapt_datetimefield_value(limit.ends(now))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (key, hits, ends_at) VALUES (%s, 1, %s) "  # noqa: S608 - the name of our own table
            f"ON CONFLICT (key) DO UPDATE SET hits = {table}.hits + 1 RETURNING hits",
            [key, ends],
        )
        return int(cursor.fetchone()[0])


def forget_turns(*, now: datetime) -> int:
    """Throw away counts of stretches that are over for a day; return how many."""
    return Hits.objects.filter(ends_at__lt=now - timedelta(days=1)).delete()[0]
