"""How somebody wants to hear news, as rows tell it."""

from dataclasses import dataclass

from drakentemmers.accounts.digest import QuietTimes
from drakentemmers.accounts.models import MailChoice, QuietHours, User
from drakentemmers.accounts.topics import CHOOSABLE, How, Topic, how_of


@dataclass(frozen=True, slots=True)
class Preferences:
    """What somebody chose, or what everybody has."""

    how: dict[Topic, How]
    quiet: QuietTimes


def preferences_of(user: User) -> Preferences:
    """Return what `user` chose. Two queries."""
    chosen = dict(MailChoice.objects.filter(user=user).values_list("topic", "how"))
    return Preferences(
        how={topic: how_of(topic, How(chosen[topic]) if topic in chosen else None) for topic in CHOOSABLE},
        quiet=quiet_times_of(user),
    )


def how_for(user: User, topic: Topic) -> How:
    """Return how `user` hears of one topic."""
    if topic is Topic.SECURITY:
        return How.AT_ONCE
    chosen = MailChoice.objects.filter(user=user, topic=topic).values_list("how", flat=True).first()
    return how_of(topic, How(chosen) if chosen else None)


def quiet_times_of(user: User) -> QuietTimes:
    """Return when `user` wants no mail."""
    row = QuietHours.objects.filter(user=user).first()
    return row.times() if row else QuietTimes()
