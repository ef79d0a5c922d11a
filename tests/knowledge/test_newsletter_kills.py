"""Workers that are killed in the middle of a newsletter: nobody gets it twice, nobody is forgotten."""

import pytest

from tests.killed import KILLS, found_after_kills

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_nobody_gets_an_issue_twice_and_nobody_is_forgotten():
    found = found_after_kills("tests.knowledge.killing")
    promised = ("doubled", "lost", "half_writes", "stuck", "failed")
    assert {name: found[name] for name in promised} == dict.fromkeys(promised, 0), found
    assert found["kills"] == KILLS and found["states"]["sent"] > 0
