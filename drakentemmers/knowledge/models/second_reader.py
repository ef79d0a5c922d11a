"""The one step of the workflow: a second person reads before anything is published."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Task, TaskState

from drakentemmers.accounts.models import User
from drakentemmers.accounts.permissions import Permission
from drakentemmers.knowledge.rules import wrote_along


def writers_of(page: Page) -> set[int | None]:
    """Return who wrote what is not published yet: every version since the published one, and who made the page."""
    versions = page.revisions.all()
    if page.live and page.live_revision_id is not None:
        since = versions.filter(pk=page.live_revision_id).values_list("created_at", flat=True).first()
        return (
            set(versions.filter(created_at__gt=since).values_list("user_id", flat=True)) if since else set()
        )
    return {page.owner_id, *versions.values_list("user_id", flat=True)}


def may_approve(user: User, page: Page) -> bool:
    """Tell whether somebody keeps pages and did not write along."""
    return user.has_perm(Permission.USE_ADMIN) and not wrote_along(user.pk, writers_of(page))


class SecondReader(Task):
    """Somebody who did not write along says yes, or asks for changes. Meanwhile the text stays as it was sent."""

    class Meta:
        verbose_name = _("Second reader")
        verbose_name_plural = _("Second readers")

    def locked_for_user(self, obj: Page, user: User) -> bool:
        """What was read is what is published: during the review nobody changes it."""
        return True

    def get_actions(self, obj: Page, user: User) -> list[tuple[str, Any, bool]]:
        if not may_approve(user, obj):
            return []
        return [
            ("reject", _("Ask for changes"), True),
            ("approve", _("Publish"), False),
        ]

    def on_action(self, task_state: TaskState, user: User, action_name: str, **kwargs: Any) -> None:
        """The check itself: whatever way an answer comes in, a writer's own yes is none."""
        page = task_state.workflow_state.content_object
        if not may_approve(user, page):
            raise PermissionDenied("a second person reads")
        super().on_action(task_state, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user: User, **kwargs: Any) -> QuerySet[TaskState]:
        waiting = TaskState.objects.filter(task=self.task_ptr, status=TaskState.STATUS_IN_PROGRESS)
        if not user.has_perm(Permission.USE_ADMIN):
            return waiting.none()
        fitting = [state.pk for state in waiting if may_approve(user, state.workflow_state.content_object)]
        return waiting.filter(pk__in=fitting)

    @classmethod
    def get_description(cls) -> str:
        return _("Somebody who did not write along reads, and publishes or asks for changes.")
