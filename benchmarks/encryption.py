"""What secret fields cost beside plain ones, and rotating them with the real command while the site answers.

First it shows that it is right: every value is read back, and after rotating under load nothing is lost. Then the
ratios. The rows stand in a database of their own: `DATABASE_URL`, which must be empty, else SQLite in a folder that
goes away. `benchmarks/encryption.py 5000` takes fewer values than 100,000.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

VALUES = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
WRITERS, READERS, VISITORS = 4, 2, 2
ROOT = Path(__file__).resolve().parents[1]
SETTINGS = "benchmarks.rotation_settings"
PAGES = ("/privacy", "/readyz", "/inloggen")
PLAIN, SECRET = "place_name", "street"


def timed(work: Callable[[], object]) -> float:
    """Return how many seconds `work` takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def fill(places: Any) -> dict[str, str]:
    """Make the rows, each with the same text in a plain and in a secret column; return the texts by row."""
    from drakentemmers.directory.models import Professional

    spot = {"latitude": 52.0, "longitude": 5.0, "x": 1, "y": 2, "z": 3}
    spot["professional"] = Professional.objects.create(name="Meting")
    texts = [f"Proefstraat {n}" for n in range(VALUES)]
    rows = [places.model(**{PLAIN: text, SECRET: text}, **spot) for text in texts]
    places.bulk_create(rows, batch_size=2_000)
    return {row.pk: text for row, text in zip(rows, texts, strict=True)}


def all_texts(places: Any) -> dict[str, str]:
    return {row.pk: row.street for row in places.only(SECRET).iterator()}


def ratios(places: Any) -> None:
    """Print what reading and writing cost, a thousand rows at a time, within one transaction each."""
    from django.db import transaction

    def read(name: str) -> object:
        return [getattr(row, name) for row in places.only(name)[:1000]]

    def at_once(name: str) -> object:
        rows = list(places.only(name)[:1000])
        for row in rows:
            setattr(row, name, str(getattr(row, name)))
        return places.bulk_update(rows, [name], batch_size=200)

    @transaction.atomic
    def one_by_one(name: str) -> None:
        for row in places.only(name)[:1000]:
            setattr(row, name, str(getattr(row, name)))
            row.save(update_fields=[name])

    say(f"{'1,000 rows':<24} {'plain ms':>9} {'secret ms':>10} {'ratio':>6}")
    for what, work in {"read": read, "changed at once": at_once, "saved one by one": one_by_one}.items():
        plain, secret = (min(timed(partial(work, name)) for _ in range(5)) * 1000 for name in (PLAIN, SECRET))
        say(f"{what:<24} {plain:>9.1f} {secret:>10.1f} {secret / plain:>6.1f}")


def characters(places: Any) -> None:
    """Print how much longer the column is."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT sum(length({PLAIN})), sum(length({SECRET})) FROM {places.model._meta.db_table}"  # noqa: S608
        )
        plain, secret = cursor.fetchone()
    say(f"{'characters in a column':<24} {plain:>9} {secret:>10} {secret / plain:>6.1f}")


def writer(places: Any, number: int, texts: dict[str, str], over: Event) -> int:
    """Keep changing rows of one's own, checking each before; return how often."""
    from django.db import connection, transaction

    mine, turns = list(texts)[number::WRITERS], 0
    while not over.is_set():
        pk = mine[turns * 97 % len(mine)]
        with transaction.atomic():
            row = places.select_for_update().get(pk=pk)
            assert row.street == texts[pk]
            row.street = f"{number}-{turns}"
            row.save()
        texts[pk] = row.street
        turns += 1
    connection.close()
    return turns


def reader(places: Any, number: int, ids: list[str], over: Event) -> int:
    """Keep reading fifty rows; return how often."""
    from django.db import connection

    turns = 0
    while not over.is_set():
        some = ids[(turns * 531 + number) % len(ids) :][:50]
        assert all(row.street for row in places.filter(pk__in=some))
        turns += 1
    connection.close()
    return turns


