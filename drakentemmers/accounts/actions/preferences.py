"""Writes about how somebody wants to hear news."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from drakentemmers.accounts.actions.outbox import drop_waiting
from drakentemmers.accounts.digest import QuietTimes, when_to_mail
from drakentemmers.accounts.models import MailChoice, QuietHours, User
from drakentemmers.accounts.read.preferences import Preferences, preferences_of
from drakentemmers.accounts.topics import CHOOSABLE, How, Topic
from drakentemmers.audit.actions import record


@transaction.atomic
def choose_mail(*, user: User, how: Mapping[Topic, How], quiet: QuietTimes, by: User, now: datetime) -> bool:
    """Keep how `user` wants to hear of topics (those not named stay as they are) and when not; False: no change.

    What was waiting to be mailed moves along to its new moment; with "bell only" it is not mailed any more. Raises
    ValueError for a topic that is no choice, and PermissionDenied for somebody else's choices.
    """
    if by.pk != user.pk:
        raise PermissionDenied("only the person chooses")
    return _keep(user, how, quiet, by=by, now=now, way="page")


@transaction.atomic
def choose_mail_by_link(*, user: User, how: Mapping[Topic, How], now: datetime) -> bool:
    """Keep what whoever holds the link of a mail chose, without signing in. Quiet hours stay as they are."""
    return _keep(user, how, preferences_of(user).quiet, by=None, now=now, way="link")


def _keep(
    user: User, how: Mapping[Topic, How], quiet: QuietTimes, *, by: User | None, now: datetime, way: str
) -> bool:
    if unknown := set(how) - set(CHOOSABLE):
        raise ValueError(f"no choice: {', '.join(sorted(unknown))}")
    User.objects.select_for_update(no_key=True).get(pk=user.pk)  # two tabs: one after the other
    before = preferences_of(user)
    after = Preferences(before.how | dict(how), quiet)
    if after == before:
        return False
    for topic in CHOOSABLE:
        if after.how[topic] != before.how[topic]:
            MailChoice.objects.update_or_create(user=user, topic=topic, defaults={"how": after.how[topic]})
    if after.quiet != before.quiet:
        QuietHours.objects.update_or_create(
            user=user,
            defaults={"begins": quiet.begins, "ends": quiet.ends, "weekends": quiet.weekends},
        )
    _move_what_waits(user, before, after, now)
    record("preferences.changed", user, by=by, now=now, way=way, **{t.value: h.value for t, h in how.items()})
    return True


def _move_what_waits(user: User, before: Preferences, after: Preferences, now: datetime) -> None:
    """Give every line that waits for a mail its new moment."""
    for topic in CHOOSABLE:
        if (before.how[topic], before.quiet) == (after.how[topic], after.quiet):
            continue
        waiting = user.notifications.filter(about=topic, mail_at__isnull=False)
        moment = when_to_mail(after.how[topic], now, after.quiet)
        if moment is None:
            waiting.update(mail_at=None, mail_subject="", mail_text="")
            drop_waiting(user.outgoing_mails.filter(lines__about=topic), now=now)
        else:
            waiting.update(mail_at=moment)
