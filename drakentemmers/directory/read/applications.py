"""The list of applications, a tab at a time."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q

from drakentemmers.accounts.models import User
from drakentemmers.directory.joining import TO_JUDGE, ApplicationKind, ApplicationState
from drakentemmers.directory.labels import label
from drakentemmers.directory.models import Application

PER_PAGE = 30
S = ApplicationState


class Tab(StrEnum):
    """The tabs of the list; values stand in the address."""

    TO_DO = "te-doen"
    ASKED = "gevraagd"
    WAITING = "wachttijd"
    DONE = "klaar"


STATES_OF = {
    Tab.TO_DO: tuple(TO_JUDGE),
    Tab.ASKED: (S.ASKED,),
    Tab.WAITING: (S.WAITING,),
    Tab.DONE: (S.OPEN, S.REFUSED, S.WITHDRAWN),
}


@dataclass(frozen=True, slots=True)
class TabCount:
    """A tab with how many stand in it."""

    tab: Tab
    count: int


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    pk: str
    title: str
    kind: str
    works_at: str
    state: ApplicationState
    state_name: str
    since: datetime
    opens_at: datetime | None
    is_mine_to_do: bool


@dataclass(frozen=True, slots=True)
class ListPage:
    """The list of applications, one tab of it."""

    tabs: list[TabCount]
    chosen: Tab
    rows: list[Row]
    page: Page


def list_page(user: User, wanted: str, number: str) -> ListPage:
    """Return one tab of the list as `user` may see it, oldest first. A constant number of queries."""
    seen = Application.objects.visible_to(user).exclude(confirmed_at=None)
    chosen = Tab(wanted) if wanted in list(Tab) else Tab.TO_DO
    counts = seen.order_by().aggregate(
        **{tab.name: Count("pk", filter=Q(state__in=states)) for tab, states in STATES_OF.items()}
    )
    order = "-state_since" if chosen == Tab.DONE else "state_since"
    rows = seen.filter(state__in=STATES_OF[chosen]).select_related("practice").order_by(order, "pk")
    page = Paginator(rows, PER_PAGE).get_page(number)
    return ListPage(
        [TabCount(tab, counts[tab.name]) for tab in Tab], chosen, [_row(row, user) for row in page], page
    )


def _row(row: Application, user: User) -> Row:
    state = ApplicationState(row.state)
    return Row(
        pk=row.pk,
        title=row.title,
        kind=label(ApplicationKind(row.kind)),
        works_at=row.works_at,
        state=state,
        state_name=label(state),
        since=row.state_since,
        opens_at=row.opens_at,
        is_mine_to_do=state in TO_JUDGE and user.pk not in (row.user_id, row.first_yes_by_id),
    )


def waiting_for(user: User, _now: datetime) -> int:
    """Return how many applications wait for a yes that `user` could give. One query."""
    rows = Application.objects.filter(state__in=TO_JUDGE)
    return rows.exclude(first_yes_by=user).exclude(user=user).count()