def visitor(site: Any, number: int, over: Event) -> tuple[int, int]:
    """Keep asking the site for pages that read secret values and for readiness; return how often, and how often not."""
    good = bad = 0
    while not over.is_set():
        answered = site.get(PAGES[(good + bad + number) % len(PAGES)]).status == 200
        good, bad = good + answered, bad + (not answered)
    return good, bad


def rotate_as_a_process(address: str, keys: str) -> str:
    """Run the real command with the keys of the site; return its last line."""
    command = [sys.executable, "-m", "drakentemmers", "rotate_keys"]
    own = {"DATABASE_URL": address, "ENCRYPTION_BENCH_KEYS": keys, "DJANGO_SETTINGS_MODULE": SETTINGS}
    done = subprocess.run(command, env=os.environ | own, cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout.strip().splitlines()[0]


def rotation_under_load(places: Any, texts: dict[str, str]) -> None:
    """Bring all values under a new key by the command, beside threads that read and write and a site that answers.

    Prints and checks what is lost and which visitors got no answer.
    """
    from django.conf import settings

    from drakentemmers.kernel.keys import new_key
    from drakentemmers.kernel.rotation import waiting
    from tests.killed import address_of_the_database
    from tests.served import served

    address, keys = address_of_the_database(), settings.FIELD_KEYS.strip() + "\n" + new_key("2027")
    settings.FIELD_KEYS = keys
    own = {"ENCRYPTION_BENCH_KEYS": keys, "DJANGO_SETTINGS_MODULE": SETTINGS}
    field, over, ids, said = places.model._meta.get_field(SECRET), Event(), list(texts), []
    with served(address, workers=2, **own) as site, ThreadPoolExecutor(WRITERS + READERS + VISITORS) as pool:
        writing = [pool.submit(writer, places.all(), number, texts, over) for number in range(WRITERS)]
        reading = [pool.submit(reader, places.all(), number, ids, over) for number in range(READERS)]
        visiting = [pool.submit(visitor, site, number, over) for number in range(VISITORS)]
        try:
            seconds = timed(lambda: said.append(rotate_as_a_process(address, keys)))
        finally:
            over.set()
        writes, reads = (sum(done.result() for done in work) for work in (writing, reading))
        good, bad = (sum(counts) for counts in zip(*(done.result() for done in visiting), strict=True))
    found = all_texts(places)
    lost = sum(found[pk] != text for pk, text in texts.items())
    left = waiting(field).count()
    say(
        f"rotated {VALUES} values in {seconds:.1f} s by rotate_keys beside {writes} writes and {reads} reads of 50 "
        f"rows: {lost} lost, {left} under the old key"
    )
    say(f"served {good} pages meanwhile, {bad} not answered")
    assert (lost, left, bad) == (0, 0, 0)


def measure() -> None:
    """Print whether it is right, then what it costs."""
    from django.core.management import call_command

    from drakentemmers.directory.models import WorkLocation

    call_command("migrate", verbosity=0)
    places = WorkLocation.objects.order_by("pk")
    texts = fill(places)
    right = all_texts(places) == texts
    say(f"{VALUES} values read back: {'all equal' if right else 'NOT EQUAL'}")
    assert right
    ratios(places)
    characters(places)
    rotation_under_load(places, texts)


def main() -> None:
    """Measure in a database that is thrown away."""
    with nullcontext() if "DATABASE_URL" in os.environ else tempfile.TemporaryDirectory() as folder:
        if folder:
            os.environ["DATABASE_URL"] = f"sqlite:///{folder}/measure.sqlite3"
        os.environ["DJANGO_SETTINGS_MODULE"] = "drakentemmers.config.test"
        sys.path.insert(0, str(ROOT))
        import django

        django.setup()
        measure()


if __name__ == "__main__":
    main()
