"""Remarks on a draft: who follows them hears of it in the house's own way, with words that name no page."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.models import Page

from drakentemmers.accounts.actions.notifications import notify
from drakentemmers.accounts.models import User
from drakentemmers.accounts.permissions import Permission


def followers_of(page: Page, threads: Collection[int], *, but: User) -> list[User]:
    """Return who keeps pages and follows the remarks of this one, or wrote in one of the threads; `but` left out."""
    people = User.objects.filter(
        Q(page_subscriptions__page=page, page_subscriptions__comment_notifications=True)
        | Q(wagtail_admin_comments__in=threads)
        | Q(comment_replies__comment__in=threads),
        is_active=True,
    ).exclude(pk=but.pk)
    return [user for user in people.distinct().order_by("pk") if user.has_perm(Permission.USE_ADMIN)]


@transaction.atomic
def remarks_changed(*, page: Page, threads: Collection[int], by: User, now: datetime) -> int:
    """Tell who follows that there is something new among the remarks on a draft; return how many people."""
    people = followers_of(page, threads, but=by)
    for user in people:
        notify(
            user=user,
            topic="knowledge.remark",
            text=_("There is a remark on a page you follow: %(title)s") % {"title": page.title},
            path=f"/beheer/pages/{page.pk}/edit/",
            now=now,
            subject=_("A remark for you"),
            mail=_("There is a remark on a page you follow. Sign in to read it."),
        )
    return len(people)
