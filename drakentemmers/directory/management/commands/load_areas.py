from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from drakentemmers.directory.actions.areas import load_areas
from drakentemmers.directory.area_files import PROBLEMS_SHOWN, AreaFileError, read_area_files
from drakentemmers.kernel.clock import local_date


class Command(BaseCommand):
    """Loads the official municipality outlines (GeoJSON, WGS84) and middles of postcodes (CSV: pc4, lat, lon).

    Everything is checked first: one bad row, and nothing changes. The same files twice change nothing.
    """

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path)
        parser.add_argument(
            "--valid-from",
            type=date.fromisoformat,
            help="from when the division holds (yyyy-mm-dd); without it 1 January of this year",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        valid_from = options["valid_from"] or local_date(now).replace(month=1, day=1)
        try:
            files = read_area_files(options["files"], valid_from=valid_from)
        except AreaFileError as refused:
            lines = [str(problem) for problem in refused.problems[:PROBLEMS_SHOWN]]
            more = len(refused.problems) - len(lines)
            lines += [f"... and {more} more"] if more else []
            raise CommandError("\n".join([*lines, "Nothing was changed."])) from refused
        report = load_areas(files=files, by=None, now=now)
        for kind, c in report.changes.items():
            self.stdout.write(
                f"{kind}: {c.added} added, {c.changed} changed, {c.unchanged} unchanged, {c.kept} kept"
            )
