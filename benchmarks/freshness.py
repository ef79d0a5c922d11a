"""Does a search ever miss what was committed before it began? Two writers in processes of their own, one reader.

    python benchmarks/freshness.py [FINDS]

Without DATABASE_URL on an SQLite file. Each writer raises a number in the offer of one therapist, commits, and only
then tells how far it is; on PostgreSQL every third time in a transaction that began long before. The reader first looks
how far they say they are, then takes the roster: a lower number there is a stale answer. Promised: none.
"""

import multiprocessing
import os
import statistics
import sys
import tempfile
from pathlib import Path
from time import perf_counter, sleep

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
THERAPISTS, WRITERS = 300, 2
PAUSE = 0.004  # seconds between two writes
NEWS = ("nothing new", "something new")


def main() -> None:
    finds = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DJANGO_SETTINGS_MODULE"] = "drakentemmers.config.test"
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/fresh.sqlite3")
        start_django()
        from django.conf import settings
        from django.core.management import call_command

        settings.MIGRATION_MODULES = dict.fromkeys(app_labels())
        call_command("migrate", run_syncdb=True, verbosity=0)
        ids = fill()
        spawn = multiprocessing.get_context("spawn")
        said = [spawn.Value("q", 0) for _ in range(WRITERS)]
        stop = spawn.Event()
        writers = [spawn.Process(target=write, args=(ids[at], said[at], stop, at)) for at in range(WRITERS)]
        for writer in writers:
            writer.start()
        try:
            read(ids, said, finds)
        finally:
            stop.set()
            for writer in writers:
                writer.join(20)


def start_django() -> None:
    import django

    django.setup()


def app_labels() -> list[str]:
    from django.apps import apps

    return [app.label for app in apps.get_app_configs()]


def fill() -> list[str]:
    """Therapists without an account, each with an offer; those of an earlier run go."""
    from django.utils import timezone

    from drakentemmers.directory.models import Professional
    from drakentemmers.directory.rules import ClientGroup
    from drakentemmers.matching.models import Offer

    now = timezone.now()
    Professional.objects.all().delete()
    people = Professional.objects.bulk_create(
        Professional(name=f"Behandelaar {number}", groups=frozenset({ClientGroup.ADULT}))
        for number in range(THERAPISTS)
    )
    Offer.objects.bulk_create(
        Offer(professional=one, starts_on=now.date(), confirmed_at=now, max_sessions=0) for one in people
    )
    return [one.pk for one in people]


def write(pk: str, said: "multiprocessing.Value", stop: "multiprocessing.Event", at: int) -> None:
    """Raise the number, commit, say so; now and then in a transaction that began much earlier."""
    start_django()
    from django.db import connection, transaction

    from drakentemmers.matching.models import Offer

    number = 0
    offer = Offer.objects.filter(professional=pk)
    while not stop.is_set():
        number += 1
        with transaction.atomic():
            if connection.vendor == "postgresql" and number % 3 == at:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_current_xact_id()")
                sleep(PAUSE * 5)
            offer.update(max_sessions=number)
        said.value = number
        sleep(PAUSE)
    connection.close()


def read(ids: list[str], said: list, finds: int) -> None:
    from django.db import connection
    from django.utils import timezone

    from drakentemmers.kernel.clock import local_date
    from drakentemmers.matching.roster import roster

    def bare() -> float:
        begin = perf_counter()
        with connection.cursor() as cursor:
            cursor.execute("SELECT max_sessions FROM matching_offer WHERE professional_id = %s", [ids[0]])
            cursor.fetchone()
        return perf_counter() - begin

    now = timezone.now()
    on = local_date(now)
    with roster(on=on, now=now) as columns:
        rows = [columns.index.row(pk) for pk in ids[:WRITERS]]
    stale, seen, before = 0, [0] * WRITERS, [0] * WRITERS
    times: dict[str, list[float]] = {
        name: [] for name in (*NEWS, "bare SELECT", "bare SELECT after a change")
    }
    while not all(value.value for value in said):
        sleep(PAUSE)
    for number in range(finds):
        committed = [value.value for value in said]
        if number % 2 and committed != before:  # the same moment, at which the writer is busy too
            times["bare SELECT after a change"].append(bare())
        before = committed
        begin = perf_counter()
        with roster(on=on, now=now) as columns:
            took = perf_counter() - begin
            found = [int(columns.therapists.max_sessions[row]) for row in rows]
        stale += any(have < was for have, was in zip(found, committed, strict=True))
        times[NEWS[found != seen]].append(took)
        seen = found
        if number % 10 == 0:
            times["bare SELECT"].append(bare())
    print(
        f"{connection.vendor}: {finds:,} finds while {sum(value.value for value in said):,} changes were made"
    )
    print(f"{stale} stale answers")
    base = sorted(times["bare SELECT"])[int(0.95 * len(times["bare SELECT"]))]
    for name, took in times.items():
        tail = sorted(took)[int(0.95 * (len(took) - 1))] if took else 0
        median = statistics.median(took) if took else 0
        print(
            f"  {name:26} {len(took):7,} times  p50 {median * 1000:7.3f} ms  p95 {tail * 1000:7.3f} ms"
            f"   p95 {tail / base:5.2f} x that of a bare SELECT"
        )
    assert stale == 0, "a stale answer"


if __name__ == "__main__":
    main()
