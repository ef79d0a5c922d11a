"""The API of matching: who fits, and the requests one may see. To read."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any, cast

from django.db.models import Model
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Query, Router
from ninja.errors import ValidationError
from pydantic import model_validator

from drakentemmers.accounts.actions.opening import count_listed, open_record
from drakentemmers.accounts.models import User
from drakentemmers.accounts.permissions import Permission, demand
from drakentemmers.accounts.stepup import Freshness, demand_fresh
from drakentemmers.audit.actions import Rows, record_read
from drakentemmers.directory.models import Professional
from drakentemmers.directory.read.places import resolve_place
from drakentemmers.directory.rules import (
    ClientGroup,
    ClientRole,
    Funding,
    Gender,
    Language,
    Method,
    Problem,
    Setting,
)
from drakentemmers.kernel.api import REFUSALS, Asked, Facts, Line, Page, PageAsked, page_of
from drakentemmers.kernel.clock import local_date
from drakentemmers.kernel.geography import Point
from drakentemmers.matching.course import DeclineReason, QuestionState, RequestState
from drakentemmers.matching.models import Question, TreatmentRequest
from drakentemmers.matching.permissions import Sight, sight_of
from drakentemmers.matching.read.detail import question_to
from drakentemmers.matching.read.ranking import OneAfterTheOther
from drakentemmers.matching.read.requests import beyond_own_work
from drakentemmers.matching.read.shortlist import find
from drakentemmers.matching.rules import NEVER_A_WISH, Need, NeedName, Order, Urgency, Verdict

router = Router(tags=["matching"])


class NeedAsked(Asked):
    """What is asked for one client; the same words as `drakentemmers find`."""

    group: ClientGroup
    place: Line | None = Field(None, description="Town or postcode, such as Almere or 1315")
    role: ClientRole | None = None
    problem: list[Problem] = Field([], description="Repeat to ask for both")
    method: list[Method] = Field([], description="Repeat: one of these is enough")
    language: Language | None = None
    interpreter: bool = Field(default=False, description="An interpreter is fine too")
    setting: Setting | None = None
    gender: Gender | None = None
    funding: Funding | None = None
    sessions: int | None = Field(None, ge=1, le=1000)
    within_km: int | None = Field(None, ge=1, le=1000)
    within_minutes: int | None = Field(None, ge=1, le=1000)
    start_within_weeks: int | None = Field(None, ge=0, le=520)
    quality_mark: bool = False
    wish: list[NeedName] = Field([], description="Needs that are a wish, not a must; never `group`")
    order: Order = Order.FIRST_PLACE

    @model_validator(mode="after")
    def _distance_needs_a_place(self) -> "NeedAsked":
        if self.place is None and (self.within_km or self.within_minutes):
            raise ValueError("withinKm and withinMinutes need a place to count from")
        if NEVER_A_WISH & set(self.wish):
            raise ValueError("group is never a wish")
        return self


class MatchesAsked(NeedAsked, PageAsked):
    """A need, and which page of those who fit."""


class MatchFacts(Facts):
    """One therapist who fits, or nearly does."""

    id: str
    name: str
    rank: int
    points: int = Field(description="0 to 1000, see docs/matching.md")
    distance_km: int | None
    first_place: date | None = Field(description="Monday of the first week with a free place")
    fits: bool
    misses: list[NeedName]
    is_stale: bool = Field(description="The offer was not confirmed lately")


class RequestFacts(Facts):
    """A request in a list. The client has a pseudonym, never a name."""

    id: str
    pseudonym: str
    organisation_id: str
    state: RequestState
    state_since: datetime
    made_at: datetime
    group: ClientGroup
    urgency: Urgency = Field(description="acute: within a week; within_4_weeks; regular: not pressing")
    place_name: str
    start_by: date | None = Field(
        description="The day that was asked; without one, or when it has passed, the urgency counts"
    )


class FollowedFacts(Facts):
    """A request that is not the own work, in a list: how far it is, not what is asked. Each counts, once a day."""

    id: str
    pseudonym: str
    organisation_id: str
    state: RequestState
    state_since: datetime


class QuestionFacts(Facts):
    """One therapist who is or was asked."""

    professional_id: str
    state: QuestionState
    state_since: datetime
    decline_reason: DeclineReason | None


class RequestDetails(RequestFacts):
    """A request with its needs and with the questions in it that one may see."""

    kind: str
    client_role: ClientRole | None
    problems: list[Problem]
    setting: Setting | None
    methods: list[Method]
    language: Language
    interpreter_is_fine: bool
    gender: Gender | None
    sessions: int | None
    funding: Funding | None
    wishes: list[NeedName]
    max_km: int | None
    max_minutes: int | None
    note: str
    questions: list[QuestionFacts]


class PartOver(Facts):
    """All that is left of a request to a therapist whose part in it is over: the own question, and how it ended."""

    id: str
    pseudonym: str
    organisation_id: str
    question: QuestionFacts


class RequestsAsked(PageAsked):
    """Which requests."""

    state: RequestState | None = None
    urgency: Urgency | None = Field(None, description="Of one's own work only")


@router.get("/matches", response={200: Page[MatchFacts], **REFUSALS}, by_alias=True, summary="Find who fits")
def matches(request: HttpRequest, asked: Query[MatchesAsked]) -> dict[str, Any]:
    """Return therapists who fit a need, best first, and after them those who miss one or two hard needs."""
    demand(cast(User, request.user), Permission.FIND_THERAPIST)
    now = timezone.now()
    on = local_date(now)
    found = find(_need(asked, on), on=on, now=now, order=asked.order)
    ranks = count((asked.page - 1) * asked.page_size + 1)
    everybody = OneAfterTheOther(found.fits, found.near_misses)
    answer = page_of(request, everybody, asked, lambda verdict: _match(next(ranks), verdict))
    names = sorted(asked.model_fields_set - {"page", "page_size", "order"})
    details = {"filters": names, "found": found.total_fits, "page": asked.page, "through": "api"}
    _write_down(request, Professional, answer, "professional.searched", now, **details)
    return answer


@router.get(
    "/requests",
    response={200: Page[RequestFacts | FollowedFacts], **REFUSALS},
    by_alias=True,
    summary="List requests",
)
def requests(request: HttpRequest, asked: Query[RequestsAsked]) -> dict[str, Any]:
    """Return the requests one may see: of one's own organisations, and those one is or was asked for.

    The office follows all others too, without what is asked in them.
    """
    demand_fresh(request, Freshness.CLIENT_DATA)
    user, now = cast(User, request.user), timezone.now()
    found = TreatmentRequest.objects.followed_by(user).order_by("-state_since", "pk")
    if asked.state:
        found = found.filter(state=asked.state)
    if asked.urgency:
        found = found.of_own_work(user).filter(urgency=asked.urgency)
    answer = page_of(request, found, asked, lambda row: row)
    others = beyond_own_work(user, [row.pk for row in answer["items"]])
    count_listed(Rows(TreatmentRequest, sorted(others)), by=user, now=now)
    answer["items"] = [(_followed if row.pk in others else _request)(row) for row in answer["items"]]
    _write_down(request, TreatmentRequest, answer, "request.listed", now, page=asked.page, through="api")
    return answer


@router.get(
    "/requests/{id}",
    response={200: RequestDetails | PartOver, **REFUSALS},
    by_alias=True,
    summary="Read a request",
)
def request_details(request: HttpRequest, id: Line) -> dict[str, Any]:  # noqa: A002
    """Return one request. A therapist sees only the own question in it. Reading it is written in the log.

    A therapist whose part in it is over gets only that question. Outside one's own work the header `Access-Reason`
    says why: `help: the words`.
    """
    demand_fresh(request, Freshness.CLIENT_DATA)
    user = cast(User, request.user)
    row = get_object_or_404(TreatmentRequest.objects.visible_to(user), pk=id)
    sight = sight_of(user, row)
    if sight == Sight.GUEST:
        raise Http404  # a guest reads the page, and nothing by the API
    why = request.headers.get("Access-Reason", "")
    open_record(row, by=user, now=timezone.now(), reason=why, through="api")
    if sight == Sight.ENDED:
        return _part_over(row, user)
    asked = row.questions.put_to(user) if sight == Sight.PART else row.questions.all()
    return _details(row) | {"questions": [_question(question) for question in asked]}


def _write_down(
    request: HttpRequest,
    model: type[Model],
    answer: dict[str, Any],
    action: str,
    now: datetime,
    **details: Any,
) -> None:
    """One line in the log for a page of a list: who saw which ones."""
    seen = Rows(model, [item["id"] for item in answer["items"]])
    record_read(seen, by=cast(User, request.user), now=now, action=action, **details)


def _need(asked: MatchesAsked, on: date) -> Need:
    weeks = asked.start_within_weeks
    return Need(
        group=asked.group,
        point=_point(asked.place),
        client_role=asked.role,
        problems=frozenset(asked.problem),
        setting=asked.setting,
        methods=frozenset(asked.method),
        language=asked.language,
        interpreter_is_fine=asked.interpreter,
        gender=asked.gender,
        sessions=asked.sessions,
        funding=asked.funding,
        max_km=asked.within_km,
        max_minutes=asked.within_minutes,
        start_by=None if weeks is None else on + timedelta(weeks=weeks),
        quality_mark=asked.quality_mark,
        wishes=frozenset(asked.wish),
    )


def _point(place: str | None) -> Point | None:
    if place is None:
        return None
    found = resolve_place(place)
    if found is None:
        message = "Unknown; give a Dutch town or a postcode, such as Almere or 1315"
        raise ValidationError([{"loc": ("query", "place"), "msg": message}])
    return found.point


def _match(rank: int, verdict: Verdict) -> dict[str, Any]:
    return {
        "id": verdict.supply.id,
        "name": verdict.supply.name,
        "rank": rank,
        "points": verdict.points,
        "distance_km": verdict.distance_km,
        "first_place": verdict.supply.first_place,
        "fits": verdict.fits,
        "misses": list(verdict.misses),
        "is_stale": verdict.is_stale,
    }


def _request(row: TreatmentRequest) -> dict[str, Any]:
    return {name: getattr(row, name) for name in RequestFacts.model_fields} | {"id": row.pk}


def _followed(row: TreatmentRequest) -> dict[str, Any]:
    return {name: getattr(row, name) for name in FollowedFacts.model_fields} | {"id": row.pk}


def _part_over(row: TreatmentRequest, user: User) -> dict[str, Any]:
    own = question_to(user, row)
    left = {"id": row.pk, "pseudonym": row.pseudonym, "organisation_id": row.organisation_id}
    return left | {"question": _question(own)}


def _question(question: Question) -> dict[str, Any]:
    return {
        "professional_id": question.professional_id,
        "state": question.state,
        "state_since": question.state_since,
        "decline_reason": question.decline_reason or None,
    }


def _details(row: TreatmentRequest) -> dict[str, Any]:
    plain = ("kind", "language", "interpreter_is_fine", "sessions", "max_km", "max_minutes", "note")
    choices = ("client_role", "setting", "gender", "funding")
    sets = ("problems", "methods", "wishes")
    return (
        _request(row)
        | {name: getattr(row, name) for name in plain}
        | {name: getattr(row, name) or None for name in choices}
        | {name: sorted(getattr(row, name)) for name in sets}
    )
