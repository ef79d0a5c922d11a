"""What goes with publishing a page and with taking it off the site, however that came about.

The content system publishes by several ways (the second reader, a moment set before, the loader) that all end in
`Page.publish`; its signals are the one place behind them all. They are sent inside the transaction of the page
(models/base.py), so that the log line and the page come together.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import get_active_log_context
from wagtail.models import TaskState

from drakentemmers.accounts.actions.notifications import notify
from drakentemmers.accounts.models import User
from drakentemmers.audit.actions import record
from drakentemmers.kernel.search.index import refresh
from drakentemmers.knowledge.models import KnowledgePage, PageChange, audiences_of
from drakentemmers.knowledge.read.text import plain_text
from drakentemmers.knowledge.rules.reading_time import count_words, minutes_to_read

if TYPE_CHECKING:
    from wagtail.models import Revision


def on_published(*, instance: Any, revision: "Revision", **options: Any) -> None:
    """Follow the content system: a page was published, or set to be."""
    if isinstance(instance, KnowledgePage) and instance.live:
        published(instance, revision=revision, now=timezone.now())


def on_unpublished(*, instance: Any, **options: Any) -> None:
    """Follow the content system: a page left the site."""
    if isinstance(instance, KnowledgePage):
        record(
            "page.unpublished",
            page_of(instance),
            by=_who_is_at_it(),
            now=timezone.now(),
            title=instance.title,
        )
        _keep_findable(instance)


def published(page: KnowledgePage, *, revision: "Revision", now: datetime) -> None:
    """Write in the log who wrote what was published, count its reading time, keep its change, tell followers once."""
    is_first = page.first_published_at == page.last_published_at
    minutes = minutes_to_read(count_words(plain_text(page)))
    KnowledgePage.objects.filter(pk=page.pk).update(reading_minutes=minutes)
    last = page.changes.first()
    if page.change_note and not is_first and (last is None or last.what != page.change_note):
        PageChange.objects.create(page_id=page.pk, at=now, what=page.change_note)
    record(
        "page.published",
        page_of(page),
        by=_second_reader_of(revision),
        now=now,
        title=page.title,
        revision=revision.pk,
        written_by=str(revision.user_id or ""),
    )
    _keep_findable(page)
    if is_first and revision.user_id is not None:
        _tell_followers(page, now)


def _keep_findable(page: KnowledgePage) -> None:
    """Bring the index up to date, of the pages below it too: their addresses and readers follow from it."""
    refresh("page", [str(pk) for pk in page.get_descendants(inclusive=True).values_list("pk", flat=True)])


def page_of(page: KnowledgePage) -> KnowledgePage:
    """Return the row all kinds of page share: the log knows pages by that."""
    return page if type(page) is KnowledgePage else KnowledgePage.objects.get(pk=page.pk)


def _second_reader_of(revision: "Revision") -> User | None:
    """Return who said yes to this version; None when the site itself published it."""
    yes = revision.task_states.filter(status=TaskState.STATUS_APPROVED).order_by("-finished_at").first()
    return yes.finished_by if yes else None


def _who_is_at_it() -> User | None:
    """Return who works in the content system at this moment, whose signal names nobody; None: the site itself."""
    return get_active_log_context().user


def _tell_followers(page: KnowledgePage, now: datetime) -> None:
    """One neutral line for each person who follows a theme of the page and may read it."""
    parent = page.get_parent()
    themes = [parent.pk, *page.also_in.values_list("pk", flat=True)]
    followers = User.objects.filter(followed_themes__theme__in=themes, is_active=True).distinct()
    for user in followers.order_by("pk"):
        if page.audience in audiences_of(user):
            notify(
                user=user,
                topic="knowledge.published",
                text=_("There is a new page in a theme you follow."),
                path=page.url,
                now=now,
                subject=_("Something new to read"),
                mail=_("There is a new page in a theme you follow. Sign in to read it."),
            )
