"""Somebody leaves for good: newsletters end, and what was kept to read goes."""

from datetime import datetime

from django.utils.translation import gettext_lazy

from drakentemmers.accounts.models import User
from drakentemmers.accounts.removal import Leaving
from drakentemmers.knowledge.actions.subscribing import leave_newsletters_of
from drakentemmers.knowledge.models import SeenUntil


def leave_knowledge(user: User, now: datetime) -> None:
    """Let go of what belongs to `user`; call it while the address is still that of the person."""
    leave_newsletters_of(user=user, topics=None, by=user, now=now)
    user.saved_pages.all().delete()
    user.followed_themes.all().delete()
    SeenUntil.objects.filter(user=user).delete()


LEAVING = Leaving(
    goes=(gettext_lazy("Your newsletters, your reading list and the themes you follow."),),
    stays=(),
    leave=leave_knowledge,
)
