"""What PostgreSQL commits out of order reaches every roster, and once: whoever still runs is waited for."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from drakentemmers.directory.models import Professional
from drakentemmers.matching.capacity import OfferState
from drakentemmers.matching.models import Offer, RosterChange
from drakentemmers.matching.roster.changes import News, Position, news_since, where_we_are
from tests.matching.fresh_rosters import assert_fresh, by_roster, elsewhere, noor

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
]


def numbered() -> int:
    """Return the number of this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        return cursor.fetchone()[0]


def change(professional: Professional, **fields: object) -> None:
    Offer.objects.filter(professional=professional).update(**fields)


def test_a_transaction_that_began_first_and_commits_last_is_not_overlooked():
    first, second = noor(), noor()
    by_roster()
    with transaction.atomic():
        change(first, state=OfferState.CLOSED)
        elsewhere(lambda: change(second, places=3))
        elsewhere(lambda: assert_fresh("the second is seen before the first is committed"))
    assert_fresh("the first is seen although its number is lower")


def test_what_is_read_is_not_sent_again_while_a_transaction_stays_open():
    first, second = noor(), noor()
    with transaction.atomic():
        change(first, state=OfferState.CLOSED)
        own = numbered()
        elsewhere(lambda: _read_twice(lambda: change(second, places=3), second, waits_for=own))
        position, is_private = where_we_are(connection)
        assert position is not None and is_private
        change(first, places=2)
    # what it wrote before and after it asked
    assert news_since(connection, position).therapists == (first.pk,)


def _read_twice(deed: Callable[[], object], who: Professional, *, waits_for: int) -> None:
    before, _ = where_we_are(connection)
    deed()
    news = news_since(connection, before)
    assert (news.therapists, news.position.seen) == ((who.pk,), frozenset())
    for position in (before, news.position):
        assert waits_for >= position.number or waits_for in position.running
    with CaptureQueriesContext(connection) as asked, connection.cursor() as cursor:
        again = news_since(connection, news.position)
        cursor.execute(asked.captured_queries[0]["sql"])
        rows = cursor.fetchall()
    assert again.therapists == ()
    assert [row[4] for row in rows] == [None]  # one line, of no change


def test_where_nobody_says_who_runs_what_was_seen_is_not_told_again():
    first, second = noor(), noor()
    with transaction.atomic():
        change(first, state=OfferState.CLOSED)
        own = numbered()
        elsewhere(lambda: change(second, places=3))
        here, _ = where_we_are(connection)
        replica = Position(here.life, own)  # a replica keeps the oldest that runs, and what it saw after that
        told = elsewhere_news(replica)
        assert told.therapists == (second.pk,)
        seen = replace(replica, seen=frozenset(change_ids(second)))
        assert elsewhere_news(seen).therapists == ()
    assert news_since(connection, seen).therapists == (first.pk,)


def elsewhere_news(position: Position) -> News:
    """Return what another process hears."""
    heard: list[News] = []
    elsewhere(lambda: heard.append(news_since(connection, position)))
    return heard[0]


def change_ids(professional: Professional) -> list[int]:
    return list(RosterChange.objects.filter(professional_id=professional.pk).values_list("pk", flat=True))
