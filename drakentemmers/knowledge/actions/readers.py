"""What readers do: keep a page, follow a theme, say that they have seen what is new, say whether a page helped."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from drakentemmers.accounts.models import User
from drakentemmers.knowledge.models import (
    Feedback,
    KnowledgePage,
    Reader,
    SavedPage,
    SeenUntil,
    ThemeFollow,
    ThemePage,
)

MOST_SAVED = 500


class ReadingListFullError(Exception):
    """Somebody keeps as many pages as one may."""


@transaction.atomic
def save_page(*, page: KnowledgePage, by: User, now: datetime) -> None:
    """Put a page on the reading list of `by`; once."""
    _demand_readable(page, by)
    if by.saved_pages.exclude(page=page).count() >= MOST_SAVED:
        raise ReadingListFullError
    SavedPage.objects.get_or_create(user=by, page=page, defaults={"saved_at": now})


@transaction.atomic
def let_go_of_page(*, page: KnowledgePage, by: User) -> None:
    """Take a page off the reading list of `by`."""
    SavedPage.objects.filter(user=by, page=page).delete()


@transaction.atomic
def follow(*, theme: ThemePage, by: User, now: datetime) -> None:
    """Let `by` hear of new pages in a theme; once."""
    _demand_readable(theme, by)
    ThemeFollow.objects.get_or_create(user=by, theme=theme, defaults={"since": now})


@transaction.atomic
def stop_following(*, theme: ThemePage, by: User) -> None:
    """Let `by` hear nothing more of a theme."""
    ThemeFollow.objects.filter(user=by, theme=theme).delete()


@transaction.atomic
def mark_seen(*, by: User, now: datetime) -> None:
    """Keep that `by` has seen what is new up to `now`."""
    SeenUntil.objects.update_or_create(user=by, defaults={"until": now})


@transaction.atomic
def give_feedback(*, page: KnowledgePage, was_useful: bool, line: str, by: Reader, now: datetime) -> None:
    """Keep whether a page helped. `by` is only asked whether it may be read, and not kept."""
    _demand_readable(page, by)
    Feedback.objects.create(page_id=page.pk, was_useful=was_useful, line=line, at=now)


def _demand_readable(page: KnowledgePage, reader: Reader) -> None:
    if not KnowledgePage.objects.visible_to(reader).filter(pk=page.pk).exists():
        raise PermissionDenied("not a page for this person")
