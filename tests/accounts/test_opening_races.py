"""Many doors opened at once by one person: the budget of a day lets nobody through who came too late."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from django.db import connection, transaction

from drakentemmers.accounts.actions.opening import Frozen, open_record
from drakentemmers.accounts.models import DayBudget, Freeze, Opening, User
from drakentemmers.accounts.rules import Role
from drakentemmers.audit.models import Event
from drakentemmers.matching.models import TreatmentRequest
from tests.factories.accounts import person_with
from tests.factories.matching import open_request_by
from tests.thoroughness import AT_ONCE, ROUNDS

pytestmark = pytest.mark.django_db(transaction=True)


def test_no_race_lets_more_through_than_the_budget(now: datetime, settings):
    settings.VIEW_BUDGETS, settings.VIEW_BUDGET_OTHERWISE = {}, 10
    settings.VIEW_BUDGET_HOUR_PERCENT = 1000
    owner = person_with(Role.OWNER)
    with transaction.atomic():
        requests = [open_request_by(owner, now=now) for _ in range(AT_ONCE)]
    for round_ in range(ROUNDS):
        reader = person_with(Role.MEMBER, requests[0].organisation)
        together = Barrier(AT_ONCE)

        def opens(pk: str, reader_id: int = reader.pk, together: Barrier = together) -> str:
            try:
                user, record = User.objects.get(pk=reader_id), TreatmentRequest.objects.get(pk=pk)
                together.wait(timeout=20)
                open_record(record, by=user, now=now)
            except Frozen:
                return "frozen"
            finally:
                connection.close()
            return "open"

        with ThreadPoolExecutor(AT_ONCE) as pool:
            outcome = Counter(pool.map(opens, [request.pk for request in requests]))
        assert outcome == {"open": 14, "frozen": AT_ONCE - 14}
        assert DayBudget.objects.get(user=reader).spent == Opening.objects.filter(user=reader).count() == 14
        assert Freeze.objects.filter(user=reader).count() == 1
        done = Event.objects.filter(action="request.read", actor_id=reader.pk, outcome="done")
        assert done.count() == 14, round_
