"""The API of matching: who fits, and the requests one may see. To read."""

from datetime import date, datetime, timedelta
from typing import Any, cast

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Query, Router
from ninja.errors import ValidationError
from pydantic import model_validator

from drakentemmers.accounts.models import User
from drakentemmers.accounts.permissions import Permission, demand
from drakentemmers.audit.actions import record
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
from drakentemmers.matching.models import TreatmentRequest
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
    urgency: Urgency
    place_name: str
    start_by: date | None


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


class RequestsAsked(PageAsked):
    """Which requests."""

    state: RequestState | None = None
    urgency: Urgency | None = None


@router.get("/matches", response={200: Page[MatchFacts], **REFUSALS}, by_alias=True, summary="Find who fits")
def matches(request: HttpRequest, asked: Query[MatchesAsked]) -> dict[str, Any]:
    """Return therapists who fit a need, best first, and after them those who miss one or two hard needs."""
    demand(cast(User, request.user), Permission.FIND_THERAPIST)
    now = timezone.now()
    on = local_date(now)
    found = find(_need(asked, on), on=on, now=now, order=asked.order)
    ranked = list(enumerate([*found.fits, *found.near_misses], 1))
    return page_of(request, ranked, asked, _match)


@router.get(
    "/requests", response={200: Page[RequestFacts], **REFUSALS}, by_alias=True, summary="List requests"
)
def requests(request: HttpRequest, asked: Query[RequestsAsked]) -> dict[str, Any]:
    """Return the requests one may see: of one's own organisations, and those one is or was asked for."""
    found = TreatmentRequest.objects.followed_by(cast(User, request.user)).order_by("-state_since", "pk")
    if asked.state:
        found = found.filter(state=asked.state)
    if asked.urgency:
        found = found.filter(urgency=asked.urgency)
    return page_of(request, found, asked, _request)


@router.get(
    "/requests/{id}", response={200: RequestDetails, **REFUSALS}, by_alias=True, summary="Read a request"
)
def request_details(request: HttpRequest, id: Line) -> dict[str, Any]:  # noqa: A002
    """Return one request. A therapist sees only the own question in it. Reading it is written in the log."""
    user = cast(User, request.user)
    row = get_object_or_404(TreatmentRequest.objects.followed_by(user), pk=id)
    record("request.read", row, by=user, now=timezone.now(), through="api")
    return _details(row, user)


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


def _match(ranked: tuple[int, Verdict]) -> dict[str, Any]:
    rank, verdict = ranked
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


def _details(row: TreatmentRequest, user: User) -> dict[str, Any]:
    plain = ("kind", "language", "interpreter_is_fine", "sessions", "max_km", "max_minutes", "note")
    choices = ("client_role", "setting", "gender", "funding")
    sets = ("problems", "methods", "wishes")
    return (
        _request(row)
        | {name: getattr(row, name) for name in plain}
        | {name: getattr(row, name) or None for name in choices}
        | {name: sorted(getattr(row, name)) for name in sets}
        | {
            "questions": [
                {
                    "professional_id": question.professional_id,
                    "state": question.state,
                    "state_since": question.state_since,
                    "decline_reason": question.decline_reason or None,
                }
                for question in row.questions.visible_to(user)
            ]
        }
    )
