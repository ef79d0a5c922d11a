"""Many at once around one second factor: one agrees, one stops it or it falls, and never both."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.utils import timezone

from drakentemmers.accounts.actions.factor_reset import (
    WrongResetCode,
    agree_to_reset,
    ask_reset,
    let_factors_fall,
    stop_reset,
    use_reset_code,
)
from drakentemmers.accounts.actions.refusals import Refused
from drakentemmers.accounts.factor_reset import ResetStage
from drakentemmers.accounts.models import FactorReset, User
from drakentemmers.accounts.moves import MoveRefused
from drakentemmers.accounts.rules import Role
from drakentemmers.audit.models import Event
from tests.accounts.at_once import all_at_once
from tests.factories.accounts import OrganisationFactory, person_with
from tests.thoroughness import AT_ONCE, ROUNDS

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(hours=24)


class Late(Refused):
    """Somebody else was first."""


def late(deed: Callable[[], object]) -> Callable[[], None]:
    """Return the deed with what comes too late as a refusal."""

    def run() -> None:
        try:
            deed()
        except (MoveRefused, WrongResetCode):
            raise Late from None

    return run


def anew(user: User) -> User:
    return User.objects.get(pk=user.pk)


@pytest.fixture
def administrators() -> list[User]:
    return [person_with(Role.ADMINISTRATOR) for _ in range(AT_ONCE)]


def ask(administrators: list[User], now: datetime) -> FactorReset:
    person = person_with(Role.MEMBER, OrganisationFactory())
    return ask_reset(user=person, line="Gezien op het werk", by=anew(administrators[0]), now=now)


def test_asking_at_once_is_asked_once(administrators):
    for _ in range(ROUNDS):
        now, person = timezone.now(), person_with(Role.MEMBER)
        deeds = [
            lambda by=by, person=person, now=now: ask_reset(
                user=anew(person), line="Gezien op het werk", by=anew(by), now=now
            )
            for by in administrators
        ]

        assert all_at_once(deeds) == Counter({"done": 1, "AlreadyAsked": AT_ONCE - 1})
        assert FactorReset.objects.filter(user=person).count() == 1


def test_agreeing_at_once_makes_one_code(administrators):
    asker = person_with(Role.ADMINISTRATOR)
    for _ in range(ROUNDS):
        now = timezone.now()
        reset = ask([asker], now)
        deeds = [
            late(lambda by=by, reset=reset, now=now: agree_to_reset(reset=reset, by=anew(by), now=now))
            for by in administrators
        ]

        assert all_at_once(deeds) == Counter({"done": 1, "Late": AT_ONCE - 1})
        about = Event.objects.filter(action="factor_reset.waiting", subject_id=str(reset.user_id))
        assert about.count() == 1


def test_a_stop_and_the_fall_at_once_are_one_of_the_two(administrators):
    for _ in range(ROUNDS):
        now = timezone.now()
        reset = ask(administrators, now)
        agree_to_reset(reset=reset, by=anew(administrators[1]), now=now)
        stops = [
            late(lambda by=by, reset=reset, now=now: stop_reset(reset=reset, by=anew(by), now=now + DAY))
            for by in administrators[: AT_ONCE // 2]
        ]
        falls = [lambda now=now: let_factors_fall(now=now + DAY)] * (AT_ONCE // 2)

        all_at_once([*stops, *falls])

        reset.refresh_from_db()
        assert reset.stage in {ResetStage.STOPPED, ResetStage.FALLEN}
        left = Authenticator.objects.filter(user=reset.user_id).count()
        assert left == (1 if reset.stage == ResetStage.STOPPED else 0)
        ends = Event.objects.filter(
            action__in=["factor_reset.stopped", "factor_reset.fallen"], subject_id=str(reset.user_id)
        )
        assert [event.action for event in ends] == [f"factor_reset.{reset.stage}"]


def test_a_code_used_at_once_is_used_once(administrators):
    for _ in range(ROUNDS):
        now = timezone.now()
        reset = ask(administrators, now)
        code = agree_to_reset(reset=reset, by=anew(administrators[1]), now=now)
        let_factors_fall(now=now + DAY)
        person = reset.user
        deed = late(
            lambda person=person, code=code, now=now: use_reset_code(
                user=anew(person), code=code, now=now + DAY
            )
        )

        assert all_at_once([deed] * AT_ONCE) == Counter({"done": 1, "Late": AT_ONCE - 1})
