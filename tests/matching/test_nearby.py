"""How many families look for somebody like me: never few, never exact, never to be found out."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from drakentemmers.accounts.rules import Role
from drakentemmers.directory.models import WorkLocation
from drakentemmers.directory.rules import Method
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.actions.nearby import count_nearby
from drakentemmers.matching.models import NearbyDemand, Offer
from drakentemmers.matching.nearby import STEPS, told
from drakentemmers.matching.read.nearby import families_near
from tests.factories.accounts import person_with
from tests.factories.directory import WorkLocationFactory
from tests.factories.matching import open_request_by
from tests.factories.matching import therapist as professional_with_offer
from tests.matching.requesting import signed_in

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def therapist_near(now: datetime, **fields):
    professional = professional_with_offer(now=now, **fields)
    WorkLocationFactory(professional=professional)
    return professional


def ask(now: datetime, count: int, **fields) -> None:
    asker = person_with(Role.MEMBER)
    for _ in range(count):
        open_request_by(asker, now=now, **fields)


@pytest.mark.parametrize(
    ("families", "number"), [(0, 0), (2, 0), (3, 3), (4, 3), (5, 5), (9, 5), (14, 10), (5_000, 1000)]
)
def test_only_whole_steps_are_told(families: int, number: int):
    assert told(families, 3) == number


def test_the_smallest_group_is_a_setting():
    assert [told(families, 7) for families in (6, 7, 9, 10, 11)] == [0, 7, 7, 10, 10]
    assert list(STEPS) == sorted(set(STEPS))


def test_families_are_counted_once_and_few_are_not_told(now: datetime):
    professional = therapist_near(now)
    ask(now, 2)
    ask(now, 3, family="gezin0000001")
    count_nearby(now=now)
    assert families_near(professional, local_date(now)) == 3  # two alone and one family of three
    other = therapist_near(now, methods=frozenset({Method.NET}))
    ask(now, 2, methods=frozenset({Method.NET}))
    count_nearby(now=now + DAY)
    assert families_near(other, local_date(now + DAY)) == 5
    assert families_near(professional, local_date(now + DAY)) == 3


def test_two_families_are_nothing_and_who_does_not_fit_is_told_nothing(now: datetime):
    near, elsewhere = therapist_near(now), professional_with_offer(now=now)
    WorkLocationFactory(professional=elsewhere, latitude=50.85, longitude=5.69, radius_km=5)
    ask(now, 2)
    assert count_nearby(now=now) == 0
    ask(now, 8)
    assert count_nearby(now=now + DAY) == 1
    assert (families_near(near, local_date(now + DAY)), families_near(elsewhere, local_date(now + DAY))) == (
        10,
        0,
    )


def test_moving_about_within_a_day_finds_nothing_out(now: datetime):
    professional = therapist_near(now)
    ask(now, 3)
    count_nearby(now=now)
    seen = []
    for latitude in (50.9, 51.5, 52.0, 53.1):
        WorkLocation.objects.filter(professional=professional).update(latitude=latitude)
        ask(now, 1)
        assert count_nearby(now=now + timedelta(hours=1)) == 0
        seen.append(families_near(professional, local_date(now)))
    assert seen == [3, 3, 3, 3]


def test_one_family_more_or_less_does_not_show(now: datetime):
    professional = therapist_near(now)
    ask(now, 5)
    numbers = []
    for day in range(4):
        count_nearby(now=now + day * DAY)
        numbers.append(families_near(professional, local_date(now + day * DAY)))
        ask(now, 1)
    assert numbers == [5, 5, 5, 5]


def test_an_old_count_is_not_shown(now: datetime):
    professional = therapist_near(now)
    ask(now, 3)
    count_nearby(now=now)
    assert [families_near(professional, local_date(now + days * DAY)) for days in (0, 1, 2)] == [3, 3, 0]


def test_one_tap_confirms_or_adds_a_place():
    now = timezone.now()
    professional = therapist_near(now)
    ask(now, 3)
    count_nearby(now=now)
    browser = signed_in(professional.user)
    for page in ("/mijn", "/mijn/aanbod"):
        text = browser.get(page).content.decode()
        assert "Zeker 3 gezinnen zoeken in jouw buurt" in text
        assert 'action="/mijn/aanbod/erbij"' in text and 'action="/mijn/aanbod/klopt"' in text
    browser.post("/mijn/aanbod/erbij")
    assert Offer.objects.get(professional=professional).places == 2
    Offer.objects.update(places=99)
    browser.post("/mijn/aanbod/erbij")
    assert Offer.objects.get(professional=professional).places == 99
    assert NearbyDemand.objects.count() == 1
