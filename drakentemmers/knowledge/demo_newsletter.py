"""Newsletters of the demonstration: two topics, invented readers, one issue that was sent and one being written."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from drakentemmers.knowledge.actions.newsletter_mails import tend_newsletters, write_mails
from drakentemmers.knowledge.actions.newsletters import start_sending
from drakentemmers.knowledge.actions.sections import section
from drakentemmers.knowledge.actions.subscribing import ask_newsletters, confirm_newsletters
from drakentemmers.knowledge.models import KnowledgePage, NewsletterIssue, NewsletterTopic, Subscription
from drakentemmers.knowledge.newsletter_links import Asked

TOPICS = (
    ("Nieuws van het netwerk", "Nieuwe kennis, bijeenkomsten en afspraken. Een paar keer per jaar."),
    ("Netwerk seksueel geweld", "Voor wie werkt met mensen die seksueel geweld meemaakten."),
)
READERS = [f"lezer.{number}@voorbeeld.example" for number in range(1, 15)]
UNCONFIRMED = "nog.niet.bevestigd@voorbeeld.example"
AGO = timedelta(days=6)


def fill_newsletters(*, members: Iterable[str], now: datetime) -> None:
    """Open the topics, let people sign up, and send an issue; its mails are settled with the others."""
    topics = [
        NewsletterTopic.objects.create(name=name, explanation=explanation, order=number * 10)
        for number, (name, explanation) in enumerate(TOPICS, start=1)
    ]
    for address in [*READERS, *members]:
        ask_newsletters(address=address, topics=topics[:1], now=now - 2 * AGO)
    ids = tuple(Subscription.objects.values_list("pk", flat=True))
    confirm_newsletters(asked=Asked(ids, 0), now=now - 2 * AGO)
    ask_newsletters(address=UNCONFIRMED, topics=topics, now=now - timedelta(days=1))
    sent = _issue("Wat er dit najaar nieuw is", "nieuw-dit-najaar", topics[0], AUTUMN, is_on_site=True)
    NewsletterIssue.objects.filter(pk=sent.pk).update(first_published_at=now - AGO)
    mailing = start_sending(issue=sent, by=None, now=now - AGO)
    write_mails(mailing_id=mailing.pk, now=now - AGO)
    _issue("Samen werken na seksueel geweld", "samen-werken", topics[1], DRAFT, is_on_site=False)


def settle_newsletters(*, now: datetime) -> None:
    """Keep what became of the mails, so that the issue counts as sent."""
    tend_newsletters(now=now)


def _issue(
    title: str, slug: str, topic: NewsletterTopic, parts: list[Any], *, is_on_site: bool
) -> NewsletterIssue:
    issue = NewsletterIssue(
        title=title,
        slug=slug,
        topic=topic,
        live=False,
        summary="Een verzonnen nieuwsbrief, om te laten zien hoe het werkt.",
    )
    known = dict(KnowledgePage.objects.public().values_list("slug", "pk"))
    issue.parts = issue.parts.stream_block.to_python([_part(part, known) for part in parts])
    section("nieuwsbrief").add_child(instance=issue)
    revision = issue.save_revision()
    if is_on_site:
        revision.publish()
    issue.refresh_from_db()
    return issue


def _part(part: tuple[str, str], known: dict[str, int]) -> dict[str, Any]:
    kind, value = part
    if kind == "page":
        return {"type": kind, "value": {"page": known[value], "words": ""}}
    if kind == "event":
        return {"type": kind, "value": {"page": known[value]}}
    return {"type": kind, "value": value}


AUTUMN = [
    (
        "text",
        "<p>Er is een kennisbank met artikelen, onderzoek en instrumenten. Hieronder staat waar je kunt beginnen.</p>",
    ),
    ("heading", "Om te lezen"),
    ("page", "veiligheidsplan"),
    ("page", "welk-instrument"),
    ("heading", "Om heen te gaan"),
    ("event", "bijeenkomst-1"),
    ("event", "bijeenkomst-2"),
    ("text", "<p>Mis je iets? Onder elke pagina kun je zeggen of die je hielp.</p>"),
]
DRAFT = [
    ("text", "<p>Dit is een concept. Een tweede lezer kijkt ernaar voordat het op de site komt.</p>"),
    ("page", "meldcode"),
]
