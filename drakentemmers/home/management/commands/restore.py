"""`drakentemmers restore PATH [--check]`: put a backup back into an empty place, or only try it."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from drakentemmers.home.backup import BackupRefused
from drakentemmers.home.backup.restoring import restore, try_out


class Command(BaseCommand):
    """Nothing that is there is written over. On PostgreSQL as a role that may make databases (--check) or tables."""

    help = "Restore a backup into the empty database and folder of this installation."
    requires_system_checks: list[str] = []  # the database is empty still

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument(
            "--check", action="store_true", help="restore beside the real database, look at it, throw it away"
        )

    def handle(self, *, path: Path, check: bool, **_: Any) -> None:
        try:
            contents, wrong = (try_out if check else restore)(path.absolute())
        except BackupRefused as refused:
            raise CommandError(str(refused)) from None
        if wrong:
            lines = "\n  ".join(wrong)
            raise CommandError(f"what came back is not whole:\n  {lines}")
        what = "can be restored" if check else "is restored"
        self.stdout.write(
            f"The backup of {contents.made_at} {what}: {sum(contents.rows.values())} rows, "
            f"{len(contents.sums) - 1} files, every secret value opens, the log is whole up to {contents.log_head[0]}."
        )
        if not check:
            self.stdout.write(
                "Now run: drakentemmers migrate, deploy/roles.sql (PostgreSQL), drakentemmers purge"
            )
