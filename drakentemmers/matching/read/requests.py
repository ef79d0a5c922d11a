"""The lists of requests: whose turn it is, per tab, in pages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, Q, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drakentemmers.accounts.models import User
from drakentemmers.accounts.rules import NETWORK, REQUESTING
from drakentemmers.directory.rules import ClientGroup, Problem, Setting
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.course import IN_IT, QuestionState, RequestState, shown_as
from drakentemmers.matching.labels import label
from drakentemmers.matching.models import Question, TreatmentRequest
from drakentemmers.matching.read.mine import IN_TREATMENT, waits_for_its_asker
from drakentemmers.matching.read.turns import Turn, gone_among, turn_for_asker, turn_for_therapist
from drakentemmers.matching.read.urgency import UrgencyTag, start_in_short, urgency_tag
from drakentemmers.matching.rules import Urgency

PER_PAGE = 20


class Tab(StrEnum):
    """A part of the list, by the word that stands in the address."""

    OUR_TURN = "aan-zet"
    WAITING = "wacht"
    PLACED = "geplaatst"
    DONE = "klaar"
    ASKED_ME = "vragen-aan-mij"
    TREATING = "in-behandeling"
    ANSWERED = "beantwoord"


TAB_NAMES: dict[Tab, Promise] = {
    Tab.OUR_TURN: gettext_lazy("Our turn"),
    Tab.WAITING: gettext_lazy("Waits for a therapist"),
    Tab.PLACED: gettext_lazy("Placed"),
    Tab.DONE: gettext_lazy("Done"),
    Tab.ASKED_ME: gettext_lazy("Questions to me"),
    Tab.TREATING: gettext_lazy("In treatment with me"),
    Tab.ANSWERED: gettext_lazy("Answered and over"),
}
URGENT_FIRST = Case(
    When(urgency=Urgency.ACUTE, then=Value(0)),
    When(urgency=Urgency.WITHIN_4_WEEKS, then=Value(1)),
    default=Value(2),
)


@dataclass(frozen=True, slots=True)
class TabCount:
    """One tab with how many rows stand behind it."""

    tab: Tab
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Row:
    """One request in a list. Of one in which the reader has no part (any more) the need is left out."""

    id: str
    pseudonym: str
    state: str
    organisation: str
    turn: Turn
    is_family: bool = False
    what: str = ""
    where: str = ""
    urgency: UrgencyTag | None = None
    start_by: str = ""


def _asker_conditions(on: date) -> dict[Tab, Q]:
    ours = waits_for_its_asker(on)
    return {
        Tab.OUR_TURN: ours,
        Tab.WAITING: Q(state=RequestState.ASKED) & ~ours,
        Tab.PLACED: Q(state__in=IN_TREATMENT) & ~ours,
        Tab.DONE: Q(state__in=[RequestState.ENDED, RequestState.CLOSED]),
    }


def _therapist_conditions() -> dict[Tab, Q]:
    open_to_me = Q(state__in=[QuestionState.ASKED, QuestionState.HELD])
    treating = Q(state=QuestionState.ACCEPTED) | Q(
        state=QuestionState.PLACED, request__state__in=IN_TREATMENT
    )
    return {Tab.ASKED_ME: open_to_me, Tab.TREATING: treating, Tab.ANSWERED: ~open_to_me & ~treating}


def _requests_of(user: User) -> QuerySet[TreatmentRequest]:
    if user.has_role(*NETWORK):
        return TreatmentRequest.objects.visible_to(user)
    return TreatmentRequest.objects.of_own_organisations(user)


def _questions_to(user: User) -> QuerySet[Question]:
    return Question.objects.put_to(user)


def tabs_of(user: User, *, is_therapist: bool, now: datetime) -> list[TabCount]:
    """Return the tabs `user` has something to look for in, with their counts; at most two queries."""
    found: list[TabCount] = []
    if is_therapist:
        found += _counted(_questions_to(user), _therapist_conditions())
    if user.has_role(*NETWORK, *REQUESTING):
        found += _counted(_requests_of(user), _asker_conditions(local_date(now)))
    if user.has_role(*NETWORK):
        found = [
            replace(tab, name=_("The organisation's turn")) if tab.tab == Tab.OUR_TURN else tab
            for tab in found
        ]
    return found


def _counted(rows: QuerySet, conditions: dict[Tab, Q]) -> list[TabCount]:
    counts = rows.aggregate(**{tab.name: Count("pk", filter=on) for tab, on in conditions.items()})
    return [TabCount(tab, str(TAB_NAMES[tab]), counts[tab.name]) for tab in conditions]


def page_of(user: User, tab: Tab, number: str | int, *, now: datetime) -> tuple[list[Row], Page]:
    """Return one page of a tab; a number that does not exist gives the nearest page that does. Constant queries."""
    as_therapist, today = _therapist_conditions(), local_date(now)
    if tab in as_therapist:
        questions = _questions_to(user).filter(as_therapist[tab])
        questions = questions.select_related("request__organisation", "seat").order_by("-state_since", "pk")
        page = Paginator(questions, PER_PAGE).get_page(number)
        rows = [
            # Not where the request stands: that would tell a therapist who said no how it went on elsewhere.
            _row_of_question(question, today)
            for question in page
        ]
        return rows, page
    requests = _requests_of(user).filter(_asker_conditions(today)[tab]).select_related("organisation")
    order = ["-state_since", "pk"] if tab == Tab.DONE else [URGENT_FIRST, "state_since", "pk"]
    page_of_requests = Paginator(requests.order_by(*order), PER_PAGE).get_page(number)
    questions_of = _questions_per_request(page_of_requests)
    gone = gone_among([question for asked in questions_of.values() for question in asked], today)
    beyond = beyond_own_work(user, list(questions_of))
    rows = []
    for request in page_of_requests:
        put, is_beyond = questions_of[request.pk], request.pk in beyond
        state = label(shown_as(RequestState(request.state), (question.state for question in put)))
        turn = turn_for_asker(request, put, gone=gone, beyond=is_beyond)
        rows.append(_row_beyond(request, turn, state) if is_beyond else _row(request, turn, state, today))
    return rows, page_of_requests


def beyond_own_work(user: User, ids: Sequence[str]) -> frozenset[str]:
    """Return which requests of a list are not the own work of `user`: seen as office, or in an emergency."""
    if not ids or not (user.has_role(*NETWORK) or user.emergency_reach):
        return frozenset()
    own = TreatmentRequest.objects.of_own_work(user).filter(pk__in=ids).values_list("pk", flat=True)
    return frozenset(ids) - set(own)


def _questions_per_request(requests: Iterable[TreatmentRequest]) -> dict[str, list[Question]]:
    found: dict[str, list[Question]] = {request.pk: [] for request in requests}
    for question in Question.objects.filter(request__in=list(found)).select_related("professional"):
        found[question.request_id].append(question)
    return found


def _row_of_question(question: Question, on: date) -> Row:
    request, state = question.request, QuestionState(question.state)
    turn = turn_for_therapist(request, question)
    if state in IN_IT:
        return _row(request, turn, label(state), on)
    return _row_beyond(request, turn, label(state))


def _row_beyond(request: TreatmentRequest, turn: Turn, state: str) -> Row:
    return Row(request.pk, request.pseudonym, state, request.organisation.name, turn)


def _row(request: TreatmentRequest, turn: Turn, state: str, on: date) -> Row:
    return Row(
        id=request.pk,
        pseudonym=request.pseudonym,
        state=state,
        organisation=request.organisation.name,
        turn=turn,
        is_family=bool(request.family),
        what=what_in_words(request),
        where=where_in_words(request),
        urgency=urgency_tag(request),
        start_by=start_in_short(request, on),
    )


def what_in_words(request: TreatmentRequest) -> str:
    """Return in one line who it is for and what is asked: "Kind 6–12 jaar · Trauma · In de opvang"."""
    parts = [label(ClientGroup(request.group)), *(label(p) for p in Problem if p in request.problems)]
    if request.setting:
        parts.append(label(Setting(request.setting)))
    return " · ".join(parts)


def where_in_words(request: TreatmentRequest) -> str:
    """Return the asked place and how far from it may be."""
    if request.max_km is not None:
        return _("%(place)s, within %(km)s km") % {"place": request.place_name, "km": request.max_km}
    if request.max_minutes is not None:
        return _("%(place)s, within %(minutes)s minutes by car") % {
            "place": request.place_name,
            "minutes": request.max_minutes,
        }
    return request.place_name
