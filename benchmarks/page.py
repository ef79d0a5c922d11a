"""The page of a search over HTTP: eight connections, beside the same page with an empty result, and the search alone.

    python benchmarks/page.py [THERAPISTS] [SECONDS]

The site runs as in deploy/drakentemmers.service (two workers) on the database of DATABASE_URL, which has to be empty;
without it on an SQLite file. Eight connections that stay open ask for both pages in turn. The search alone is timed in
this process, while nobody asks. Everything stays on this machine and ends by itself.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "benchmarks"))

CONNECTIONS, WARM = 8, 3
SETTINGS = "benchmarks.page_settings"
WISHES = "voor-wie=child_6_12&binnen=30&methode=emdr&taal=ar"
FULL, EMPTY = f"plaats=Almere&{WISHES}", f"plaats=Doggersbank&{WISHES}"
FAR_AT_SEA = (55.2, 2.9)  # nobody works within sight of it


def main() -> None:
    therapists = int(sys.argv[1]) if len(sys.argv) > 1 else 30_000
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 60
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DJANGO_SETTINGS_MODULE"] = "drakentemmers.config.test"
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/page.sqlite3")
        subprocess.run(
            [sys.executable, "-m", "drakentemmers", "migrate", "--verbosity=0"], cwd=ROOT, check=True
        )
        import django

        django.setup()
        from shortlist import seed

        seed(therapists)
        add_a_place()
        from django.db import connection

        print(f"{therapists:,} therapists on {connection.vendor}, {CONNECTIONS} connections, two workers")
        compare_answers()
        alone = {name: p50_p95(search_times(query)) for name, query in (("full", FULL), ("empty", EMPTY))}
        connection.close()
        pages = page_times(os.environ["DATABASE_URL"], seconds)
    for name, times in pages.items():
        p50, p95 = p50_p95(times)
        search, tail = alone[name]
        print(
            f"  {name:6} page {len(times):6,} times  p50 {p50:7.1f} ms  p95 {p95:7.1f} ms;  "
            f"the search in it, alone: p50 {search:6.2f} ms  p95 {tail:6.2f} ms"
        )
    ratios = [
        here / there for here, there in zip(p50_p95(pages["full"]), p50_p95(pages["empty"]), strict=True)
    ]
    print(f"  full beside empty: p50 {ratios[0]:.2f} x, p95 {ratios[1]:.2f} x")


def add_a_place() -> None:
    from drakentemmers.directory.models import Place
    from drakentemmers.kernel.geography import point

    latitude, longitude = FAR_AT_SEA
    spot = point(latitude, longitude)
    Place.objects.create(
        geoname_id=2,
        name="Doggersbank",
        search_name="doggersbank",
        latitude=latitude,
        longitude=longitude,
        x=spot.x,
        y=spot.y,
        z=spot.z,
    )


def searched(query: str) -> Callable[[], list]:
    """Return the search that a page does."""
    from django.http import QueryDict
    from django.utils import timezone

    from drakentemmers.kernel.clock import local_date
    from drakentemmers.matching.forms.find import FindForm
    from drakentemmers.matching.read.shortlist import find

    now = timezone.now()
    on = local_date(now)
    form = FindForm(QueryDict(query))
    assert form.is_valid(), form.errors
    need = form.need(on)

    def search() -> list:
        found = find(need, on=on, now=now)
        return [*found.fits[:20], *found.near_misses[:20]]

    return search


def compare_answers() -> None:
    """The full page names who is found, the empty one nobody, and both ask the database equally often at most."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    names = [verdict.supply.name for verdict in searched(FULL)()][:5]
    assert names and not searched(EMPTY)(), "the two questions do not differ as they should"
    client.get(f"/behandelaars?{FULL}")  # what is kept for all pages
    counts = {}
    for name, query in (("full", FULL), ("empty", EMPTY)):
        with CaptureQueriesContext(connection) as asked:
            text = client.get(f"/behandelaars?{query}").content.decode()
        counts[name] = len(asked)
        assert all((one in text) == (name == "full") for one in names), f"the {name} page is not right"
    print(f"  queries: full page {counts['full']}, empty page {counts['empty']}")


def search_times(query: str) -> list[float]:
    search, took = searched(query), []
    for _ in range(200):
        begin = time.perf_counter()
        search()
        took.append(time.perf_counter() - begin)
    return took


def page_times(database: str, seconds: float) -> dict[str, list[float]]:
    """Ask for both pages in turn over connections that stay open."""
    from tests.served import served

    took: dict[str, list[float]] = {"full": [], "empty": []}
    troubles: list[str] = []

    def ask(port: int, until: list[float]) -> None:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=30)
            turn = 0
            while time.monotonic() < until[0]:
                name, query = (("full", FULL), ("empty", EMPTY))[turn % 2]
                begin = time.perf_counter()
                connection.request("GET", f"/behandelaars?{query}", headers={"X-Forwarded-Proto": "https"})
                answer = connection.getresponse()
                answer.read()
                if answer.status != 200:
                    troubles.append(f"{answer.status} for {query}")
                    return
                if turn >= WARM:
                    took[name].append(time.perf_counter() - begin)
                turn += 1
        except OSError as trouble:
            troubles.append(str(trouble))

    with served(database, workers=2, DJANGO_SETTINGS_MODULE=SETTINGS) as site:
        until = [time.monotonic() + seconds]
        askers = [threading.Thread(target=ask, args=(site.port, until)) for _ in range(CONNECTIONS)]
        for asker in askers:
            asker.start()
        for asker in askers:
            asker.join()
    assert not troubles, troubles
    return took


def p50_p95(times: list[float]) -> tuple[float, float]:
    """Return both in milliseconds."""
    return statistics.median(times) * 1000, sorted(times)[int(0.95 * (len(times) - 1))] * 1000


if __name__ == "__main__":
    main()
