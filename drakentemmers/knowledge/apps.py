from django.apps import AppConfig
from django.db.models.signals import post_migrate


class KnowledgeConfig(AppConfig):
    """Pages of the network's editors: knowledge by theme, news, agenda, hard words; who reads them, who keeps them."""

    name = "drakentemmers.knowledge"
    label = "knowledge"

    def ready(self) -> None:
        """Let roles decide in the content system, and follow what it does with pages (docs/adr/0026)."""
        from wagtail.signals import (
            page_published,
            page_unpublished,
            task_submitted,
            workflow_approved,
            workflow_rejected,
        )

        from drakentemmers.kernel import calendar_kinds
        from drakentemmers.kernel.search.kinds import register
        from drakentemmers.knowledge import permissions  # noqa: F401  ties permissions to their predicates
        from drakentemmers.knowledge.actions import publishing, reviewing
        from drakentemmers.knowledge.actions.sections import found_sections
        from drakentemmers.knowledge.models import PREVIEW
        from drakentemmers.knowledge.page_policy import keep_pages_by_role
        from drakentemmers.knowledge.published import publish
        from drakentemmers.knowledge.read.agenda import MEETINGS
        from drakentemmers.knowledge.search import KINDS
        from drakentemmers.knowledge.views.newsletter import preview

        for kind in KINDS:
            register(kind)
        publish()
        calendar_kinds.register(MEETINGS)
        keep_pages_by_role()
        page_published.connect(publishing.on_published, dispatch_uid="knowledge")
        page_unpublished.connect(publishing.on_unpublished, dispatch_uid="knowledge")
        task_submitted.connect(reviewing.on_submitted, dispatch_uid="knowledge")
        workflow_approved.connect(reviewing.on_approved, dispatch_uid="knowledge")
        workflow_rejected.connect(reviewing.on_rejected, dispatch_uid="knowledge")
        PREVIEW.append(preview)
        post_migrate.connect(found_sections, sender=self)
