"""Many at once on the outbox and on digests: nothing twice, nothing lost. Real threads, real rows."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time, timedelta
from functools import partial
from threading import Barrier

import pytest
from django.core.mail import EmailMessage
from django.db import connection, transaction

from drakentemmers.accounts.actions.digest import compose, send_digests
from drakentemmers.accounts.actions.notifications import notify
from drakentemmers.accounts.actions.outbox import queue_mail
from drakentemmers.accounts.actions.outbox_office import drop, send_again
from drakentemmers.accounts.actions.outbox_sending import send_due, send_first_time
from drakentemmers.accounts.actions.preferences import choose_mail
from drakentemmers.accounts.digest import QuietTimes
from drakentemmers.accounts.models import Notification, OutgoingMail
from drakentemmers.accounts.outbox import MailState
from drakentemmers.accounts.topics import CHOOSABLE, How
from tests.factories.accounts import UserFactory
from tests.thoroughness import AT_ONCE, ROUNDS

pytestmark = pytest.mark.django_db(transaction=True)
NEVER = QuietTimes(time(0), time(0))
MAILS = 8


def all_at_once(deeds: list[Callable[[], object]]) -> list[object]:
    """Run every deed in a thread of its own, all starting together; return what they returned."""
    together = Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> object:
        try:
            together.wait(timeout=20)
            return deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def written(now: datetime, number: int) -> list[OutgoingMail]:
    """Write so many mails in one transaction, without starting a worker."""
    with transaction.atomic():
        return [
            queue_mail(
                to=f"p{n}@voorbeeld.example",
                subject="Een",
                text="Kijk.",
                kind="notice",
                now=now,
                at_once=False,
            )
            for n in range(number)
        ]


def ids(messages: list[EmailMessage]) -> Counter[str]:
    return Counter(message.extra_headers["Message-ID"] for message in messages)


def states() -> Counter[str]:
    return Counter(OutgoingMail.objects.values_list("state", flat=True))


def test_many_workers_send_every_mail_once(now: datetime, mailoutbox):
    for _ in range(ROUNDS):
        mailoutbox.clear()
        mails = written(now, MAILS)
        runs = all_at_once([partial(send_due, now=now)] * AT_ONCE)
        assert sum(run.sent for run in runs) == MAILS
        assert ids(mailoutbox) == {mail.message_id: 1 for mail in mails}
    assert states() == {"sent": MAILS * ROUNDS}


def test_the_task_of_a_mail_run_by_many_and_a_worker_beside_it_send_it_once(now: datetime, mailoutbox):
    for _ in range(ROUNDS):
        mailoutbox.clear()
        [mail] = written(now, 1)
        first = [partial(send_first_time, pk=mail.pk, now=now)] * (AT_ONCE // 2)
        all_at_once([*first, *[partial(send_due, now=now)] * (AT_ONCE // 2)])
        assert ids(mailoutbox) == {mail.message_id: 1}


def test_of_many_administrators_one_decides(now: datetime):
    deeds = {send_again: MailState.SENT, drop: MailState.DROPPED}
    for _ in range(ROUNDS):
        [mail] = written(now, 1)
        OutgoingMail.objects.filter(pk=mail.pk).update(state=MailState.UNSURE, ended_at=now)
        choices = [partial(deed, mail=mail, by=None, now=now) for deed in deeds] * (AT_ONCE // 2)
        answers = all_at_once(choices)
        assert Counter(answers) == {True: 1, False: AT_ONCE - 1}
        chosen = choices[answers.index(True)].func
        send_due(now=now)
        assert OutgoingMail.objects.get(pk=mail.pk).state == deeds[chosen]


def test_many_composers_write_one_digest(now: datetime):
    for round_ in range(ROUNDS):
        user = UserFactory()
        with transaction.atomic():
            for _ in range(MAILS):
                tell(user, now.replace(hour=22))
        due = now + timedelta(days=1)
        answers = all_at_once(
            [
                *[partial(compose, user=user, now=due)] * (AT_ONCE // 2),
                *[partial(send_digests, now=due)] * (AT_ONCE // 2),
            ]
        )
        assert sum(answers) == 1
        assert OutgoingMail.objects.filter(user=user).count() == 1
        assert Notification.objects.filter(mail__isnull=False).count() == MAILS * (round_ + 1)


def test_choosing_while_digests_are_written_loses_no_line(now: datetime):
    for _ in range(ROUNDS):
        user, due = UserFactory(), now + timedelta(days=1)
        for _line in range(MAILS):
            tell(user, now.replace(hour=22))
        ways = [How.AT_ONCE, How.DAILY, How.WEEKLY]
        choices = [
            partial(choose_mail, user=user, how=dict.fromkeys(CHOOSABLE, way), quiet=NEVER, by=user, now=due)
            for way in ways
        ]
        all_at_once([*choices * (AT_ONCE // 6), *[partial(compose, user=user, now=due)] * (AT_ONCE // 2)])
        send_digests(now=due + timedelta(days=9))
        lines = Notification.objects.filter(user=user)
        assert lines.filter(mail__isnull=False, mail_at__isnull=True).count() == MAILS


def tell(user, now: datetime) -> None:
    notify(
        user=user,
        topic="matching.asked",
        text="Een vraag.",
        path="/mijn",
        now=now,
        subject="Een",
        mail="Kijk.",
    )
