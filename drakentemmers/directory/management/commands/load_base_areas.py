from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from drakentemmers.directory.actions.areas import load_base_areas
from drakentemmers.directory.base_areas import read_base_areas


class Command(BaseCommand):
    """Regions, centre municipalities and places the site knows by itself. Running it again changes nothing."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        report = load_base_areas(areas=read_base_areas(), by=None, now=timezone.now())
        for kind, changes in report.changes.items():
            self.stdout.write(f"{kind}: {changes.added} added, {changes.unchanged} unchanged")
