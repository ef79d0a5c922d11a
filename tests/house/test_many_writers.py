"""Forty at once write, and nobody is told that the database is locked."""

import pytest

from drakentemmers.accounts.models import Organisation
from drakentemmers.audit.models import Event
from tests.home.drilling import Writers

WRITERS, EACH = 40, 5


@pytest.mark.django_db(transaction=True)
def test_forty_writers_meet_no_locked_database(caplog):
    with Writers(WRITERS, each=EACH) as writing:
        writing.finish()
    assert (writing.failed, caplog.messages) == (
        [],
        [],
    )  # sealing comes after the commit and tells in the log
    assert len(writing.acknowledged) == WRITERS * EACH
    kept = set(Organisation.objects.values_list("pk", flat=True))
    assert writing.acknowledged - kept == set()
    assert Event.objects.filter(action="organisation.added").count() == len(kept)
