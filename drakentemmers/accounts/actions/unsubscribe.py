"""What the link in a mail can do: end mails about topics, and let them come again."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from drakentemmers.accounts.actions.notifications import notify
from drakentemmers.accounts.actions.preferences import choose_mail_by_link
from drakentemmers.accounts.models import User
from drakentemmers.accounts.read.preferences import preferences_of
from drakentemmers.accounts.topics import How, Topic


@transaction.atomic
def end_mails(*, user: User, topics: Iterable[Topic], now: datetime) -> dict[Topic, How]:
    """Leave news about `topics` under the bell only; return how those that changed came before.

    The person finds a line under the bell about it: the mail may have been forwarded, and then somebody else did this.
    """
    how = preferences_of(user).how
    before = {topic: how[topic] for topic in topics if how[topic] is not How.BELL}
    if choose_mail_by_link(user=user, how=dict.fromkeys(before, How.BELL), now=now):
        notify(
            user=user,
            topic="security.mail_off",
            text=_("Mail was switched off by the link in a mail. Was it not you? Switch it on again here."),
            path=reverse("mail_preferences"),
            now=now,
        )
    return before


@transaction.atomic
def undo_end(*, user: User, how: Mapping[Topic, How], now: datetime) -> bool:
    """Let mails come again the way they did; False when nothing changed."""
    return choose_mail_by_link(user=user, how=how, now=now)
