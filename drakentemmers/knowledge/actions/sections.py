"""The shelves pages stand on: made by the site itself, and made again when they are missing."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from wagtail.models import Locale, Page, Site, Workflow, WorkflowPage, WorkflowTask

from drakentemmers.knowledge.models import ABOUT, SecondReader, SectionPage

SECTIONS = {
    "kennis": "Kennis",
    "nieuws": "Nieuws",
    "agenda": "Agenda",
    "nieuwsbrief": "Nieuwsbrief",
    "voor": "Voor wie",
    ABOUT: "Over deze site",
}
WORKFLOW = "Tweede lezer"
NAME = "Drakentemmers"
FROM_THE_CONTENT_SYSTEM = "Welcome to your new Wagtail site!"


@transaction.atomic
def found_sections(**options: Any) -> None:
    """Make the shelves, the site they belong to and the workflow of two readers, as far as they are not there."""
    if SectionPage._meta.db_table not in connection.introspection.table_names():
        return  # only an app below this one was migrated
    home = _home()
    for slug, title in SECTIONS.items():
        if not SectionPage.objects.child_of(home).filter(slug=slug).exists():
            home.add_child(instance=SectionPage(title=title, slug=slug, locale=home.locale))
            home.refresh_from_db()
    for shelf in SectionPage.objects.child_of(home):
        WorkflowPage.objects.get_or_create(page_id=shelf.pk, defaults={"workflow": _workflow()})


def section(slug: str) -> SectionPage:
    """Return a shelf by its slug, such as "kennis"."""
    return SectionPage.objects.get(slug=slug, depth=3)


def _home() -> Page:
    """Return the page all shelves stand below; the content system makes one when it is set up, empty of texts."""
    locale, _ = Locale.objects.get_or_create(language_code="nl")
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is not None:
        known = Page.objects.filter(pk=site.root_page_id)
        known.filter(title=FROM_THE_CONTENT_SYSTEM).update(title=NAME, draft_title=NAME)
        return known.get()
    kind = ContentType.objects.get_for_model(Page)
    root = Page.get_first_root_node() or Page.add_root(
        instance=Page(title="Root", slug="root", content_type=kind, locale=locale)
    )
    home = root.add_child(instance=Page(title=NAME, slug="home", content_type=kind, locale=locale))
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    return home


def _workflow() -> Workflow:
    workflow, is_new = Workflow.objects.get_or_create(name=WORKFLOW)
    if is_new:
        task = SecondReader.objects.create(name=WORKFLOW)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    return workflow
