"""`drakentemmers tend`: remind, expire, free held places, open parked offers, ask the next in a queue."""

from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from drakentemmers.matching.actions.tending import tend


class Command(BaseCommand):
    """Run it every hour or so; a second run at once finds nothing to do."""

    help = "Do what is due in requests and offers: reminders, expiries, parked offers, the next in a queue."

    def handle(self, *args: Any, **options: Any) -> None:
        for what, count in asdict(tend(now=timezone.now())).items():
            self.stdout.write(f"{what.replace('_', ' ')}: {count}")
