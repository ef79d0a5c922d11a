"""What an administrator sees of the outbox: how mails fare, never what they say or to whom exactly."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from drakentemmers.accounts.labels import label
from drakentemmers.accounts.models import OutgoingMail, User
from drakentemmers.accounts.outbox import NEEDS_A_PERSON, MailKind, MailState, masked
from drakentemmers.kernel.clock import AMSTERDAM

DAYS = 7
WHY = {
    "worker_died": _("the worker stopped halfway"),
    "line_broke": _("the line broke"),
    "no_connection": _("no connection with the mail server"),
    "not_valid": _("the address or subject is not valid"),
    "not_supported": _("the mail server does not take this address"),
    "not_readable": _("the text cannot be read"),
    "not_wanted": _("no longer wanted"),
    "account_closed": _("the account is closed"),
    "stopped": _("stopped by an editor"),
    "comes_back": _("mail to this address comes back"),
}


@dataclass(frozen=True, slots=True)
class MailRow:
    """One mail as the page shows it."""

    pk: str
    to: str  # masked
    kind: str
    state: MailState
    state_name: str
    why: str
    attempts: int
    written_at: datetime
    next_try_at: datetime | None  # of a waiting one
    ended_at: datetime | None
    returned_at: datetime | None
    message_id: str  # to look up in the log of the mail server

    @property
    def needs_a_person(self) -> bool:
        return self.state in NEEDS_A_PERSON

    @property
    def is_unsure(self) -> bool:
        return self.state is MailState.UNSURE


@dataclass(frozen=True, slots=True)
class Counted:
    """How many there are of one state or kind."""

    value: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The figures above the list."""

    states: list[Counted]
    kinds: list[Counted]
    handed_over: int  # in the last 24 hours
    quota: int  # of the same, MAIL_PER_DAY
    days: list[tuple[date, int]]  # newest first

    @property
    def is_full(self) -> bool:
        return self.handed_over >= self.quota


def overview(now: datetime) -> Overview:
    """Return the figures at `now`. Three queries."""
    pairs = OutgoingMail.objects.order_by().values_list("state", "kind").annotate(n=Count("pk"))
    found = [(MailState(state), MailKind(kind), n) for state, kind, n in pairs]
    day = TruncDate("handed_over_at", tzinfo=AMSTERDAM)
    recent = OutgoingMail.objects.handed_over_since(now - timedelta(days=DAYS)).order_by()
    return Overview(
        states=[
            Counted(state.value, label(state), sum(n for held, _, n in found if held is state))
            for state in MailState
        ],
        kinds=[
            Counted(kind.value, label(kind), sum(n for _, held, n in found if held is kind))
            for kind in MailKind
        ],
        handed_over=OutgoingMail.objects.handed_over_since(now - timedelta(days=1)).count(),
        quota=settings.MAIL_PER_DAY,
        days=list(recent.annotate(day=day).values_list("day").annotate(n=Count("pk")).order_by("-day")),
    )


def mails(*, state: str = "", kind: str = "") -> QuerySet[OutgoingMail]:
    """Return the mails of one state and kind ("" for all), newest first, without reading what they say."""
    rows = OutgoingMail.objects.defer("subject", "text", "html", "headers").order_by("-created_at", "pk")
    if state in list(MailState):
        rows = rows.filter(state=state)
    if kind in list(MailKind):
        rows = rows.filter(kind=kind)
    return rows


def why(reason: str) -> str:
    """Return why a mail did not go: in words, or as the numbers of the mail server (RFC 5321, RFC 3463)."""
    return str(WHY.get(reason, reason))


def row_of(mail: OutgoingMail) -> MailRow:
    """Return one mail as the page shows it."""
    state = MailState(mail.state)
    return MailRow(
        pk=mail.pk,
        to=masked(mail.to),
        kind=label(MailKind(mail.kind)),
        state=state,
        state_name=label(state),
        why=why(mail.reason),
        attempts=mail.attempts,
        written_at=mail.created_at,
        next_try_at=mail.next_try_at if state is MailState.WAITING else None,
        ended_at=mail.ended_at,
        returned_at=mail.returned_at,
        message_id=mail.message_id,
    )


def waiting_for(_user: User, _now: datetime) -> int:
    """Return how many mails an administrator has to look at; one query."""
    return OutgoingMail.objects.filter(state__in=NEEDS_A_PERSON).count()
