"""`drakentemmers backup PATH`: the database of one moment and the files, in one file that only its owner can read."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from drakentemmers.home.backup import BackupRefused
from drakentemmers.home.backup.making import make


class Command(BaseCommand):
    """The site may go on meanwhile. Keys are not in it: keep them elsewhere."""

    help = (
        "Write a backup of database and files to PATH, or into the folder PATH under the name of the moment."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("path", type=Path)

    def handle(self, *, path: Path, **_: Any) -> None:
        try:
            made, contents = make(path.absolute(), now=timezone.now())
        except BackupRefused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(
            f"{made}: {sum(contents.rows.values())} rows, {len(contents.sums) - 1} files, "
            f"log up to {contents.log_head[0]}. Keep these keys elsewhere: {', '.join(contents.field_keys)}"
        )
