"""Many at once: for both yeses, with one form, on one link, at one opening. Real threads, real rows."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from threading import Barrier

import pytest
from django.db import connection

from drakentemmers.accounts.models import Membership, User
from drakentemmers.directory.actions.applications import (
    confirm_address,
    send_application,
    withdraw_application,
)
from drakentemmers.directory.actions.applications_office import say_yes, stop
from drakentemmers.directory.actions.applications_opening import open_application, tend_applications
from drakentemmers.directory.actions.applications_steps import LinkUsed, OneYesEach
from drakentemmers.directory.joining import UNDER_WAY, ApplicationState, JoiningStep, JoiningStepRefused
from drakentemmers.directory.models import Application
from tests.factories.joining import approved, confirmed, filled, look, officers, sent
from tests.thoroughness import AT_ONCE, ROUNDS

pytestmark = pytest.mark.django_db(transaction=True)


def all_at_once(deeds: list[Callable[[], object]]) -> Counter[str]:
    """Run every deed in a thread of its own, all starting together; count what came of them by name."""
    together = Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> str:
        try:
            together.wait(timeout=20)
            done = deed()
        except (JoiningStepRefused, OneYesEach, LinkUsed) as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return str(done) if isinstance(done, str | bool) else "done"

    with ThreadPoolExecutor(len(deeds)) as pool:
        return Counter(pool.map(run, deeds))


def fresh(application: Application) -> Application:
    """A copy of one's own, as every request to the site reads it anew."""
    return Application.objects.select_related("user").get(pk=application.pk)


def email(round_: int) -> str:
    return f"ronde{round_}@voorbeeld.example"


def test_both_yeses_come_from_different_people_however_often_they_press(now: datetime):
    for round_ in range(ROUNDS):
        application = confirmed(filled(email=email(round_), numbers={}, kind="trainee"), now=now)
        pair = officers()
        deeds = [
            partial(say_yes, application=fresh(application), by=pair[press % 2], now=now)
            for press in range(AT_ONCE)
        ]
        outcome = all_at_once(deeds)
        assert outcome[JoiningStep.FIRST_YES] == outcome[JoiningStep.SECOND_YES] == 1
        assert sum(outcome.values()) == AT_ONCE
        application.refresh_from_db()
        assert application.state == ApplicationState.WAITING
        assert {application.first_yes_by_id, application.second_yes_by_id} == {user.pk for user in pair}


def test_many_different_forms_for_one_address_leave_one_under_way(now: datetime):
    for round_ in range(ROUNDS):
        form = filled(email=email(round_))
        deeds = [
            partial(send_application, filled=form, form_key=f"{round_}-{tab}", by=None, now=now)
            for tab in range(AT_ONCE)
        ]
        assert all_at_once(deeds) == {"done": AT_ONCE}
        ours = Application.objects.filter(email=email(round_))
        assert (ours.count(), ours.filter(state__in=UNDER_WAY).count()) == (AT_ONCE, 1)


def test_one_form_sent_many_times_is_one_application(now: datetime):
    for round_ in range(ROUNDS):
        form = filled(email=email(round_))
        deed = partial(send_application, filled=form, form_key=f"{round_}", by=None, now=now)
        assert all_at_once([deed] * AT_ONCE) == {"done": AT_ONCE}
        assert Application.objects.filter(email=email(round_)).count() == 1


def test_one_link_opens_one_account(now: datetime):
    for round_ in range(ROUNDS):
        application, token = sent(filled(email=email(round_)), now=now)
        deeds = [
            partial(confirm_address, application=fresh(application), token=token, now=now)
            for _ in range(AT_ONCE)
        ]
        assert all_at_once(deeds) == {"done": 1, "LinkUsed": AT_ONCE - 1}
        assert User.objects.filter(email=email(round_)).count() == 1


def test_an_application_opens_once(now: datetime):
    later = now + timedelta(hours=25)
    for round_ in range(ROUNDS):
        application = approved(
            filled(email=email(round_), kvk_number=f"{10_000_000 + round_}", numbers={}, kind="trainee"),
            now=now,
        )
        deeds = [partial(open_application, application=fresh(application), now=later) for _ in range(AT_ONCE)]
        assert all_at_once(deeds) == {"True": 1, "False": AT_ONCE - 1}
        assert Membership.objects.filter(user=application.user_id).count() == 2
    assert tend_applications(now=later).applications_opened == 0


def test_a_stop_and_an_opening_at_the_same_moment_never_both_happen(now: datetime):
    later = now + timedelta(hours=25)
    for round_ in range(ROUNDS):
        application = approved(
            filled(email=email(round_), kvk_number=f"{10_000_000 + round_}", numbers={}, kind="trainee"),
            now=now,
        )
        officer = officers(1)[0]
        deeds = [partial(open_application, application=fresh(application), now=later) for _ in range(8)]
        deeds += [
            partial(stop, application=fresh(application), text="Wacht.", by=officer, now=later)
            for _ in range(8)
        ]
        deeds += [
            partial(withdraw_application, application=fresh(application), by=application.user, now=later)
            for _ in range(8)
        ]
        all_at_once(deeds)
        application.refresh_from_db()
        opened = Membership.objects.filter(user=application.user_id).exists()
        assert opened == (application.state == ApplicationState.OPEN)
        assert application.steps.filter(step=JoiningStep.OPENED).count() == opened


def test_the_look_of_one_person_is_kept_once(now: datetime):
    application = confirmed(now=now)
    officer = officers(1)[0]
    deeds = [partial(look, fresh(application), officer, now=now) for _ in range(AT_ONCE)]
    assert all_at_once(deeds) == {"done": AT_ONCE}
    assert application.numbers.get().looks.count() == 1
