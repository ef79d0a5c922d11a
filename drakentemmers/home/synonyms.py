"""The synonyms of the search in the admin: editors keep the list, every change stands in the log."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms import Textarea
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.permission_policies import BasePermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from drakentemmers.accounts.models import User
from drakentemmers.accounts.permissions import Permission
from drakentemmers.audit.actions import record
from drakentemmers.kernel.models import SearchSynonyms

MOST_PHRASES = 20
LONGEST_PHRASE = 80


class SynonymsPolicy(BasePermissionPolicy):
    """Editors add, change and take away; nobody else does anything."""

    def user_has_permission(self, user: User, action: str) -> bool:
        return user.has_perm(Permission.USE_ADMIN)

    def users_with_any_permission(self, actions: list[str]) -> list[User]:
        return [user for user in User.objects.filter(is_active=True) if user.has_perm(Permission.USE_ADMIN)]


class SynonymsForm(WagtailAdminModelForm):
    """At least two words or phrases, with commas between."""

    def clean_words(self) -> str:
        """Return the phrases neatly; ValidationError with what to do when they are too few, many or long."""
        phrases = SearchSynonyms(words=self.cleaned_data["words"].replace("\n", ",")).phrases
        if len(phrases) < 2:
            raise ValidationError(_("Write at least two words or phrases, with a comma between."))
        if len(phrases) > MOST_PHRASES:
            raise ValidationError(_("Write at most 20 words or phrases. Begin a second list for the others."))
        if any(len(phrase) > LONGEST_PHRASE for phrase in phrases):
            raise ValidationError(_("Make each phrase at most 80 characters long."))
        return ", ".join(phrases)


class SynonymsViewSet(SnippetViewSet):
    """Words and phrases that mean the same to who searches."""

    model = SearchSynonyms
    icon = "search"
    menu_label = _("Synonyms of the search")
    add_to_admin_menu = True
    list_display = ["words", "changed_at"]
    search_fields = ["words"]
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel(
                "words",
                heading=_("Words that mean the same"),
                help_text=_(
                    "With a comma between. Who types one of them finds pages with any of them, at once."
                ),
                widget=Textarea(attrs={"rows": 3}),
            )
        ],
        base_form_class=SynonymsForm,
    )


register_permission_policy(SearchSynonyms, SynonymsPolicy(SearchSynonyms))
register_snippet(SynonymsViewSet)


@hooks.register("after_create_snippet")
def log_added(request: HttpRequest, instance: Model) -> None:
    """Write in the log who added a list."""
    if isinstance(instance, SearchSynonyms):
        record("synonyms.added", instance, by=request.user, now=timezone.now(), words=instance.words)


@hooks.register("after_edit_snippet")
def log_changed(request: HttpRequest, instance: Model) -> None:
    """Write in the log who changed a list."""
    if isinstance(instance, SearchSynonyms):
        record("synonyms.changed", instance, by=request.user, now=timezone.now(), words=instance.words)


@hooks.register("before_delete_snippet")
def log_removed(request: HttpRequest, instances: Any) -> None:
    """Write in the log who takes lists away."""
    if request.method == "POST":
        for instance in instances:
            if isinstance(instance, SearchSynonyms):
                record(
                    "synonyms.removed", instance, by=request.user, now=timezone.now(), words=instance.words
                )
