"""Many at once at saved searches: one telling a fit, one search too many for nobody. Real threads, real rows."""

from collections import Counter
from datetime import datetime, timedelta
from functools import partial

import pytest

from drakentemmers.accounts.rules import Role
from drakentemmers.matching.actions.nearby import count_nearby
from drakentemmers.matching.actions.searches import TooManySearches, save_search
from drakentemmers.matching.actions.tending import tend
from drakentemmers.matching.models import KnownFit, NearbyDemand, SavedSearch
from tests.factories.accounts import person_with
from tests.factories.directory import WorkLocationFactory
from tests.factories.matching import open_request_by, therapist
from tests.factories.searches import QUERY, asking, saved
from tests.matching.test_concurrency import all_at_once
from tests.thoroughness import AT_ONCE, ROUNDS

pytestmark = pytest.mark.django_db(transaction=True)


def test_many_tends_at_once_tell_once(now: datetime):
    search = saved(now)
    tend(now=now)
    for round_ in range(1, ROUNDS + 1):
        therapist(now=now)
        moment = now + timedelta(minutes=round_)
        assert all_at_once([partial(tend, now=moment)] * AT_ONCE) == {"done": AT_ONCE}
        assert search.user.notifications.filter(topic="matching.search_fit").count() == round_
        assert KnownFit.objects.filter(told_at__isnull=False).count() == round_


def test_the_limit_holds_for_many_at_once(now: datetime, settings):
    settings.SAVED_SEARCHES_AT_MOST = 5
    asker = person_with(Role.MEMBER)

    def save(weeks: int) -> None:
        try:
            save_search(name="Tegelijk", by=asker, now=now, **asking(QUERY, now) | {"start_within": weeks})
        except TooManySearches:
            return

    assert all_at_once([partial(save, weeks) for weeks in range(AT_ONCE)]) == Counter(done=AT_ONCE)
    assert SavedSearch.objects.count() == 5


def test_the_same_search_saved_by_many_taps_is_kept_once(now: datetime):
    asker = person_with(Role.MEMBER)
    save = partial(save_search, name="Tegelijk", by=asker, now=now, **asking(QUERY, now))
    assert all_at_once([save] * AT_ONCE) == Counter(done=AT_ONCE)
    assert SavedSearch.objects.count() == 1


def test_many_counts_at_once_are_one(now: datetime):
    professional = therapist(now=now)
    WorkLocationFactory(professional=professional)
    asker = person_with(Role.MEMBER)
    for _ in range(3):
        open_request_by(asker, now=now)
    assert all_at_once([partial(count_nearby, now=now)] * AT_ONCE) == {"done": AT_ONCE}
    assert list(NearbyDemand.objects.values_list("professional", "at_least")) == [(professional.pk, 3)]
