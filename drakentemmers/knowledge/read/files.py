"""Files and pictures that stand on pages: whoever may read one of those pages may have them."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.models import Page, ReferenceIndex

from drakentemmers.knowledge.models import KnowledgePage, Reader


def stands_on_unreadable_pages(file: Model, reader: Reader) -> bool:
    """Tell whether a document or picture stands on pages, none of which this person may read.

    What stands on no page at all is left to the rule of its collection.
    """
    pages = ReferenceIndex.get_references_to(file).filter(
        base_content_type=ContentType.objects.get_for_model(Page)
    )
    ids = [int(pk) for pk in pages.values_list("object_id", flat=True).distinct()]
    return bool(ids) and not KnowledgePage.objects.visible_to(reader).filter(pk__in=ids).exists()
