"""What readers say, page by page: how often it helped, and whether that changed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from drakentemmers.knowledge.models import Feedback, KnowledgePage

LATELY = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of one page."""

    page: KnowledgePage
    useful: int
    not_useful: int
    useful_lately: int
    said_lately: int
    lines: int

    @property
    def said_before(self) -> int:
        return self.useful + self.not_useful - self.said_lately

    @property
    def share_lately(self) -> int | None:
        """How many of a hundred found it useful lately; None when nobody said anything."""
        return _share(self.useful_lately, self.said_lately)

    @property
    def share_before(self) -> int | None:
        return _share(self.useful - self.useful_lately, self.said_before)

    @property
    def rank(self) -> tuple[int, int, int]:
        """What to look at first: who missed something lately, then ever, then where most was said."""
        return (self.useful_lately - self.said_lately, -self.not_useful, -self.useful)


def said_of_pages(now: datetime) -> list[Said]:
    """Return every page of which something was said, those first that somebody missed something on lately."""
    lately = Q(feedback__at__gt=now - LATELY)
    useful = Q(feedback__was_useful=True)
    pages = KnowledgePage.objects.filter(feedback__isnull=False).annotate(
        useful=Count("feedback", filter=useful),
        said=Count("feedback"),
        useful_lately=Count("feedback", filter=useful & lately),
        said_lately=Count("feedback", filter=lately),
        lines=Count("feedback", filter=~Q(feedback__line="")),
    )
    found = [
        Said(page, page.useful, page.said - page.useful, page.useful_lately, page.said_lately, page.lines)
        for page in pages.defer("body", "sources").order_by("pk")
    ]
    return sorted(found, key=lambda said: said.rank)


def lines_of(page_id: int | None, most: int) -> list[Feedback]:
    """Return what readers wrote, the youngest first; of one page, or of all."""
    lines = Feedback.objects.exclude(line="").select_related("page").order_by("-at", "-pk")
    return list((lines if page_id is None else lines.filter(page_id=page_id))[:most])


def _share(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None
