"""`drakentemmers load_content`: bring in the starting content of the knowledge base."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from drakentemmers.knowledge.actions.content import BadContentError, load_content


class Command(BaseCommand):
    """Run it as often as you like: what an editor changed stays as it is."""

    help = "Bring in the starting content of the knowledge base; pages an editor changed are left alone."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = load_content(now=timezone.now())
        except BadContentError as error:
            raise CommandError(f"Nothing was loaded. {error}") from error
        self.stdout.write(f"{done.added} pages added, {done.changed} renewed, {done.same} the same.")
        if done.left:
            self.stdout.write(f"Left alone, because an editor changed them: {', '.join(done.left)}")
        self.stdout.write(f"{done.terms} hard words written.")
