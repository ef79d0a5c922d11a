"""The package's command of this name makes one person everything; here it says what to do instead."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    """Always refuses."""

    help = "Not used here: see first_administrators."

    def handle(self, **_: Any) -> None:
        raise CommandError(
            "Nobody stands above the roles here. Two people begin: drakentemmers first_administrators"
        )
