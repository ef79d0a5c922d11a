"""The yes of a second reader, on the page where the text is read. Whoever wrote along is offered none.

While a text waits for its second reader nobody changes it, and with its form Wagtail takes the answers away too. The
button sends to the address that the start page uses, so what is checked there is checked once.
"""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.models import Page

from drakentemmers.knowledge.models import may_approve


class PublishItem(ActionMenuItem):
    """Publishes what was read."""

    name = "second-reader-publish"
    label = _("Publish")
    template_name = "knowledge/admin/publish_item.html"
    order = 0

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        context = super().get_context_data(parent_context)
        return context | {"url": address_of_yes(parent_context["page"])}


class ChangesItem(ActionMenuItem):
    """Leads to where one asks for changes, with room to say which."""

    name = "second-reader-changes"
    label = _("Ask for changes")
    order = 1

    def get_url(self, parent_context: dict[str, Any]) -> str:
        return reverse("wagtailadmin_home")


def address_of_yes(page: Page) -> str:
    """Return where the yes to what waits is sent."""
    return reverse(
        "wagtailadmin_pages:workflow_action", args=[page.pk, "approve", page.current_workflow_task_state.pk]
    )


def offer_answers(items: list[ActionMenuItem], request: HttpRequest, context: dict[str, Any]) -> None:
    """Put the answers first, for who may give them."""
    page = context.get("page")
    if page is not None and page.workflow_in_progress and may_approve(request.user, page):
        items[:] = [PublishItem(), ChangesItem(), *items]
