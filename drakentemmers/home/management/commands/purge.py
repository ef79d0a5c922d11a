"""`drakentemmers purge`: remove what has been kept long enough. What, and how long, stands on /privacy."""

import argparse
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from drakentemmers.audit.actions.purging import LogNotWhole, count_old_events, purge_events
from drakentemmers.home.actions.purging import purge
from drakentemmers.home.retention import BY_KIND, KEPT


class Command(BaseCommand):
    """Run it every night. Broken off, it goes on where it was when it is run again."""

    help = "Remove what has been kept long enough; each batch leaves a line in the log."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count")
        parser.add_argument(
            "--only", choices=[*BY_KIND], metavar="KIND", help=f"one of: {', '.join(BY_KIND)}"
        )

    def handle(self, *, dry_run: bool, only: str | None, **_: Any) -> None:
        now = timezone.now()
        kinds = [BY_KIND[only]] if only else KEPT
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        console = Console(file=self.stdout._out)
        with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
            for keep in kinds:
                count = keep.over(now).count()
                if count and not dry_run:
                    task = progress.add_task(keep.kind, total=count)
                    count = purge(keep, now=now, tell=lambda some, task=task: progress.advance(task, some))
                self.stdout.write(f"{keep.kind}: {count}")
        if not only:
            self._log(now, dry_run=dry_run)
        if dry_run:
            self.stdout.write("Only counted: nothing was removed.")

    def _log(self, now: datetime, *, dry_run: bool) -> None:
        """The log itself: five years, from its beginning, with a signed checkpoint."""
        if dry_run:
            self.stdout.write(f"log: {count_old_events(now=now)}")
            return
        try:
            self.stdout.write(f"log: {purge_events(now=now)}")
        except LogNotWhole as error:
            raise CommandError(f"The log was left as it is: {error} Run: drakentemmers verify_log") from None
