"""`drakentemmers tend`: remind, expire, free held places, open parked offers, ask the next; send what waits."""

from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from drakentemmers.accounts.actions.decoys import make_decoys
from drakentemmers.accounts.actions.digest import send_digests
from drakentemmers.accounts.actions.members_tending import tend_roles
from drakentemmers.accounts.actions.outbox_office import tidy
from drakentemmers.accounts.actions.outbox_sending import send_due
from drakentemmers.accounts.actions.tending import tend_accounts
from drakentemmers.audit.actions.tending import tend_log
from drakentemmers.directory.actions.applications_opening import tend_applications
from drakentemmers.home.actions.leaving import remove_due_accounts
from drakentemmers.insight.actions.reviews import tend_reviews
from drakentemmers.kernel.limits import forget_turns
from drakentemmers.knowledge.actions.newsletter_mails import tend_newsletters
from drakentemmers.knowledge.actions.tending import tend_knowledge
from drakentemmers.matching.actions.tending import tend


class Command(BaseCommand):
    """Run it every few minutes; a second run at once finds nothing to do."""

    help = "Do what is due: reminders, expiries, parked offers, the next in a queue, mails that wait."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        counts = asdict(tend(now=now)) | asdict(tend_applications(now=now)) | asdict(tend_accounts(now=now))
        counts |= asdict(tend_roles(now=now))
        make_decoys(now=now)  # never counted out loud: the moment is nobody's business
        counts["digests_written"] = send_digests(now=now)
        counts |= asdict(tend_newsletters(now=now))  # before sending, so that what it writes goes at once
        counts |= {f"mails_{what}": count for what, count in asdict(send_due(now=now)).items()}
        counts["turns_forgotten"] = forget_turns(now=now)
        counts["mails_forgotten"] = tidy(now=now)
        counts |= asdict(tend_log(now=now)) | tend_reviews(now=now)
        counts |= asdict(tend_knowledge(now=now))
        counts["accounts_removed"] = remove_due_accounts(now=now)
        done = {what: count for what, count in counts.items() if count}
        for what, count in done.items():
            self.stdout.write(f"{what.replace('_', ' ')}: {count}")
        if not done:
            self.stdout.write("Nothing to do.")
