"""Who keeps pictures and documents, and who may see them."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, QuerySet
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, CollectionViewRestriction
from wagtail.permission_policies import BasePermissionPolicy
from wagtail.permissions import register_permission_policy

from drakentemmers.accounts.models import User
from drakentemmers.accounts.permissions import Permission


class MediaPolicy(BasePermissionPolicy):
    """Editors choose, add, change and take away; nobody else does anything."""

    def user_has_permission(self, user: User, action: str) -> bool:
        return user.has_perm(Permission.USE_ADMIN)

    def user_has_any_permission(self, user: User, actions: list[str]) -> bool:
        return user.has_perm(Permission.USE_ADMIN)

    def users_with_any_permission(self, actions: list[str]) -> list[User]:
        return [user for user in User.objects.filter(is_active=True) if user.has_perm(Permission.USE_ADMIN)]

    def users_with_any_permission_for_instance(self, actions: list[str], instance: Model) -> list[User]:
        return self.users_with_any_permission(actions)

    def instances_user_has_any_permission_for(self, user: User, actions: list[str]) -> QuerySet[Any]:
        rows = self.model._default_manager
        return rows.all() if user.has_perm(Permission.USE_ADMIN) else rows.none()

    def collections_user_has_any_permission_for(self, user: User, actions: list[str]) -> QuerySet[Collection]:
        return Collection.objects.all() if user.has_perm(Permission.USE_ADMIN) else Collection.objects.none()

    def collections_user_has_permission_for(self, user: User, action: str) -> QuerySet[Collection]:
        return self.collections_user_has_any_permission_for(user, [action])


def keep_media_by_role() -> None:
    """Let the roles decide; the package itself would ask for rights that nobody holds here."""
    for model in (get_document_model(), get_image_model()):
        register_permission_policy(model, MediaPolicy(model), exact_class=True)


def may_see(user: User | AnonymousUser, collection: Collection) -> bool:
    """A collection is public, or for who is signed in, or for groups of people; editors see all of them.

    A shared password, which the package knows too, opens nothing here: it says nothing about who asks.
    """
    if user.is_authenticated and user.has_perm(Permission.USE_ADMIN):
        return True
    return all(_passes(user, restriction) for restriction in collection.get_view_restrictions())


def _passes(user: User | AnonymousUser, restriction: CollectionViewRestriction) -> bool:
    if restriction.restriction_type == CollectionViewRestriction.LOGIN:
        return user.is_authenticated
    if restriction.restriction_type == CollectionViewRestriction.GROUPS:
        return user.is_authenticated and user.groups.filter(pk__in=restriction.groups.all()).exists()
    return False
