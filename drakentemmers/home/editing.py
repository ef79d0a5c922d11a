"""What editors do in the content system stands in our log too: its own history can be changed unseen.

The package writes a line of history for every deed on pages and words, whichever of its views did it, and each becomes
an event here, in the same transaction. Of pictures and documents it forgets some, so there the row itself is followed.
What the house writes with more in it is left out.
"""

from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.log_actions import get_active_log_context
from wagtail.models import ModelLogEntry, PageLogEntry

from drakentemmers.audit.actions import record
from drakentemmers.directory.models import Region, RegionMunicipality
from drakentemmers.kernel.models import SearchSynonyms
from drakentemmers.knowledge.models import KnowledgePage, Term

FILES = (get_image_model(), get_document_model())
VERBS = {"wagtail.create": "added", "wagtail.delete": "removed"}
CHANGES = frozenset({"wagtail.create", "wagtail.edit"})
SAID_ELSEWHERE: dict[type[Model], frozenset[str]] = {
    KnowledgePage: frozenset({"wagtail.publish"}),  # "page.published", with its second reader
    Term: CHANGES,
    Region: CHANGES,
    RegionMunicipality: CHANGES,
    SearchSynonyms: CHANGES | {"wagtail.delete"},
}


def follow_editing() -> None:
    """Listen to the history of the content system, and to the rows of files."""
    for history in (PageLogEntry, ModelLogEntry):
        post_save.connect(write_down, sender=history, dispatch_uid="editing")
    for kind in (get_image_model(), get_document_model()):
        post_save.connect(file_saved, sender=kind, dispatch_uid="editing")
        post_delete.connect(file_removed, sender=kind, dispatch_uid="editing")


def write_down(sender: type[Model], instance: PageLogEntry | ModelLogEntry, created: bool, **_: Any) -> None:
    """Write one deed of an editor in the log; what the house itself does has a line of its own."""
    if not created or instance.user is None:
        return
    subject = _subject_of(instance)
    if isinstance(subject, FILES):
        return
    if instance.action in SAID_ELSEWHERE.get(type(subject), frozenset()):
        return
    record(
        f"content.{VERBS.get(instance.action, 'changed')}",
        subject,
        by=instance.user,
        now=instance.timestamp,
        deed=instance.action,
        title=instance.label,
    )


def file_saved(sender: type[Model], instance: Any, created: bool, **_: Any) -> None:
    _write_file("content.added" if created else "content.changed", instance)


def file_removed(sender: type[Model], instance: Any, **_: Any) -> None:
    _write_file("content.removed", instance)


def _write_file(deed: str, instance: Any) -> None:
    """Write what an editor did to a file; what the site does by itself is no deed of anybody."""
    editor = get_active_log_context().user
    if editor is not None:
        record(deed, instance, by=editor, now=timezone.now(), title=instance.title)


def _subject_of(entry: PageLogEntry | ModelLogEntry) -> Model:
    """Return the row it is about, which may be gone; pages of every kind by the row they share."""
    if isinstance(entry, PageLogEntry):
        return KnowledgePage(pk=entry.page_id)
    model = entry.content_type.model_class() if entry.content_type else None
    return entry if model is None else model(pk=entry.object_id)
