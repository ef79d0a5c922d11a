"""A backup while people write: what was acknowledged before it began must come back."""

import tempfile
import threading
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from time import monotonic

from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from drakentemmers.accounts.models import Organisation
from drakentemmers.audit.actions import record
from drakentemmers.home.backup import archive
from drakentemmers.home.backup.checking import troubles
from drakentemmers.home.backup.databases import put_back, scratch

BREATH = 0.02  # seconds between two deeds of one writer; nobody writes without drawing breath
ENDLESS = 10**9


class Writers:
    """Threads that write an organisation with its line in the log, `each` times; `acknowledged` once committed."""

    def __init__(self, count: int, *, each: int) -> None:
        self.each = each
        self.acknowledged: set[str] = set()
        self.failed: list[str] = []
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self._write, args=(number,)) for number in range(count)]

    def __enter__(self) -> "Writers":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join()

    def wait_for(self, rows: int) -> None:
        """Return once `rows` more were acknowledged."""
        goal = len(self.acknowledged) + rows
        while len(self.acknowledged) < goal and not self.failed:
            self.over.wait(0.01)

    def finish(self) -> None:
        """Return once each of them wrote its whole share."""
        for thread in self.threads:
            thread.join()

    def _write(self, number: int) -> None:
        try:
            for turn in range(self.each):
                if self.over.wait(BREATH):
                    return
                with transaction.atomic():
                    made = Organisation.objects.create(name=f"Praktijk {number}-{turn}")
                    record("organisation.added", made, by=None, now=timezone.now())
                self.acknowledged.add(made.pk)
        except Exception as error:  # noqa: BLE001  counted, whatever it is
            self.failed.append(str(error))
        finally:
            connection.close()


def drill(
    *, writers: int, rounds: int, rows: int, tell: Callable[[str], None] = lambda _: None
) -> dict[str, int]:
    """Make `rounds` backups beside `writers`, `rows` apart; return what was acknowledged, lost and wrong in all."""
    found = dict.fromkeys(("acknowledged", "lost", "troubles", "failed_writes"), 0)
    with tempfile.TemporaryDirectory() as name:
        kept = []
        with Writers(writers, each=ENDLESS) as writing:
            for number in range(rounds):
                writing.wait_for(rows)
                before = set(writing.acknowledged)
                path = Path(name) / f"{number}.backup"
                begun = monotonic()
                call_command("backup", str(path), verbosity=0, stdout=StringIO())
                tell(f"backup {number + 1}: {len(before)} acknowledged, {monotonic() - begun:.1f} s")
                kept.append((path, before))
        found["failed_writes"] = len(writing.failed)
        for failure in writing.failed:
            tell(f"a write failed: {failure}")
        for path, before in kept:
            here, wrong = came_back(path)
            found["acknowledged"] += len(before)
            found["lost"] += len(before - here)
            found["troubles"] += len(wrong)
            for trouble in wrong:
                tell(f"{path.name}: {trouble}")
    return found


def came_back(path: Path) -> tuple[set[str], list[str]]:
    """Restore a backup beside the database; return the organisations in it and what is wrong with it."""
    with tempfile.TemporaryDirectory() as name:
        contents = archive.unpack(path, Path(name))
        with scratch(Path(name)):
            put_back(Path(name) / archive.DATABASE)
            return set(Organisation.objects.values_list("pk", flat=True)), troubles(contents)
