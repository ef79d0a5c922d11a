"""Roles decide about pages in the content system; the package itself would ask for rights of groups nobody is in."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from wagtail.models import AbstractPage, Page
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import register_permission_policy

from drakentemmers.accounts.models import User
from drakentemmers.accounts.permissions import Permission
from drakentemmers.knowledge.models import SectionPage

# "publish" is not among them: publishing goes by a second reader (models/second_reader.py).
EDITORS_MAY = ("add", "change", "lock", "unlock")


@dataclass(frozen=True, slots=True)
class Codename:
    """What the package reads of a permission."""

    codename: str


@dataclass(frozen=True, slots=True)
class Right:
    """One right on one page and all below it, in the shape the package reads."""

    page: Page
    permission: Codename

    @property
    def page_id(self) -> int:
        return self.page.pk


class EditorsPolicy(PagePermissionPolicy):
    """Who may use the content system adds and changes pages on every shelf."""

    def get_all_permissions_for_user(self, user: User | AnonymousUser) -> list[Right]:  # type: ignore[override]
        if not user.is_authenticated or not user.has_perm(Permission.USE_ADMIN):
            return []
        shelves = [
            section.page_ptr for section in SectionPage.objects.select_related("page_ptr").order_by("path")
        ]
        return [Right(shelf, Codename(f"{action}_page")) for shelf in shelves for action in EDITORS_MAY]

    def users_with_any_permission(self, actions: Any, include_superusers: bool = True) -> QuerySet[User]:
        if not set(actions) & set(EDITORS_MAY):
            return User.objects.none()
        people = [
            user.pk for user in User.objects.filter(is_active=True) if user.has_perm(Permission.USE_ADMIN)
        ]
        return User.objects.filter(pk__in=people)

    def users_with_any_permission_for_instance(
        self, actions: Any, instance: Page, include_superusers: bool = True
    ) -> QuerySet[User]:
        return self.users_with_any_permission(actions)


def keep_pages_by_role() -> None:
    """Put our policy in the place of the package's own."""
    register_permission_policy(AbstractPage, EditorsPolicy(Page))
