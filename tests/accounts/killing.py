"""Kills workers in the middle of what they write and send, and counts what came of it.

    python -m tests.accounts.killing KILLS

It needs a migrated database of its own (DATABASE_URL) and prints one line of JSON. A mail server on 127.0.0.1 counts
what it takes. Two workers at a time write news, write digests and send mail, until SIGKILL hits both at a point that is
drawn anew each time: at a word of the talk with the mail server, or some milliseconds after they began. The clock of
the next pair stands one lease further, as if somebody had restarted them later.
"""

import json
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import count
from random import Random

import django

django.setup()

from django.conf import settings  # noqa: E402 - the settings come first
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from drakentemmers.accounts.actions.digest import send_digests  # noqa: E402
from drakentemmers.accounts.actions.notifications import notify  # noqa: E402
from drakentemmers.accounts.actions.outbox_sending import send_due  # noqa: E402
from drakentemmers.accounts.actions.preferences import choose_mail  # noqa: E402
from drakentemmers.accounts.digest import QuietTimes  # noqa: E402
from drakentemmers.accounts.models import Notification, OutgoingMail, User  # noqa: E402
from drakentemmers.accounts.outbox import LEASE, MailKind, MailState  # noqa: E402
from drakentemmers.accounts.topics import CHOOSABLE, How  # noqa: E402
from drakentemmers.kernel.clock import AMSTERDAM  # noqa: E402
from tests.accounts.mail_server import LocalMailServer, local_mail_server  # noqa: E402

WORKERS = 2
WORDS = ("EHLO", "MAIL", "RCPT", "DATA", "TAKEN", "ANSWERED")
LONGEST_LIFE = 10.0  # seconds; who has not said the word by then is killed where he is
READY = "ready"


@dataclass
class Trap:
    """Where the next pair is killed: at the n-th time it says `word`, or after `seconds`."""

    word: str
    times: int
    seconds: float
    sprung: threading.Event

    @classmethod
    def drawn(cls, random: Random) -> "Trap":
        if random.random() < 0.4:
            return cls("", 0, random.uniform(0.0, 0.4), threading.Event())
        return cls(random.choice(WORDS), random.randint(1, 4), LONGEST_LIFE, threading.Event())


class TrappedMailServer(LocalMailServer):
    """Springs the trap in the middle of a talk. A pair is killed once: by the trap, or by who disarms it."""

    trap: Trap | None = None
    workers: tuple[int, ...] = ()

    def arm(self, trap: Trap, workers: tuple[int, ...]) -> None:
        with self.lock:
            self.trap, self.workers = trap, workers

    def disarm(self) -> bool:
        """Kill the pair unless the trap did; tell whether it did."""
        with self.lock:
            was_sprung, self.trap = self.trap is None, None
            if not was_sprung:
                kill(self.workers)
        return was_sprung

    def heard(self, command: str) -> None:
        super().heard(command)
        with self.lock:
            trap = self.trap
            if trap is None or trap.word != command:
                return
            trap.times -= 1
            if trap.times == 0:
                kill(self.workers)
                self.trap = None
                trap.sprung.set()


def kill(workers: tuple[int, ...]) -> None:
    for worker in workers:
        os.kill(worker, signal.SIGKILL)


def moment_of(begin: datetime, pair: int) -> datetime:
    """When a pair works: one lease after the pair before it."""
    return begin + pair * (LEASE + timedelta(seconds=1))


def use_mail_server(port: int) -> None:
    settings.EMAIL_BACKEND = "drakentemmers.accounts.mail_server.SmtpBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", port, False


def nursery(port: int, begin: datetime) -> None:
    """Fork a pair of workers for every line on standard input, and tell their numbers."""
    use_mail_server(port)
    connection.close()
    for pair, _line in enumerate(sys.stdin):
        now = moment_of(begin, pair)
        workers = [fork_worker(now, pair * WORKERS + number) for number in range(WORKERS)]
        say(*workers)
        for worker in workers:
            os.waitpid(worker, 0)


def say(*words: object) -> None:
    """Write one line in one piece: three processes share this end of the pipe."""
    os.write(sys.stdout.fileno(), (" ".join(map(str, words)) + "\n").encode())


def fork_worker(now: datetime, seed: int) -> int:
    worker = os.fork()
    if worker == 0:
        work(now, Random(seed))
    return worker


