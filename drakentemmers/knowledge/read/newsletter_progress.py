"""How the sending of issues goes, in numbers: editors see no address."""

from dataclasses import dataclass

from django.db.models import Count

from drakentemmers.accounts.outbox import WITH_A_WORKER, MailState
from drakentemmers.knowledge.models import KnowledgePage, Mailing, NewsletterIssue, Subscription
from drakentemmers.knowledge.rules.newsletter import Fate, MailingState

UNDER_WAY = frozenset({MailState.WAITING, *WITH_A_WORKER})


@dataclass(frozen=True, slots=True)
class Progress:
    """Of one issue: to how many it goes, and what became of what was written."""

    to_write: int
    waiting: int
    sent: int
    returned: int
    dropped: int
    failed: int
    unsure: int

    @property
    def total(self) -> int:
        return self.to_write + self.written

    @property
    def written(self) -> int:
        return self.waiting + self.sent + self.returned + self.dropped + self.failed + self.unsure

    @property
    def settled(self) -> int:
        """To how many there is nothing left to do."""
        return self.written - self.waiting


@dataclass(frozen=True, slots=True)
class Desk:
    """One issue as the page of editors shows it."""

    issue: NewsletterIssue
    mailing: Mailing | None
    progress: Progress
    is_public: bool
    hidden: tuple[str, ...]  # titles of pages in it that not everybody may read; "" for one that is gone
    has_newer_draft: bool

    @property
    def state(self) -> MailingState | None:
        return MailingState(self.mailing.state) if self.mailing else None

    @property
    def may_start(self) -> bool:
        return self.mailing is None and self.is_public and not self.hidden

    @property
    def may_resume(self) -> bool:
        return self.state == MailingState.STOPPED and self.is_public and not self.hidden


def desk_of(issue: NewsletterIssue) -> Desk:
    """Return an issue with all that somebody has to know before sending it."""
    mailing = Mailing.objects.filter(issue=issue).first()
    return Desk(
        issue=issue,
        mailing=mailing,
        progress=progress_of(issue, mailing),
        is_public=KnowledgePage.objects.public().filter(pk=issue.pk).exists(),
        hidden=tuple(page.title if page else "" for page in issue.hidden_pages()),
        has_newer_draft=issue.live and issue.has_unpublished_changes,
    )


def progress_of(issue: NewsletterIssue, mailing: Mailing | None) -> Progress:
    """Return the numbers of an issue; before it is sent only how many would get it."""
    if mailing is None:
        ready = Subscription.objects.confirmed().filter(topic=issue.topic_id).count()
        return Progress(ready, 0, 0, 0, 0, 0, 0)
    rows = mailing.deliveries.order_by().values_list("fate", "mail__state").annotate(n=Count("pk"))
    numbers = list(rows)
    ended = mailing.state == MailingState.DONE
    return Progress(
        to_write=0 if ended else Subscription.objects.still_to_get(mailing).count(),
        waiting=sum(n for fate, state, n in numbers if not fate and state in UNDER_WAY),
        sent=_counted(numbers, Fate.SENT, MailState.SENT),
        returned=sum(n for fate, _, n in numbers if fate == Fate.RETURNED),
        dropped=_counted(numbers, Fate.DROPPED, MailState.DROPPED),
        failed=sum(n for fate, state, n in numbers if not fate and state == MailState.FAILED),
        unsure=sum(n for fate, state, n in numbers if not fate and state == MailState.UNSURE),
    )


def _counted(numbers: list[tuple[str, str | None, int]], fate: Fate, state: MailState) -> int:
    """Count what ended so, also where that was not noted yet."""
    return sum(n for noted, now, n in numbers if noted == fate or (not noted and now == state))


def all_desks() -> list[tuple[NewsletterIssue, Mailing | None]]:
    """Return every issue with its sending, the youngest first. Two queries."""
    issues = NewsletterIssue.objects.select_related("topic").defer("body", "sources", "parts").order_by("-pk")
    mailings = {mailing.issue_id: mailing for mailing in Mailing.objects.defer("text", "html")}
    return [(issue, mailings.get(issue.pk)) for issue in issues]
