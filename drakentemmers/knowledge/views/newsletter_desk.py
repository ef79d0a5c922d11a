"""Where editors send an issue and see how that goes, in the content system."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from drakentemmers.accounts.permissions import Permission
from drakentemmers.knowledge.actions.newsletters import (
    HiddenPagesError,
    NotPublishedError,
    SentAlreadyError,
    resume_sending,
    send_test,
    start_sending,
    stop_sending,
)
from drakentemmers.knowledge.models import Mailing, NewsletterIssue
from drakentemmers.knowledge.read.newsletter import WAY_OUT, composed
from drakentemmers.knowledge.read.newsletter_progress import all_desks, desk_of


class ForSenders(WagtailAdminTemplateMixin, TemplateView):
    """A page for who may send newsletters."""

    header_icon = "mail"
    breadcrumbs_items: list[dict[str, Any]] = []  # the title stands large above the page

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(Permission.SEND_NEWSLETTER):
            raise PermissionDenied(Permission.SEND_NEWSLETTER)
        return super().dispatch(request, *args, **kwargs)


class NewsletterList(ForSenders):
    """All issues, and how far each is."""

    page_title = gettext_lazy("Send newsletters")
    template_name = "knowledge/admin/newsletters.html"
    http_method_names = ["get", "head"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, rows=all_desks())


class NewsletterDesk(ForSenders):
    """One issue: look at it, try it, send it, stop, go on."""

    page_title = gettext_lazy("Send a newsletter")
    template_name = "knowledge/admin/newsletter.html"
    http_method_names = ["get", "head", "post"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        issue = get_object_or_404(NewsletterIssue, pk=self.kwargs["issue_id"])
        desk = desk_of(issue)
        shown = desk.mailing or composed(issue, now=timezone.now())
        text = shown.text.replace(WAY_OUT, _("(here comes the own link of each reader)"))
        return super().get_context_data(**kwargs, desk=desk, subject=shown.subject, text=text)

    def get_page_subtitle(self) -> str:
        return get_object_or_404(NewsletterIssue, pk=self.kwargs["issue_id"]).title

    def post(self, request: HttpRequest, issue_id: int) -> HttpResponse:
        issue = get_object_or_404(NewsletterIssue, pk=issue_id)
        try:
            said = DEEDS.get(request.POST.get("wat", ""), _nothing)(request, issue)
        except HiddenPagesError:
            messages.error(
                request, _("There is a page in it that not everybody may read. Take it out first.")
            )
        except NotPublishedError:
            messages.error(request, _("This issue is not on the site. Let a second reader publish it first."))
        except SentAlreadyError:
            messages.info(request, _("Somebody pressed Send already. Nobody gets it twice."))
        else:
            messages.success(request, said)
        return redirect(reverse("newsletter_desk", args=[issue_id]))


def _try(request: HttpRequest, issue: NewsletterIssue) -> str:
    send_test(issue=issue, by=request.user, now=timezone.now())
    return _("A mail to try is on its way to you.")


def _send(request: HttpRequest, issue: NewsletterIssue) -> str:
    start_sending(issue=issue, by=request.user, now=timezone.now())
    return _("It is being sent. You can leave this page.")


def _stop(request: HttpRequest, issue: NewsletterIssue) -> str:
    mailing = get_object_or_404(Mailing, issue=issue)
    if not stop_sending(mailing=mailing, by=request.user, now=timezone.now()):
        return _("There was nothing left to stop.")
    return _("Stopped. What waited is taken back; what had left cannot be.")


def _resume(request: HttpRequest, issue: NewsletterIssue) -> str:
    resume_sending(mailing=get_object_or_404(Mailing, issue=issue), by=request.user, now=timezone.now())
    return _("It goes on where it stopped. Nobody gets it twice.")


def _nothing(request: HttpRequest, issue: NewsletterIssue) -> str:
    return _("Nothing was changed.")


DEEDS = {"proef": _try, "versturen": _send, "stop": _stop, "verder": _resume}
