"""`drakentemmers first_administrators ADDRESS ADDRESS`: opens a fresh site to the two people who will run it."""

import argparse
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import timezone

from drakentemmers.accounts.actions.founding import OfficeStands, invite_first_administrators


class Command(BaseCommand):
    """Refuses once two people of the project office are in. Before that a second run sends fresh links."""

    help = "Invite the first two administrators of a fresh site, by a link each that works once."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("addresses", nargs=2, type=_address, metavar="ADDRESS", help="of two people")
        parser.add_argument(
            "--office",
            default="Projectbureau Drakentemmers",
            help="name of their organisation (default %(default)s)",
        )
        parser.add_argument(
            "--print", action="store_true", dest="printed", help="show the links here instead of mailing them"
        )

    def handle(self, *, addresses: list[str], office: str, printed: bool, **_: Any) -> None:
        if len(set(addresses)) < len(addresses):
            raise CommandError("Give the addresses of two different people: they decide together.")
        try:
            written = invite_first_administrators(
                office=office, emails=addresses, mailed=not printed, now=timezone.now()
            )
        except OfficeStands:
            raise CommandError(
                "This site has its administrators. They give further roles at /kantoor/rechten."
            ) from None
        for each in written:
            how = each.link if printed else "mailed"
            self.stdout.write(f"{each.invitation.email}: {how}")
        self.stdout.write(
            "A link works once, for its own address. Then: a name, a password, a second factor."
        )


def _address(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        raise argparse.ArgumentTypeError(f"{text!r} is not an e-mail address") from None
    return text.lower()
