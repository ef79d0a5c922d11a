from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from drakentemmers.directory.actions.imports import import_sheet
from drakentemmers.directory.sheets.reading import SheetError, SheetProblem, read_sheet


class Command(BaseCommand):
    """Brings therapists or organisations in from XLSX or CSV. Without --apply it only says what it would do."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--apply", action="store_true", help="bring it in, instead of only trying")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from error
        try:
            sheet = read_sheet(content)
        except SheetError as error:
            raise CommandError(_lines(error.problems)) from error
        report = import_sheet(sheet=sheet, apply=options["apply"], by=None, now=timezone.now())
        if report.problems:
            raise CommandError(_lines(report.problems))
        counts = f"{len(report.added)} new, {len(report.changed)} changed, {len(report.unchanged)} unchanged"
        done = "brought in" if options["apply"] else "tried, nothing changed; add --apply to bring it in"
        self.stdout.write(f"{sheet.kind.value}: {counts} ({done})")


def _lines(problems: list[SheetProblem]) -> str:
    lines = [f"row {p.row}, {p.column or '-'}: {p.value!r}: {p.advice}" for p in problems]
    return "\n".join([*lines, "Nothing was changed."])
