"""This app's part of the demonstration: the starting content, and meetings and news that are plainly invented."""

from datetime import datetime, timedelta
from pathlib import Path

from django.core.files import File
from django.core.files.images import ImageFile
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail.models import Page

from drakentemmers.knowledge.actions.content import load_content
from drakentemmers.knowledge.actions.markdown import Links, blocks_of
from drakentemmers.knowledge.actions.sections import section
from drakentemmers.knowledge.models import EventPage, KnowledgePage, NewsItem, ThemePage, VideoPage
from drakentemmers.knowledge.rules import Audience, EventForm, ReaderRole

DATA = Path(__file__).resolve().parent / "data"
SIGNING_UP = "Dit is een verzonnen bijeenkomst. Je kunt je er niet echt voor aanmelden."
MEETINGS = (
    ("Kennismiddag: goed verwijzen", 9, EventForm.ON_SITE, "Almere, een verzonnen zaal", Audience.EVERYONE),
    ("Webinar: praten met kinderen", 16, EventForm.ONLINE, "", Audience.EVERYONE),
    ("Leertafel voor behandelaren", 23, EventForm.ONLINE, "", Audience.THERAPISTS),
    ("Werkbezoek in de regio", 44, EventForm.BOTH, "Groningen, een verzonnen zaal", Audience.MEMBERS),
)


def fill_knowledge(*, now: datetime) -> None:
    """Bring in the starting content, one piece of news with a picture, a film of our own and four meetings."""
    load_content(now=now)
    _publish(
        VideoPage(
            title="Voorbeeldfilm: het licht gaat aan",
            slug="voorbeeldfilm",
            summary="Een verzonnen filmpje van twee tellen, om te laten zien hoe een eigen film werkt.",
            file=_document("Voorbeeldfilm", "film.webm"),
            captions=_document("Ondertitels bij de voorbeeldfilm", "film.vtt"),
            minutes=1,
            transcript="Het is avond. Het huis is donker. Achter de ramen gaat het licht aan.",
        ),
        ThemePage.objects.get(slug="vrouwenopvang"),
        "Dit filmpje is gemaakt voor het voorbeeld. Er is niemand in te zien.",
    )
    _publish(
        NewsItem(
            lead=_picture("Een huis met licht", "house.webp"),
            lead_words="Een huis in het donker. Achter de ramen brandt licht.",
            title="De kennisbank is open",
            slug="de-kennisbank-is-open",
            summary="Vanaf vandaag lees je hier wat helpt, in gewone taal.",
        ),
        section("nieuws"),
        "Je vindt artikelen, onderzoek en instrumenten. Kies een thema, of zoek op een woord.",
    )
    for number, (title, days, form, place, audience) in enumerate(MEETINGS, start=1):
        starts_at = (now + timedelta(days=days)).replace(hour=12, minute=30, second=0, microsecond=0)
        meeting = EventPage(
            title=title,
            slug=f"bijeenkomst-{number}",
            summary="Een verzonnen bijeenkomst, om te laten zien hoe de agenda werkt.",
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=2),
            form=form,
            place=place,
            audience=audience,
            costs="Gratis",
            organiser="Drakentemmers",
            roles=frozenset({ReaderRole.THERAPIST, ReaderRole.SHELTER}),
        )
        _publish(meeting, section("agenda"), SIGNING_UP)


def _document(title: str, name: str) -> AbstractDocument:
    with (DATA / name).open("rb") as file:
        return get_document_model().objects.create(title=title, file=File(file, name=name))


def _picture(title: str, name: str) -> AbstractImage:
    with (DATA / name).open("rb") as file:
        return get_image_model().objects.create(title=title, file=ImageFile(file, name=name))


def _publish(page: KnowledgePage, below: Page, text: str) -> None:
    page.live = False
    page.body = page.body.stream_block.to_python(blocks_of(text, Links({})))
    below.add_child(instance=page)
    page.save_revision().publish()
