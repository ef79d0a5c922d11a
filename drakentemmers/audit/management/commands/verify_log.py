"""`drakentemmers verify_log`: is the log whole? Names the first row that is not right."""

import argparse
import json
import sys
from typing import Any

from django.core.management.base import BaseCommand
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from drakentemmers.audit.models import Checkpoint, Seal
from drakentemmers.audit.read.verification import Report, verify

COLUMNS = (TextColumn("links"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())


class Command(BaseCommand):
    """Exit code 0: whole. 1: something is wrong, or a guard is missing. 130: stopped halfway."""

    help = (
        "Check every event against its keyed hash, the chain of seals and the anchors outside the database."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output")

    def handle(self, *, json: bool, **_: Any) -> None:
        progress = Progress(*COLUMNS, console=Console(file=self.stderr._out), transient=True)
        done = 0

        def tell(checked: int) -> None:
            nonlocal done
            done = checked
            progress.update(task, completed=checked)

        with progress:
            task = progress.add_task("links", total=_length())
            try:
                report = verify(tell=tell)
            except KeyboardInterrupt:
                progress.stop()
                self.stderr.write(f"Stopped. The first {done} links are right; the rest was not looked at.")
                sys.exit(130)
        self.stdout.write(as_json(report) if json else in_words(report))
        if not report.is_whole or report.guards_missing:
            sys.exit(1)


def _length() -> int:
    last = Seal.objects.order_by("-position").values_list("position", flat=True).first() or 0
    begin = Checkpoint.objects.order_by("-position").values_list("position", flat=True).first() or 0
    return max(0, last - begin)


def as_json(report: Report) -> str:
    """Return the report for a program."""
    found = report.finding
    wrong = (
        {"fault": found.fault, "position": found.position, "event": found.event_id, "text": found.text}
        if found
        else None
    )
    return json.dumps(
        {
            "whole": report.is_whole,
            "begin": report.begin,
            "checked": report.checked,
            "head": report.head,
            "waiting": report.waiting,
            "anchored": report.anchored,
            "finding": wrong,
            "guardsMissing": report.guards_missing,
        }
    )


def in_words(report: Report) -> str:
    """Return the report for a person."""
    lines = []
    if report.finding is None:
        lines.append(f"The log is whole: {report.checked} events from link {report.begin} to {report.head},")
        lines.append(
            f"{report.anchored} of them also kept outside the database; {report.waiting} wait for a seal."
        )
    else:
        found = report.finding
        event = f", event {found.event_id}" if found.event_id is not None else ""
        lines.append(f"The log is NOT whole. First fault: {found.fault}, link {found.position}{event}.")
        lines.append(f"{found.text.capitalize()}. The {report.checked} links before it are right.")
    if report.guards_missing:
        lines.append(f"Missing in the database: {', '.join(report.guards_missing)} (docs/operations.md).")
    return "\n".join(lines)
