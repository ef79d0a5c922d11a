"""What editors find in the content system: hard words, pages to review, what readers say, sending newsletters."""

from collections.abc import Iterable

from django.db.models import Model
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel
from wagtail.admin.userbar import BaseItem
from wagtail.models import Page
from wagtail.permission_policies import BasePermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from drakentemmers.accounts.models import User
from drakentemmers.accounts.permissions import Permission
from drakentemmers.audit.actions import record
from drakentemmers.kernel.search.index import refresh, reindex
from drakentemmers.kernel.search.kinds import kind_named
from drakentemmers.knowledge.actions.reviewing import editors, send_no_mail_past_the_outbox
from drakentemmers.knowledge.checker import with_our_checker
from drakentemmers.knowledge.models import NewsletterTopic, Term
from drakentemmers.knowledge.page_links import KnownPageLinkHandler
from drakentemmers.knowledge.second_reader_menu import offer_answers
from drakentemmers.knowledge.views.newsletter_desk import NewsletterDesk, NewsletterList
from drakentemmers.knowledge.views.reports import FeedbackReport, LinksReport, ReviewReport

send_no_mail_past_the_outbox()
hooks.register("construct_page_action_menu", offer_answers)


class TermPolicy(BasePermissionPolicy):
    """Who keeps pages keeps the words in them."""

    def user_has_permission(self, user: User, action: str) -> bool:
        return user.has_perm(Permission.USE_ADMIN)

    def users_with_any_permission(self, actions: list[str]) -> list[User]:
        return editors()


class TermViewSet(SnippetViewSet):
    """Words that pages explain where they occur."""

    model = Term
    icon = "openquote"
    add_to_admin_menu = True
    menu_label = _("Hard words")
    menu_order = 210
    list_display = ["term", "explanation"]
    search_fields = ["term", "also", "explanation"]
    panels = [
        FieldPanel("term"),
        FieldPanel("plural"),
        FieldPanel("also"),
        FieldPanel("explanation"),
        FieldPanel("slug"),
    ]


class TopicPolicy(TermPolicy):
    """Topics come and close; none is thrown away, because people signed up for it."""

    def user_has_permission(self, user: User, action: str) -> bool:
        return action != "delete" and super().user_has_permission(user, action)


class TopicViewSet(SnippetViewSet):
    """What newsletters are about."""

    model = NewsletterTopic
    icon = "mail"
    add_to_admin_menu = True
    menu_label = _("Topics")
    menu_order = 215
    list_display = ["name", "explanation", "is_open"]
    panels = [FieldPanel(name) for name in ("name", "explanation", "is_open", "order")]


register_permission_policy(Term, TermPolicy(Term))
register_permission_policy(NewsletterTopic, TopicPolicy(NewsletterTopic))
register_snippet(TermViewSet)
register_snippet(TopicViewSet)


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def keep_what_an_editor_wrote(request: HttpRequest, instance: Model) -> None:
    """Write a changed word in the log; from now on the starting content leaves it alone."""
    if isinstance(instance, Term):
        Term.objects.filter(pk=instance.pk).update(is_loaded=False)
        record("term.changed", instance, by=request.user, now=timezone.now(), term=instance.term)
        refresh("term", [str(instance.pk)])
    elif isinstance(instance, NewsletterTopic):
        record("newsletter_topic.changed", instance, by=request.user, now=timezone.now(), name=instance.name)


@hooks.register("before_delete_snippet")
def say_which_words_go(request: HttpRequest, instances: Iterable[Model]) -> None:
    """The log says who took a word away; it is written while the word still has its number."""
    for instance in instances:
        if isinstance(instance, Term):
            record("term.removed", instance, by=request.user, now=timezone.now(), term=instance.term)


@hooks.register("after_delete_snippet")
def find_words_that_are_gone_no_more(request: HttpRequest, instances: Iterable[Model]) -> None:
    if any(isinstance(instance, Term) for instance in instances):
        reindex(kind_named("term"))


@hooks.register("register_rich_text_features", order=100)
def links_that_know_their_page(features: FeatureRegistry) -> None:
    """Links to our own pages can be left out for who may not read those."""
    features.register_link_type(KnownPageLinkHandler)


@hooks.register("construct_wagtail_userbar")
def check_the_text(request: HttpRequest, items: list[BaseItem], page: Page | None) -> None:
    """The checks beside the form look at what an editor wrote."""
    with_our_checker(items)


REPORTS = {
    "review": (ReviewReport, "knowledge_review"),
    "links": (LinksReport, "knowledge_links"),
    "feedback": (FeedbackReport, "knowledge_feedback"),
}


@hooks.register("register_admin_urls")
def addresses_of_reports() -> list[URLPattern]:
    """Put the lists of the editors among the reports."""
    return [path(f"reports/{where}/", view.as_view(), name=name) for where, (view, name) in REPORTS.items()]


@hooks.register("register_reports_menu_item")
def review_item() -> MenuItem:
    return _item("review")


@hooks.register("register_reports_menu_item")
def links_item() -> MenuItem:
    return _item("links")


@hooks.register("register_reports_menu_item")
def feedback_item() -> MenuItem:
    return _item("feedback")


def _item(where: str) -> MenuItem:
    view, name = REPORTS[where]
    return MenuItem(view.page_title, reverse(name), icon_name=view.header_icon, order=10)


@hooks.register("register_admin_urls")
def addresses_of_newsletters() -> list[URLPattern]:
    """Where editors send newsletters."""
    return [
        path("nieuwsbrieven/", NewsletterList.as_view(), name="newsletter_list"),
        path("nieuwsbrieven/<int:issue_id>/", NewsletterDesk.as_view(), name="newsletter_desk"),
    ]


@hooks.register("register_admin_menu_item")
def newsletters_item() -> MenuItem:
    return MenuItem(NewsletterList.page_title, reverse("newsletter_list"), icon_name="mail", order=205)
