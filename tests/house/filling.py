"""Writes organisations with their line in the log until the disk is full, and says of each when it was kept.

python -m tests.house.filling MOST
"""

import sys

import django

django.setup()

from django.db import OperationalError, transaction  # noqa: E402 - the settings come first
from django.utils import timezone  # noqa: E402

from drakentemmers.accounts.models import Organisation  # noqa: E402
from drakentemmers.audit.actions import record  # noqa: E402


def main() -> int:
    """Print one id a line; return 0 when the disk was full before MOST were kept."""
    try:
        for number in range(int(sys.argv[1])):
            with transaction.atomic():
                made = Organisation.objects.create(name=f"Praktijk {number}")
                record("organisation.added", made, by=None, now=timezone.now())
            sys.stdout.write(made.pk + "\n")
            sys.stdout.flush()
    except OperationalError:
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main())
