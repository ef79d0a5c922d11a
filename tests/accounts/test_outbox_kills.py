"""Workers that are killed in the middle: nothing doubled, nothing lost, nothing half written."""

import pytest

from tests.killed import KILLS, found_after_kills

pytestmark = pytest.mark.django_db(transaction=True)


def test_no_mail_is_doubled_or_lost_and_no_news_is_half_written():
    found = found_after_kills("tests.accounts.killing")
    promised = ("doubled", "lost", "not_known", "stuck", "half_writes")
    assert {name: found[name] for name in promised} == dict.fromkeys(promised, 0), found
    assert found["kills"] == KILLS and found["mails"] > 0
