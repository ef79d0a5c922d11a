"""Many writers at once, and one that is killed between its commit and its seal. Real threads, a real process."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection, transaction

from drakentemmers.accounts.models import Organisation
from drakentemmers.audit.actions import record, record_read
from drakentemmers.audit.actions.sealing import seal_left_behind
from drakentemmers.audit.actions.tending import tend_log
from drakentemmers.audit.models import Event, Seal
from drakentemmers.audit.read.verification import verify
from tests.thoroughness import AT_ONCE, ROUNDS

pytestmark = pytest.mark.django_db(transaction=True)


class Regret(Exception):  # noqa: N818 - reads as the sentence it is
    """Somebody thinks better of it."""


def in_threads(deed: Callable[[int], None]) -> None:
    """Do `deed` for every number, all starting together; an error in one is an error of the test."""
    together = Barrier(AT_ONCE)

    def run(number: int) -> None:
        try:
            for _ in range(ROUNDS):
                together.wait(timeout=60)
                deed(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(run, range(AT_ONCE)))


def test_a_chain_of_many_writers_is_whole(now: datetime):
    subject = Organisation(pk="0" * 12)

    def write(number: int) -> None:
        with transaction.atomic():
            record("organisation.changed", subject, by=None, now=now, number=number)
            if number % 3 == 0:
                record_read(subject, by=None, now=now)

    in_threads(write)
    expected = ROUNDS * (AT_ONCE + AT_ONCE // 3)
    report = verify()
    assert report.is_whole and (report.head, report.waiting) == (expected, 0)


def test_what_was_rolled_back_leaves_nothing_in_the_chain(now: datetime):
    subject = Organisation(pk="0" * 12)
    for number in range(4):
        try:
            with transaction.atomic():
                record("organisation.changed", subject, by=None, now=now)
                if number % 2:
                    raise Regret
        except Regret:
            pass
        with transaction.atomic():
            record("organisation.changed", subject, by=None, now=now)
            try:
                with transaction.atomic():
                    record("organisation.changed", subject, by=None, now=now)
                    raise Regret
            except Regret:
                pass
    report = verify()
    assert report.is_whole and (report.head, report.waiting) == (6, 0)


def test_links_follow_the_order_of_the_commits(now: datetime):
    """The event with the lower id is committed last, as PostgreSQL allows; on SQLite the writers take turns."""
    subject = Organisation(pk="0" * 12)
    written, committed = Barrier(2), Barrier(2)
    overlap = connection.vendor == "postgresql"

    def slow() -> int:
        try:
            with transaction.atomic():
                event = record("organisation.changed", subject, by=None, now=now)
                if overlap:
                    written.wait(timeout=20)
                    committed.wait(timeout=20)
            return event.pk
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(slow)
        if overlap:
            written.wait(timeout=20)
        else:
            first.result()
        quick = record("organisation.changed", subject, by=None, now=now).pk
        if overlap:
            committed.wait(timeout=20)
        ids = [quick, first.result()] if overlap else [first.result(), quick]
    assert list(Seal.objects.order_by("position").values_list("event_id", flat=True)) == ids
    assert (quick > first.result()) and verify().is_whole


def test_two_that_seal_what_was_left_behind_seal_it_once(now: datetime):
    subject = Organisation(pk="0" * 12)
    events = [record("organisation.changed", subject, by=None, now=now) for _ in range(3)]
    in_threads(lambda number: None if number % 2 else seal_left_behind(now=now) and None)
    assert Seal.objects.count() == len(events) and verify().is_whole


KILLED = """
import os, signal, sys, django
django.setup()
from django.db import transaction
from django.utils import timezone
from drakentemmers.accounts.models import Organisation
from drakentemmers.audit.actions import record
with transaction.atomic():
    transaction.on_commit(lambda: os.kill(os.getpid(), signal.SIGKILL))
    record("organisation.changed", Organisation(pk="0" * 12), by=None, now=timezone.now())
"""


def test_what_a_killed_process_left_is_sealed_by_the_next_tend(now: datetime):
    record("organisation.changed", Organisation(pk="0" * 12), by=None, now=now)
    killed = subprocess.run([sys.executable, "-c", KILLED], env=_same_database(), timeout=60, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert (Event.objects.count(), Seal.objects.count()) == (2, 1)
    before = verify()
    assert before.is_whole and before.waiting == 1
    assert tend_log(now=now).events_sealed == 1
    after = verify()
    assert after.is_whole and (after.head, after.waiting) == (2, 0)


def _same_database() -> dict[str, str]:
    name, found = connection.settings_dict["NAME"], connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{name}"
    else:
        who = f"{found['USER']}:{found['PASSWORD']}" if found["PASSWORD"] else found["USER"]
        url = f"postgres://{who}@{found['HOST']}:{found['PORT'] or 5432}/{name}"
    return os.environ | {"DATABASE_URL": url, "PYTHONPATH": str(Path.cwd())}
