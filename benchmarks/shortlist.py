"""The shortlist at 3,000 therapists on SQLite: page and read function beside a plain Django loop and the bare query.

    python benchmarks/shortlist.py [THERAPISTS]

First the answers are compared: the same ids in the same order. Then each way runs in turn, and the medians are
printed as ratios of one run on this machine; seconds of another machine say nothing.
"""

import os
import random
import statistics
import sys
import tempfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from time import perf_counter

ROUNDS = 5
SEED = 1


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 3_000
    with tempfile.TemporaryDirectory() as folder:
        start_django(Path(folder))
        seed(count)
        print(f"{count} therapists, seed {SEED}, median of {ROUNDS} rounds")
        for title, query in (
            ("everybody", ""),
            ("one question", "plaats=Almere&voor-wie=child_6_12&binnen=30&methode=emdr&taal=ar"),
        ):
            compare(title, query)


def start_django(folder: Path) -> None:
    """An empty database in `folder`, its tables made straight from the models."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    os.environ["DJANGO_SETTINGS_MODULE"] = "drakentemmers.config.test"
    os.environ["DATABASE_URL"] = f"sqlite:///{folder / 'bench.sqlite3'}"
    import django
    from django.apps import apps
    from django.conf import settings

    django.setup()
    settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
    from django.core.management import call_command

    call_command("migrate", run_syncdb=True, verbosity=0)


def seed(count: int) -> None:
    """Therapists all over the country with an offer, a few taken places and questions."""
    from drakentemmers.directory.models import Place, Professional, WorkLocation
    from drakentemmers.directory.rules import (
        ClientGroup,
        ClientRole,
        Gender,
        Language,
        Method,
        Problem,
        Setting,
    )
    from drakentemmers.kernel.geography import point
    from drakentemmers.matching.models import Offer

    chance = random.Random(SEED)
    now = right_now()

    def some(kind: type, least: int, most: int) -> frozenset:
        return frozenset(chance.sample(list(kind), chance.randint(least, most)))

    def spot() -> dict[str, float]:
        latitude, longitude = chance.uniform(51.2, 53.3), chance.uniform(4.2, 6.9)
        place = point(latitude, longitude)
        return {"latitude": latitude, "longitude": longitude, "x": place.x, "y": place.y, "z": place.z}

    almere = point(52.37, 5.22)
    Place.objects.create(
        geoname_id=1,
        name="Almere",
        search_name="almere",
        latitude=52.37,
        longitude=5.22,
        x=almere.x,
        y=almere.y,
        z=almere.z,
    )
    professionals = [
        Professional(
            id=f"bench{number:07}",
            name=f"Behandelaar {number}",
            groups=some(ClientGroup, 2, 4),
            client_roles=frozenset(ClientRole),
            problems=some(Problem, 1, 2),
            methods=some(Method, 2, 5),
            languages=some(Language, 0, 2) | {Language.DUTCH},
            settings=some(Setting, 1, 3),
            gender=chance.choice(list(Gender)),
        )
        for number in range(count)
    ]
    Professional.objects.bulk_create(professionals, batch_size=500)
    WorkLocation.objects.bulk_create(
        [
            WorkLocation(professional=one, place_name="Plaats", radius_km=25, **spot())
            for one in professionals
            for _ in range(chance.choice([1, 1, 2]))
        ],
        batch_size=500,
    )
    Offer.objects.bulk_create(
        [
            Offer(
                professional=one,
                places=chance.randint(0, 3),
                starts_on=now.date() + timedelta(weeks=chance.randint(-8, 8)),
                confirmed_at=now - timedelta(days=chance.randint(0, 30)),
            )
            for one in professionals
        ],
        batch_size=500,
    )


def right_now() -> datetime:
    from django.utils import timezone

    return timezone.now()


def plain_loop(need, on: date, now: datetime) -> list[str]:
    """The way one would write it first: model objects with what belongs to them, the same rules."""
    from django.conf import settings
    from django.db.models import Prefetch

    from drakentemmers.directory.models import Professional
    from drakentemmers.directory.rules import Gender, Language, ProfessionalKind
    from drakentemmers.kernel.clock import local_date
    from drakentemmers.matching.capacity import first_free, places_per_month
    from drakentemmers.matching.models import Offer, Seat
    from drakentemmers.matching.read.supply import confirmed_since
    from drakentemmers.matching.rules import Supply, WorkPlace, assess, ranked

    offers = Offer.objects.findable(on=on, confirmed_since=confirmed_since(on))
    rows = Professional.objects.filter(is_active=True, offer__in=offers).select_related("offer")
    rows = rows.prefetch_related("work_locations", Prefetch("offer__seats", Seat.objects.live(now)))
    verdicts = []
    for row in rows:
        offer, taken = row.offer, {}
        for seat in offer.seats.all():
            taken[seat.period_start] = taken.get(seat.period_start, 0) + 1
        supply = Supply(
            id=row.pk,
            name=row.name,
            groups=row.groups,
            client_roles=row.client_roles,
            problems=row.problems,
            settings=offer.settings or row.settings,
            methods=row.methods,
            languages=row.languages or frozenset({Language.DUTCH}),
            works_with_interpreter=row.works_with_interpreter,
            gender=Gender(row.gender) if row.gender else None,
            fundings=row.fundings,
            places=tuple(WorkPlace(w.point, w.radius_km, w.place_name) for w in row.work_locations.all()),
            first_place=first_free(offer.terms, taken, on),
            places_per_month=places_per_month(offer.terms),
            max_sessions=offer.max_sessions,
            confirmed_on=local_date(offer.confirmed_at),
            quality_mark=row.quality_mark_until is not None and row.quality_mark_until >= on,
            is_trainee=row.kind == ProfessionalKind.TRAINEE,
            practice_id=row.practice_id or "",
        )
        verdicts.append(assess(need, supply, on=on, stale_after_days=settings.OFFER_STALE_AFTER))
    return [verdict.supply.id for verdict in ranked(verdicts) if verdict.fits]


def compare(title: str, query: str) -> None:
    """Check that the ways agree, then time them in turn."""
    from django.http import QueryDict
    from django.test import Client

    from drakentemmers.kernel.clock import local_date
    from drakentemmers.matching.forms.find import FindForm
    from drakentemmers.matching.read.shortlist import find
    from drakentemmers.matching.read.supply import findable

    now = right_now()
    on = local_date(now)
    form = FindForm(QueryDict(query))
    assert form.is_valid(), form.errors
    need = form.need(on)
    client = Client()
    ours = [verdict.supply.id for verdict in find(need, on=on, now=now).fits]
    assert ours == plain_loop(need, on, now), "the shortlist and the plain loop differ"
    ways: dict[str, Callable[[], object]] = {
        "page": lambda: client.get(f"/behandelaars?{query}"),
        "shortlist": lambda: find(need, on=on, now=now).fits[:20],
        "plain loop": lambda: plain_loop(need, on, now),
        "bare query": lambda: list(findable(on).values_list("pk", flat=True)),
    }
    took: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS + 1):
        for name, way in ways.items():
            start = perf_counter()
            way()
            took[name].append(perf_counter() - start)
    median = {name: statistics.median(times[1:]) for name, times in took.items()}  # the first round warms up
    print(f"\n{title}: {len(ours)} fit; ids and order agree with the plain loop")
    for name, seconds in median.items():
        against = " ".join(
            f"{seconds / median[other]:6.2f} x {other}" for other in ("plain loop", "bare query")
        )
        print(f"  {name:11} {seconds * 1000:8.1f} ms  {against}")


if __name__ == "__main__":
    main()
