"""Lists for editors, in the content system: what to read again, links that lead nowhere, what readers say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from drakentemmers.knowledge.labels import label
from drakentemmers.knowledge.models import KnowledgePage
from drakentemmers.knowledge.read.feedback import lines_of, said_of_pages
from drakentemmers.knowledge.read.links import broken_links
from drakentemmers.ui.templatetags.ui import nl_date, nl_moment

AHEAD = timedelta(days=60)
MOST_LINES = 200


@dataclass(frozen=True, slots=True)
class Row:
    """A page in a list, with a link to edit it."""

    page: KnowledgePage
    cells: tuple[str, ...]

    @property
    def title(self) -> str:
        return self.page.title

    @property
    def url(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=[self.page.pk])


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a report; `nothing` is what stands there when it has no rows."""

    heads: Sequence[Promise | str]
    rows: list[Row]
    nothing: Promise | str
    title: Promise | str = ""


class Report(WagtailAdminTemplateMixin, TemplateView):
    """One table or more, with one line of explanation above."""

    template_name = "knowledge/admin/report.html"
    http_method_names = ["get", "head"]
    explained: Promise
    nothing: Promise
    heads: tuple[Promise, ...]

    def rows(self) -> list[Row]:
        raise NotImplementedError

    def tables(self) -> list[Table]:
        return [Table(self.heads, self.rows(), self.nothing)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, tables=self.tables(), explained=self.explained)


class ReviewReport(Report):
    """Pages whose review comes near, the latest first."""

    page_title = _("Reviews")
    header_icon = "calendar-check"
    explained = _("Read these pages again, set a new date, and send them to a second reader.")
    nothing = _("No page has to be read again in the coming two months.")
    heads = (_("Page"), _("Review before"), _("How far"))

    def rows(self) -> list[Row]:
        on = timezone.localdate()
        due = KnowledgePage.objects.due_for_review(on + AHEAD).order_by("review_before", "pk")
        return [Row(page, (nl_date(page.review_before), label(page.review(on)))) for page in due]


class LinksReport(Report):
    """Links that lead nowhere."""

    page_title = _("Broken links")
    header_icon = "link"
    explained = _(
        "Links on published pages that lead nowhere. Other sites count as they were when last asked."
    )
    nothing = _("No broken links found.")
    heads = (_("Page"), _("Leads to"), _("What is wrong"), _("Asked"))

    def rows(self) -> list[Row]:
        return [Row(link.page, (link.to, link.why, nl_moment(link.checked_at))) for link in broken_links()]


class FeedbackReport(Report):
    """What readers say of each page, and their lines; of one page with `?pagina=`."""

    page_title = _("What readers say")
    header_icon = "comment"
    explained = _(
        "Nobody is named: we do not know who wrote it. First come the pages on which somebody missed something."
    )
    nothing = _("Nobody said anything yet.")
    heads = (
        _("Page"),
        _("Helped"),
        _("Missed something"),
        _("Helped, last 90 days"),
        _("Helped, before that"),
        _("Lines"),
    )

    def rows(self) -> list[Row]:
        return [
            Row(
                said.page,
                (
                    str(said.useful),
                    str(said.not_useful),
                    _of(said.share_lately, said.said_lately),
                    _of(said.share_before, said.said_before),
                    str(said.lines),
                ),
            )
            for said in said_of_pages(timezone.now())
        ]

    def lines(self) -> Table:
        asked = self.request.GET.get("pagina", "")
        page_id = int(asked) if asked.isdecimal() and len(asked) < 10 else None
        rows = [
            Row(each.page, (str(_("Yes") if each.was_useful else _("No")), each.line, nl_date(each.at)))
            for each in lines_of(page_id, MOST_LINES)
        ]
        heads = (_("Page"), _("Useful"), _("In words"), _("When"))
        return Table(heads, rows, _("Nobody wrote a line."), _("In their own words"))

    def tables(self) -> list[Table]:
        return [*super().tables(), self.lines()]


def _of(share: int | None, said: int) -> str:
    """80% of 5, or a dash when nobody said anything."""
    return "–" if share is None else gettext("%(share)d%% of %(n)d") % {"share": share, "n": said}
