"""`drakentemmers demo`: fills an empty database with an invented network."""

import argparse
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from drakentemmers.home.demonstration import NotEmptyError, Size, areas_are_loaded, fill

DEFAULT = Size()


class Command(BaseCommand):
    help = "Fill an empty database with invented people, offers and requests. The same seed, the same story."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--therapists", type=_count, default=DEFAULT.therapists, help="default %(default)s"
        )
        parser.add_argument("--requests", type=_count, default=DEFAULT.requests, help="default %(default)s")
        parser.add_argument("--seed", type=int, default=DEFAULT.seed, help="default %(default)s")

    def handle(self, *, therapists: int, requests: int, seed: int, **_: Any) -> None:
        if not areas_are_loaded():
            call_command("load_base_areas", stdout=self.stdout)
        columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        console = Console(file=self.stdout._out)
        with Progress(*columns, console=console, transient=True) as progress:
            task = progress.add_task("demonstration", total=None)
            try:
                fill(
                    Size(therapists, requests, seed),
                    now=timezone.now(),
                    tell=lambda what: progress.update(task, description=f"demonstration: {what}"),
                )
            except NotEmptyError:
                raise CommandError(
                    "This database holds people already. Point DRAKENTEMMERS_DATA at an empty folder first."
                ) from None
        call_command("reindex", stdout=StringIO())
        self.stdout.write(
            f"Made {therapists} therapists and {requests} requests, all invented (seed {seed})."
        )


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) > 200_000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to 200000")
    return int(text)
