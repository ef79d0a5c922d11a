"""`drakentemmers read_bounces PATH`: reads the delivery reports that mail servers sent back."""

import argparse
import mailbox
from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from drakentemmers.accounts.actions.bounces import note_return
from drakentemmers.accounts.bounces import read_report

MOST_BYTES = 2_000_000  # of one message; a delivery report is far smaller


class Command(BaseCommand):
    """Run it as often as you like: what was read before is known. It leaves the files as they are."""

    help = "Read delivery reports (RFC 3464) from an mbox file, a Maildir, or a folder of .eml files."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="mbox file, Maildir, or folder of .eml files")

    def handle(self, *, path: Path, **_: Any) -> None:
        if not path.exists():
            raise CommandError(f"There is no {path}. Give an mbox file, a Maildir or a folder.")
        counts = Counter(_kind(message) for message in _messages(path))
        for kind in ("returned", "known or not ours", "no report of failure"):
            self.stdout.write(f"{kind}: {counts[kind]}")


def _kind(message: Message) -> str:
    returned = read_report(message)
    if returned is None:
        return "no report of failure"
    noted = note_return(message_id=returned.message_id, status=returned.status, now=timezone.now())
    return "returned" if noted else "known or not ours"


def _messages(path: Path) -> Iterator[Message]:
    if path.is_file():
        yield from mailbox.mbox(path, create=False)
    elif (path / "new").is_dir():
        yield from mailbox.Maildir(path, factory=None, create=False)
    else:
        for file in sorted(path.glob("*.eml")):
            if file.stat().st_size <= MOST_BYTES:
                yield message_from_bytes(file.read_bytes())
