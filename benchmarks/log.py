"""How long it takes to verify the log, beside a bare read of the same rows, and what writing an event costs.

    python benchmarks/log.py [EVENTS]     (1,000,000 unless said otherwise; DATABASE_URL for PostgreSQL)

The events are made in bulk with hashes and seals of their own, then verified as `drakentemmers verify_log` does. The
ratio is of one run on this machine; the seconds are held against the promise of 60 for a million.
"""

import os
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time

PROMISE_SECONDS = 60  # for a million
BATCH = 10_000
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        start_django(Path(folder))
        print(f"writing {count} events")
        seed(count)
        bare = timed(read_bare, count)
        processor = process_time()
        whole = timed(verify_whole, count)
        processor = process_time() - processor
        promised = PROMISE_SECONDS * count / 1_000_000
        print(f"bare read of events and links   {bare:8.2f} s")
        print(f"verify_log                      {whole:8.2f} s   {whole / bare:.1f} x the bare read")
        print(
            f"  of which this processor       {processor:8.2f} s   the rest is the database, and who else works here"
        )
        print(
            f"promise                         {promised:8.2f} s   {'kept' if whole <= promised else 'NOT KEPT'}"
        )
        cost_of_one(200)
        assert whole <= promised, "verifying took longer than promised"


def start_django(folder: Path) -> None:
    """An empty database in `folder` (or the one of DATABASE_URL, emptied) with the tables of the log."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    os.environ["DJANGO_SETTINGS_MODULE"] = "drakentemmers.config.test"
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder / 'bench.sqlite3'}")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from django.db import connection

    from drakentemmers.audit import guards

    guards.lift(connection)
    with connection.cursor() as cursor:
        for table in guards.TABLES:
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
    guards.put_up(connection)


def seed(count: int) -> None:
    """Events as a busy year writes them, through the very functions that make hashes and seals."""
    from django.utils import timezone

    from drakentemmers.accounts.models import Organisation
    from drakentemmers.audit.actions import record_all
    from drakentemmers.audit.actions.sealing import seal_left_behind

    for begin in range(0, count, BATCH):
        size = min(BATCH, count - begin)
        rows = [Organisation(pk=f"{begin + number:012d}") for number in range(size)]
        at = BEGIN + timedelta(seconds=begin)
        record_all("organisation.changed", rows, by=None, now=at, fields=["about", "phone"], version=begin)
    seal_left_behind(now=timezone.now())


def read_bare(count: int) -> None:
    """Read every column of every event and link, and do nothing with it."""
    from django.db import connection

    from drakentemmers.audit.models import Event, Seal

    for model in (Event, Seal):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {model._meta.db_table} ORDER BY 1")  # noqa: S608 - our own names
            seen = 0
            while rows := cursor.fetchmany(5_000):
                seen += len(rows)
        assert seen == count


def verify_whole(count: int) -> None:
    """Verify, and see that it looked at everything."""
    from drakentemmers.audit.read.verification import verify

    report = verify()
    assert report.is_whole and report.checked == count, report


def cost_of_one(rounds: int) -> None:
    """Print what a deed with one event costs, with the seal after it, beside a bare insert of the same row."""
    from django.db import transaction
    from django.utils import timezone

    from drakentemmers.accounts.models import Organisation
    from drakentemmers.audit.actions import record
    from drakentemmers.audit.models import Event

    def bare() -> None:
        with transaction.atomic():
            Event(at=timezone.now(), action="bench.bare", mac="-", subject_type="-").save(force_insert=True)

    def sealed() -> None:
        with transaction.atomic():
            record("organisation.changed", Organisation(pk="0" * 12), by=None, now=timezone.now())

    times = {
        name: sorted(timed(deed) for _ in range(rounds))[rounds // 2]
        for name, deed in (("bare", bare), ("sealed", sealed))
    }
    print(f"a bare insert                   {times['bare'] * 1000:8.2f} ms")
    print(
        f"an event with its seal          {times['sealed'] * 1000:8.2f} ms  {times['sealed'] / times['bare']:.1f} x"
    )


def timed(deed, *arguments) -> float:
    begin = perf_counter()
    deed(*arguments)
    return perf_counter() - begin


if __name__ == "__main__":
    main()
