"""Many log managers at once on one look: one of them signs it off."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection

from drakentemmers.accounts.models import User
from drakentemmers.audit.models import Event
from drakentemmers.audit.read.verification import verify
from drakentemmers.insight.actions.reviews import AlreadySignedOff, sign_off
from drakentemmers.insight.models import Review
from drakentemmers.insight.rules import Verdict
from tests.insight.logbook import log_manager
from tests.thoroughness import AT_ONCE, ROUNDS


@pytest.mark.django_db(transaction=True)
def test_one_of_many_signs_a_look_off(now: datetime):
    managers = [log_manager() for _ in range(AT_ONCE)]
    for number in range(1, ROUNDS + 1):
        review = Review.objects.create(
            event_id=number, week=now.date(), actor_id="0", drawn_at=now, due_at=now + timedelta(days=14)
        )
        assert _all_at_once(review, managers, now) == {"done": 1, "late": AT_ONCE - 1}
    assert Event.objects.filter(action="review.signed_off").count() == ROUNDS
    assert verify().is_whole


def _all_at_once(review: Review, managers: list[User], now: datetime) -> Counter[str]:
    together = Barrier(len(managers))

    def run(manager: User) -> str:
        try:
            together.wait(timeout=30)
            sign_off(review=review, verdict=Verdict.IN_ORDER, by=manager, now=now)
        except AlreadySignedOff:
            return "late"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(managers)) as pool:
        return Counter(pool.map(run, managers))
