"""`drakentemmers reindex`: brings the search index up to date with everything that can be found."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from drakentemmers.kernel.search.engines import engine
from drakentemmers.kernel.search.index import forget_kinds, forget_words, reindex
from drakentemmers.kernel.search.kinds import kinds


class Command(BaseCommand):
    """Safe to run at any moment, and to break off: what was done stays done, and everybody can search meanwhile."""

    help = "Bring the search index up to date: what changed is written, what is gone is removed."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("kind", nargs="*", help="only these kinds; default all")

    def handle(self, *, kind: list[str], **_: Any) -> None:
        known = {each.name: each for each in kinds()}
        unknown = sorted(set(kind) - known.keys())
        if unknown:
            raise CommandError(f"There is no kind {unknown[0]!r}. There are: {', '.join(known)}.")
        columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        with Progress(*columns, console=Console(file=self.stdout._out), transient=True) as progress:
            for name in kind or known:
                task = progress.add_task(name, total=None)
                count = reindex(
                    known[name],
                    tell=lambda done, task=task, name=name: progress.update(
                        task, description=f"{name}: {done}"
                    ),
                )
                progress.remove_task(task)
                self.stdout.write(f"{name}: {count}")
        if not kind:
            self.stdout.write(f"of kinds that are no more: {forget_kinds(list(known))} removed")
            self.stdout.write(f"words that stand nowhere any more: {forget_words()} removed")
        engine().tidy()
