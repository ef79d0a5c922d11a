"""Workers that are killed while they ask, answer, place and end: only whole deeds stay."""

import pytest

from tests.killed import KILLS, found_after_kills

pytestmark = pytest.mark.django_db(transaction=True)


def test_no_deed_in_a_request_is_half_written():
    found = found_after_kills("tests.matching.killing")
    promised = ("failed", "half_writes", "log_faults")
    assert {name: found[name] for name in promised} == dict.fromkeys(promised, 0), found
    assert found["kills"] == KILLS and found["requests"] > 0