def work(now: datetime, random: Random) -> None:
    """Write and send until death."""
    people = list(User.objects.order_by("pk"))
    say(READY)
    for step in count():
        moment = now + timedelta(milliseconds=step)
        notify(
            user=random.choice(people),
            topic=random.choice(["matching.asked", "matching.placed", "security.device"]),
            text="Nieuws.",
            path="/mijn",
            now=moment,
            subject="Nieuws",
            mail="Er is nieuws.",
        )
        if step % 3 == 0:
            send_digests(now=moment)
        send_due(now=moment, limit=3)


def invite_people(now: datetime) -> None:
    """Some hear at once, some once a day, and some have quiet hours that end soon."""
    hour = now.astimezone(AMSTERDAM).hour
    soon = QuietTimes(time(hour), time((hour + 1) % 24))
    for number in range(6):
        user = User.objects.create_user(f"persoon{number}@voorbeeld.example", name=f"Persoon {number}")
        how = How.DAILY if number < 2 else How.AT_ONCE
        quiet = soon if number % 2 else QuietTimes(time(0), time(0))
        choose_mail(user=user, how=dict.fromkeys(CHOOSABLE, how), quiet=quiet, by=user, now=now)


def run(kills: int) -> dict[str, object]:
    """Kill so many pairs, let one worker finish in peace, and return what was found."""
    begin = timezone.now()
    invite_people(begin)
    connection.close()
    random, where = Random(kills), Counter[str]()
    with local_mail_server(TrappedMailServer) as server:
        command = [
            sys.executable,
            "-m",
            "tests.accounts.killing",
            "nursery",
            str(server.port),
            begin.isoformat(),
        ]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
        ) as process:
            try:
                for _ in range(kills):
                    where[kill_one_pair(process, server, Trap.drawn(random))] += 1
                process.stdin.close()
            except BaseException:
                os.killpg(process.pid, signal.SIGKILL)  # whatever happened, nobody is left alive
                raise
        use_mail_server(server.port)
        after = moment_of(begin, kills) + timedelta(days=1)
        send_digests(now=after)
        send_due(now=after, limit=1_000_000)
        return found(server) | {"kills": kills, "where": dict(where)}


def kill_one_pair(process: subprocess.Popen[str], server: TrappedMailServer, trap: Trap) -> str:
    """Have a pair born, kill it, and return the word at which it died."""
    process.stdin.write("\n")
    process.stdin.flush()
    said = [process.stdout.readline().split() for _ in range(1 + WORKERS)]
    [workers] = [tuple(map(int, words)) for words in said if words != [READY]]
    server.arm(trap, workers)
    trap.sprung.wait(trap.seconds)
    return trap.word if server.disarm() else "somewhere"


def found(server: LocalMailServer) -> dict[str, object]:
    """Compare the outbox with what the mail server took, and the news with the outbox."""
    mails = list(OutgoingMail.objects.all())
    taken = {mail.pk: server.taken[mail.message_id] for mail in mails}
    not_to_be_there = {MailState.WAITING, MailState.FAILED, MailState.DROPPED}
    unknown = set(server.taken) - {mail.message_id for mail in mails}
    return {
        "mails": len(mails),
        "digests": sum(mail.kind == MailKind.DIGEST for mail in mails),
        "states": dict(Counter(mail.state for mail in mails)),
        "doubled": sum(number > 1 for number in server.taken.values()),
        "lost": sum(mail.state == MailState.SENT and taken[mail.pk] == 0 for mail in mails),
        "not_known": len(unknown)
        + sum(mail.state in not_to_be_there and taken[mail.pk] > 0 for mail in mails),
        "stuck": sum(mail.state in {MailState.CLAIMED, MailState.HANDING_OVER} for mail in mails),
        "half_writes": half_writes(mails),
    }


def half_writes(mails: list[OutgoingMail]) -> int:
    """Count news without its mail, mail without its news, and news that is both mailed and waiting."""
    lines = Counter(Notification.objects.values_list("mail", flat=True))
    orphans = sum(lines[mail.pk] == 0 for mail in mails)
    crowded = sum(lines[mail.pk] != 1 for mail in mails if mail.kind != MailKind.DIGEST)
    neither = Notification.objects.filter(mail__isnull=True, mail_at__isnull=True).count()
    both = Notification.objects.filter(mail__isnull=False, mail_at__isnull=False).count()
    return orphans + crowded + neither + both


if __name__ == "__main__":
    if sys.argv[1] == "nursery":
        nursery(int(sys.argv[2]), datetime.fromisoformat(sys.argv[3]))
    else:
        print(json.dumps(run(int(sys.argv[1]))))
