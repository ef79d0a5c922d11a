"""What editors do in the content system: open its forms, send a page to a second reader, answer."""

import json

from django.test import Client
from wagtail.models import TaskState

from drakentemmers.accounts.models import User
from drakentemmers.knowledge.models import KnowledgePage
from tests.factories import knowledge as made


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def form_of(page: KnowledgePage, **changes: object) -> dict[str, object]:
    """Return what the form of the editor sends, with the text as it is."""
    raw = page.body.stream_block.get_prep_value(page.body)
    data: dict[str, object] = {
        "title": page.title,
        "slug": page.slug,
        "summary": page.summary,
        "byline": page.byline,
        "audience": page.audience,
        "change_note": page.change_note,
        "body-count": str(len(raw)),
        "sources-count": "0",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }
    for number, block in enumerate(raw):
        data |= {
            f"body-{number}-deleted": "",
            f"body-{number}-order": str(number),
            f"body-{number}-type": block["type"],
            f"body-{number}-id": block["id"],
            f"body-{number}-value": contentstate("Een zin."),
        }
    return data | changes


def contentstate(words: str, href: str | None = None) -> str:
    """Return rich text as the editor's own script sends it."""
    entities = {"0": {"type": "LINK", "mutability": "MUTABLE", "data": {"url": href}}} if href else {}
    ranges = [{"key": 0, "offset": 0, "length": len(words)}] if href else []
    block = {
        "key": "a",
        "text": words,
        "type": "unstyled",
        "depth": 0,
        "inlineStyleRanges": [],
        "entityRanges": ranges,
    }
    return json.dumps({"blocks": [block], "entityMap": entities})


def sent_by(writer: User, **fields: object) -> KnowledgePage:
    """A page that one editor wrote and sent to a second reader."""
    page = made.page(live=False, **fields)
    page.owner = writer
    page.save()
    page.save_revision(user=writer)
    page.get_workflow().start(page, writer)
    return page


def answer(page: KnowledgePage, by: User, name: str):
    state = TaskState.objects.for_instance(page).get(status=TaskState.STATUS_IN_PROGRESS)
    return client_of(by).post(f"/beheer/pages/workflow/action/{page.pk}/{name}/{state.pk}/", {"comment": "x"})
