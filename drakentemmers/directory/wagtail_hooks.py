"""Regions in the admin: names that turn out otherwise, and which municipality belongs to which region."""

from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel
from wagtail.permission_policies import BasePermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from drakentemmers.accounts.models import User
from drakentemmers.accounts.permissions import Permission
from drakentemmers.audit.actions import record
from drakentemmers.directory.models import Region, RegionMunicipality


class AreaPolicy(BasePermissionPolicy):
    """Who may edit areas may look, add and change; nobody takes a region away while others point at it."""

    def user_has_permission(self, user: User, action: str) -> bool:
        return action != "delete" and user.has_perm(Permission.EDIT_AREAS)

    def users_with_any_permission(self, actions: list[str]) -> list[User]:
        return [user for user in User.objects.filter(is_active=True) if user.has_perm(Permission.EDIT_AREAS)]


class RegionViewSet(SnippetViewSet):
    """The three divisions of the country."""

    model = Region
    icon = "globe"
    menu_label = _("Regions")
    list_display = ["name", "model", "verified", "valid_from"]
    list_filter = ["model", "verified"]
    search_fields = ["name", "code"]
    panels = [
        FieldPanel("model"),
        FieldPanel("name"),
        FieldPanel("source"),
        FieldPanel("verified"),
        FieldPanel("valid_from"),
    ]


class RegionMunicipalityViewSet(SnippetViewSet):
    """Which municipality belongs to which region, since when, according to whom."""

    model = RegionMunicipality
    icon = "list-ul"
    menu_label = _("Municipalities in regions")
    list_display = ["municipality", "region", "valid_from", "valid_to"]
    list_filter = ["region"]
    list_select_related = ["municipality", "region"]
    panels = [
        FieldPanel("region"),
        FieldPanel("municipality"),
        FieldPanel("source"),
        FieldPanel("valid_from"),
        FieldPanel("valid_to"),
    ]


class AreaGroup(SnippetViewSetGroup):
    """One heading in the menu of the admin."""

    menu_label = _("Areas")
    menu_icon = "globe"
    items = (RegionViewSet, RegionMunicipalityViewSet)


register_permission_policy(Region, AreaPolicy(Region))
register_permission_policy(RegionMunicipality, AreaPolicy(RegionMunicipality))
register_snippet(AreaGroup)


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def log_change(request: HttpRequest, instance: Model) -> None:
    """Write every change of an area in the log, as any other write."""
    if isinstance(instance, Region | RegionMunicipality):
        record("area.changed", instance, by=request.user, now=timezone.now())
