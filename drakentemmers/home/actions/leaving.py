"""Removing accounts whose days of thinking are over: all parts of all apps, in one transaction each."""

from datetime import datetime

from django.utils.translation import gettext as _

from drakentemmers.accounts.actions.notifications import notify
from drakentemmers.accounts.actions.refusals import LastOwner
from drakentemmers.accounts.actions.removal import LEAVING as ACCOUNTS
from drakentemmers.accounts.actions.removal import cancel_removal, removals_due, remove_account
from drakentemmers.directory.actions.removal import LEAVING as DIRECTORY
from drakentemmers.knowledge.actions.removal import LEAVING as KNOWLEDGE
from drakentemmers.matching.actions.removal import LEAVING as MATCHING

# From the top of the house down for what still needs to know the person; the name goes in `ACCOUNTS`, and the profile
# takes over that made-up name.
PARTS = (MATCHING, KNOWLEDGE, ACCOUNTS, DIRECTORY)


def remove_due_accounts(*, now: datetime) -> int:
    """Remove every account whose time has come; return how many. Who became the last owner is told, and stays."""
    removed = 0
    for removal in removals_due(now):
        try:
            removed += remove_account(removal=removal, parts=PARTS, now=now)
        except LastOwner:
            cancel_removal(user=removal.user, by=removal.user, now=now)
            notify(
                user=removal.user,
                topic="security.removal",
                text=_(
                    "Your account was not removed: you are the only owner of an organisation. Hand it over first."
                ),
                path="/account/gegevens#weg",
                now=now,
            )
    return removed
