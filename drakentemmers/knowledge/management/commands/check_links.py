"""`drakentemmers check_links`: tell which links lead nowhere; with --outside, ask other sites too."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from drakentemmers.knowledge.actions.links import check_outside_links, is_public
from drakentemmers.knowledge.read.links import broken_links


class Command(BaseCommand):
    """Asks nothing of another site unless told to."""

    help = "List links of published pages that lead nowhere. Other sites are only asked with --outside."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--outside", action="store_true", help="ask other sites whether they still answer"
        )

    def handle(self, *, outside: bool, **options: Any) -> None:
        if outside:
            check_outside_links(now=timezone.now(), is_allowed=is_public, tell=self.stdout.write)
        found = broken_links()
        for link in found:
            self.stdout.write(f"{link.page.url}: {link.to} ({link.why})")
        self.stdout.write(f"{len(found)} broken links.")
