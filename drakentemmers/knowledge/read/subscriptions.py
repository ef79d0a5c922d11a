"""Which newsletters there are, and which of them come to somebody."""

from dataclasses import dataclass

from django.db.models import Q

from drakentemmers.accounts.models import User
from drakentemmers.knowledge.models import NewsletterTopic, Subscription
from drakentemmers.knowledge.newsletter_links import Asked


@dataclass(frozen=True, slots=True)
class Choice:
    """One newsletter as a member finds it on the own page."""

    id: int
    name: str
    explanation: str
    is_on: bool
    waits: bool  # for the link in a mail


def choices_of(user: User) -> list[Choice]:
    """Return every newsletter somebody may choose, and those that come already. Two queries."""
    mine = {row.topic_id: row for row in Subscription.objects.of_address(user.email).defer("address")}
    topics = NewsletterTopic.objects.filter(Q(is_open=True) | Q(pk__in=mine))
    return [
        Choice(
            topic.pk,
            topic.name,
            topic.explanation,
            is_on=topic.pk in mine and mine[topic.pk].confirmed_at is not None,
            waits=topic.pk in mine and mine[topic.pk].confirmed_at is None,
        )
        for topic in topics
    ]


def is_still_asked(asked: Asked) -> bool:
    """Tell whether anything is left of what a link confirms: nobody left it, and it was not forgotten."""
    return Subscription.objects.filter(pk__in=asked.ids).exists()
