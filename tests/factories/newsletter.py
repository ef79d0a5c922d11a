"""Newsletters for tests: topics, people who asked for them, issues on the site."""

from datetime import datetime
from itertools import count
from typing import Any

from django.db import transaction

from drakentemmers.accounts.models import User
from drakentemmers.kernel.clock import AMSTERDAM
from drakentemmers.knowledge.actions.newsletters import start_sending
from drakentemmers.knowledge.actions.sections import section
from drakentemmers.knowledge.models import (
    KnowledgePage,
    Mailing,
    NewsletterIssue,
    NewsletterTopic,
    Subscription,
    address_keys,
)
from tests.factories import knowledge as made

NUMBERS = count(1)
SINCE = datetime(2026, 3, 1, 12, 0, tzinfo=AMSTERDAM)


def topic(name: str = "", **fields: Any) -> NewsletterTopic:
    number = next(NUMBERS)
    return NewsletterTopic.objects.create(
        name=name or f"Onderwerp {number}", explanation="Wat er nieuw is.", **fields
    )


def subscriber(about: NewsletterTopic, address: str = "", *, confirmed: bool = True) -> Subscription:
    address = address or f"lezer{next(NUMBERS)}@voorbeeld.example"
    return Subscription.objects.create(
        topic=about,
        address=address,
        address_key=address_keys(address)[0],
        asked_at=SINCE,
        confirmed_at=SINCE if confirmed else None,
    )


def picked(page: KnowledgePage, words: str = "") -> dict[str, Any]:
    return {"type": "page", "value": {"page": page.pk, "words": words}}


def meeting(page: KnowledgePage) -> dict[str, Any]:
    return {"type": "event", "value": {"page": page.pk}}


def issue(
    about: NewsletterTopic | None = None,
    *,
    live: bool = True,
    parts: list[dict[str, Any]] | None = None,
    by: User | None = None,
    **fields: Any,
) -> NewsletterIssue:
    number = next(NUMBERS)
    fields = {"title": f"Nieuws {number}", "slug": f"nieuws-{number}", "summary": "Wat er gebeurde."} | fields
    page = NewsletterIssue(topic=about or topic(), **fields)
    page.parts = page.parts.stream_block.to_python(parts or [made.text("<p>Een zin met inhoud.</p>")])
    return made.put(page, section("nieuwsbrief"), live=live, by=by)


def sending(about: NewsletterIssue, now: datetime) -> Mailing:
    """An issue of which Send was pressed, and nothing written yet: no worker has come."""
    with transaction.atomic():
        mailing = start_sending(issue=about, by=None, now=now)
        transaction.get_connection().run_on_commit.pop()  # the task: each test is its own worker
    return mailing
