"""Kills workers in the middle of a newsletter, and counts who got it twice and who never.

    python -m tests.knowledge.killing KILLS

It needs a migrated database of its own (DATABASE_URL) and prints one line of JSON. A mail server on 127.0.0.1 counts
what it takes. Two workers at a time go on with the sending, write and send, until SIGKILL hits each just before a
statement to the database that was drawn for it. The clock of the next pair stands one lease further.
"""

import json
import os
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

import django

django.setup()

from django.db import OperationalError, connection  # noqa: E402 - the settings come first
from django.utils import timezone  # noqa: E402

from drakentemmers.accounts.actions.outbox_sending import send_due  # noqa: E402
from drakentemmers.accounts.models import OutgoingMail  # noqa: E402
from drakentemmers.accounts.outbox import MailState  # noqa: E402
from drakentemmers.knowledge.actions.newsletter_mails import tend_newsletters  # noqa: E402
from drakentemmers.knowledge.actions.newsletters import resume_sending, stop_sending  # noqa: E402
from drakentemmers.knowledge.models import Delivery, Mailing, Subscription  # noqa: E402
from drakentemmers.knowledge.rules.newsletter import MailingState  # noqa: E402
from tests.accounts.killing import moment_of, use_mail_server  # noqa: E402
from tests.accounts.mail_server import LocalMailServer, local_mail_server  # noqa: E402
from tests.factories import newsletter as news  # noqa: E402

WORKERS = 2
LONGEST_LIFE = 120  # statements; writing a mail takes about eight, sending one about ten
READERS_A_KILL = 8


def fork_worker(now: datetime, seed: int) -> int:
    worker = os.fork()
    if worker == 0:
        try:
            work(now, Random(seed))
        finally:
            traceback.print_exc()
            os._exit(1)  # whoever comes here was not killed but failed
    return worker


def work(now: datetime, random: Random) -> None:
    """Write, send, and now and then stop and go on, until the statement that was drawn."""
    left = random.randint(1, LONGEST_LIFE)

    def until_the_last(execute: Callable[..., Any], *asked: Any) -> Any:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*asked)

    with connection.execute_wrapper(until_the_last):
        while True:
            try:
                one_deed(random, now)
            except OperationalError:  # waited too long for the other worker: nothing was written
                continue


def one_deed(random: Random, now: datetime) -> None:
    mailing = Mailing.objects.get()
    if random.random() < 0.1:
        deed = resume_sending if mailing.state == MailingState.STOPPED else stop_sending
        deed(mailing=mailing, by=None, now=now)
    tend_newsletters(now=now)
    send_due(now=now, limit=random.randint(1, 4))


def run(kills: int) -> dict[str, object]:
    """Kill so many pairs, let one worker finish in peace, and return what was found."""
    begin, topic = timezone.now(), news.topic()
    for _ in range(READERS_A_KILL * kills):
        news.subscriber(topic)
    news.sending(news.issue(topic), begin)
    failed = 0
    with local_mail_server(LocalMailServer) as server:
        use_mail_server(server.port)
        for pair in range(kills):
            connection.close()
            now = moment_of(begin, pair)
            workers = [fork_worker(now, pair * WORKERS + number) for number in range(WORKERS)]
            ends = [os.waitpid(worker, 0)[1] for worker in workers]
            failed += sum(not os.WIFSIGNALED(end) for end in ends)
        finish(moment_of(begin, kills) + timedelta(days=2))
        return found(server) | {"kills": kills, "failed": failed}


def finish(now: datetime) -> None:
    mailing = Mailing.objects.get()
    resume_sending(mailing=mailing, by=None, now=now)
    while Mailing.objects.get().state != MailingState.DONE:
        tend_newsletters(now=now)
        send_due(now=now, limit=1000)


def found(server: LocalMailServer) -> dict[str, object]:
    """Compare who asked for it with what was written and with what the mail server took."""
    mails = {mail.pk: mail for mail in OutgoingMail.objects.all()}
    deliveries = list(Delivery.objects.all())
    written = {delivery.address_key for delivery in deliveries}
    to_whom: Counter[str] = Counter()
    for mail in mails.values():
        to_whom[mail.to] += server.taken[mail.message_id]
    states = Counter(mails[delivery.mail_id].state for delivery in deliveries)
    sent_to = {address for address, times in to_whom.items() if times}
    unsure = {mail.to for mail in mails.values() if mail.state == MailState.UNSURE}
    everybody = {row.address for row in Subscription.objects.all()}
    return {
        "readers": len(everybody),
        "states": dict(states),
        "doubled": sum(times > 1 for times in to_whom.values()),
        "lost": len(everybody - sent_to - unsure),
        "half_writes": len(Subscription.objects.exclude(address_key__in=written))
        + sum(mail.state != MailState.DROPPED and not hasattr(mail, "delivery") for mail in mails.values()),
        "stuck": sum(mail.state in {MailState.CLAIMED, MailState.HANDING_OVER} for mail in mails.values()),
    }


if __name__ == "__main__":
    print(json.dumps(run(int(sys.argv[1]))))
