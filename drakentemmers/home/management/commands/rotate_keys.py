"""`drakentemmers rotate_keys`: bring every secret value under the key that stands last in FIELD_KEYS."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from drakentemmers.accounts.sealed_factors import SealedFactors
from drakentemmers.audit.actions import record
from drakentemmers.kernel.fields import field_keyring
from drakentemmers.kernel.key_proofs import prove_current_key, wrong_keys
from drakentemmers.kernel.models import KeyProof
from drakentemmers.kernel.rotation import SealedColumn, secret_columns

SHOWN = 10


def sealed_places() -> list[SealedColumn | SealedFactors]:
    """Return everything that is sealed with FIELD_KEYS."""
    return [*map(SealedColumn, secret_columns()), SealedFactors()]


class Command(BaseCommand):
    """The site may go on meanwhile. Broken off, it goes on where it was when it is run again."""

    help = "Bring every secret value under the current key (the last one in FIELD_KEYS)."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing; fail when a value is under another key"
        )

    def handle(self, *, check: bool, **_: Any) -> None:
        if troubles := wrong_keys():
            raise CommandError(" ".join(troubles))
        if not check:
            prove_current_key()
            self._rotate()
        self._tell(check=check)

    def _rotate(self) -> None:
        unreadable: list[str] = []
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        done = 0
        console = Console(file=self.stdout._out)
        with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
            for place in sealed_places():
                task = progress.add_task(str(place), total=place.waiting())
                unreadable += place.rotate(tell=lambda count, task=task: progress.advance(task, count))
                done += int(progress.tasks[task].completed)
        self.stdout.write(f"{done} values brought under the key {field_keyring().current}.")
        if unreadable:
            places = "\n  ".join(unreadable[:SHOWN])
            raise CommandError(
                f"{len(unreadable)} values do not open with any key and were left as they are:\n  {places}"
            )
        if done:
            proof = KeyProof.objects.get(pk=field_keyring().current)
            record("keys.rotated", proof, by=None, now=timezone.now(), values=done)

    def _tell_where(self) -> None:
        """Name each place and key that still holds values."""
        for place in sealed_places():
            for key, count in sorted(place.waiting_by_key().items()):
                self.stdout.write(f"{place}: {count} under the key {key or '(none)'}")

    def _tell(self, *, check: bool) -> None:
        """Say what is left under other keys; with nothing left, let go of their proofs (unless only checking)."""
        left = sum(place.waiting() for place in sealed_places())
        if left:
            self._tell_where()
            advice = "Run it without --check." if check else "Run it again."
            raise CommandError(f"{left} values stand under another key. {advice}")
        unused = KeyProof.objects.exclude(name=field_keyring().current)
        names = ", ".join(sorted(unused.values_list("name", flat=True)))
        if not check:
            unused.delete()
        self.stdout.write(f"All values stand under the key {field_keyring().current}.")
        if names:
            self.stdout.write(f"No longer needed once every process has been restarted: {names}")
