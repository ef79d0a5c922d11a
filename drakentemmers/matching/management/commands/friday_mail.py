"""`drakentemmers friday_mail`: ask every therapist whether the offered place is still right."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from drakentemmers.matching.actions.friday_mail import send_friday_mail


class Command(BaseCommand):
    """Run it on Fridays; running it again in the same week writes only what was not written yet."""

    help = "Mail every therapist with an offer, once a week, a link to confirm, lower or close it."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{send_friday_mail(now=timezone.now())} mails written.")
