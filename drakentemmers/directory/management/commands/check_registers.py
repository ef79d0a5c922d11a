"""`drakentemmers check_registers`: ask the BIG register about every number in the network."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from drakentemmers.directory.actions.registers import check_registers
from drakentemmers.directory.registers import big


class Command(BaseCommand):
    """Run it every month or so. A run that was broken off goes on where it was."""

    help = "Ask the BIG register about all numbers in the network and tell the office what to look at."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--most", type=int, default=None, help="stop after so many answers; the rest later"
        )

    def handle(self, *args: Any, most: int | None, **options: Any) -> None:
        if not big.is_on():
            raise CommandError("No address of the register is set: DRAKENTEMMERS_BIG_REGISTER_URL.")
        done = check_registers(now=timezone.now(), most=most, tell=self.stdout.write)
        self.stdout.write(
            f"asked: {done.asked}, to look at: {done.to_look_at}, without an answer: {done.unanswered}"
        )
        if not done.is_finished:
            raise CommandError("The round is not finished; the next run goes on from here.")
