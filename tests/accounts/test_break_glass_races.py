"""Many guardians at once: one grants, the others hear that it is decided."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from drakentemmers.accounts.access import Reason
from drakentemmers.accounts.actions.breakglass import ask_emergency, grant, refuse
from drakentemmers.accounts.emergency import Stage
from drakentemmers.accounts.models import EmergencyAccess, User
from drakentemmers.accounts.moves import MoveRefused
from drakentemmers.accounts.rules import Role
from drakentemmers.audit.models import Event
from tests.factories.accounts import OrganisationFactory, person_with
from tests.thoroughness import AT_ONCE, ROUNDS

pytestmark = pytest.mark.django_db(transaction=True)


def test_granting_and_refusing_at_once_is_decided_once():
    guardians = [person_with(Role.LOG_MANAGER).pk for _ in range(AT_ONCE)]
    organisation = OrganisationFactory()
    for _ in range(ROUNDS):
        emergency = ask_emergency(
            organisation=organisation,
            asked_for="",
            reason=Reason.SAFETY,
            line="Iemand belt in nood",
            hours=1,
            by=person_with(Role.MEMBER),
            now=timezone.now(),
        )
        together = Barrier(AT_ONCE)

        def decides(number: int, pk: str = emergency.pk, together: Barrier = together) -> str:
            try:
                row, by = EmergencyAccess.objects.get(pk=pk), User.objects.get(pk=guardians[number])
                together.wait(timeout=20)
                (grant if number % 2 else refuse)(emergency=row, by=by, now=timezone.now())
            except MoveRefused:
                return "late"
            finally:
                connection.close()
            return "decided"

        with ThreadPoolExecutor(AT_ONCE) as pool:
            assert Counter(pool.map(decides, range(AT_ONCE))) == {"decided": 1, "late": AT_ONCE - 1}
        emergency.refresh_from_db()
        assert emergency.stage in {Stage.GRANTED, Stage.REFUSED}
        about = Event.objects.about(emergency).exclude(action="emergency.asked")
        assert [event.action for event in about] == [f"emergency.{emergency.stage}"]
