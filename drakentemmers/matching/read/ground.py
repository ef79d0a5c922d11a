"""What a round divides: the requests that wait, the places that are free, who fits whom. A constant number of queries.

A scenario changes it on paper: what if somebody stopped, had more places, or a rule became a wish.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from drakentemmers.accounts.models import Block
from drakentemmers.directory.models import Professional
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.allocation import Instance, Room, Waiting
from drakentemmers.matching.capacity import free_places
from drakentemmers.matching.course import LIVE_QUESTION, QuestionState, RequestState
from drakentemmers.matching.models import Offer, Question, TreatmentRequest
from drakentemmers.matching.read.apart import kept_apart_from
from drakentemmers.matching.read.needs import need_of
from drakentemmers.matching.read.pairs import fitting_pairs, joined, pairs_of_newcomers
from drakentemmers.matching.read.supply import findable, supplies, taken_places, terms_of
from drakentemmers.matching.rounds import EVERYWHERE, STAYING, URGENCIES
from drakentemmers.matching.rules import Need, NeedName, Supply, Urgency

TERMS = ("pk", "professional_id", "places", "period_weeks", "starts_on", "ends_on", "state", "parked_until")


@dataclass(frozen=True, slots=True)
class Scenario:
    """What to change on paper. Empty: nothing."""

    without: frozenset[str] = frozenset()  # therapists who stop
    more: Mapping[str, int] = field(default_factory=dict)  # places on top, by therapist
    newcomers: tuple[tuple[Supply, int], ...] = ()  # therapists who are not there yet, with their places
    as_wish: frozenset[NeedName] = frozenset()  # rules that become a wish for everybody
    further_km: int = 0  # how much further everybody may travel


NOTHING_ELSE = Scenario()


@dataclass(frozen=True)
class Ground:
    """The instance of a round, with what its numbers stand for."""

    instance: Instance
    requests: Mapping[str, TreatmentRequest]
    needs: Mapping[str, Need]
    supplies: Mapping[str, Supply]
    rooms: Mapping[str, int]


def waiting_requests(scope: str) -> QuerySet[TreatmentRequest]:
    """Return the requests for a client in a scope for which nobody is being asked. Decoys are not among them."""
    live = Question.objects.filter(request=OuterRef("pk"), state__in=LIVE_QUESTION)
    found = TreatmentRequest.objects.without_decoys().filter(
        ~Exists(live),
        state__in=[RequestState.OPEN, RequestState.ASKED],
        kind=TreatmentRequest.Kind.CLIENT,
    )
    return found if scope == EVERYWHERE else found.filter(organisation__profile__region=scope)


def gather(
    scope: str,
    *,
    now: datetime,
    families: bool = True,
    yesterday: Mapping[str, str] | None = None,
    scenario: Scenario = NOTHING_ELSE,
) -> Ground:
    """Return what there is to divide in `scope` at `now`.

    A therapist has the free places of the first period with one; places somebody is being asked for are not free.
    """
    on = local_date(now)
    requests = list(waiting_requests(scope).order_by("pk"))
    needs = [_changed(need_of(request, on), scenario) for request in requests]
    offered = [s for s in supplies(findable(on), on, now) if s.id not in scenario.without]
    rooms = _rooms(offered, on, now, scenario)
    offered = [_with_place(supply, rooms[supply.id], on) for supply in offered]
    place_of = {supply.id: at for at, supply in enumerate(offered)}
    known = fitting_pairs(needs, place_of, on=on, now=now, apart=_never(requests, on))
    newcomers: dict[int, Supply] = {}
    for supply, places in scenario.newcomers:
        newcomers[len(offered)] = supply
        offered.append(supply)
        rooms[supply.id] = places
    pairs = joined([known, pairs_of_newcomers(needs, newcomers, on=on)])
    instance = Instance.made(
        [_waiting(request, on, families=families) for request in requests],
        [_room(supply, rooms[supply.id]) for supply in offered],
        pairs,
        yesterday=yesterday,
        bonus=STAYING if yesterday else 0,
    )
    return Ground(
        instance,
        {request.pk: request for request in requests},
        {request.pk: need for request, need in zip(requests, needs, strict=True)},
        {supply.id: supply for supply in offered},
        rooms,
    )


def _waiting(request: TreatmentRequest, on: date, *, families: bool) -> Waiting:
    return Waiting(
        request.pk,
        URGENCIES.index(Urgency(request.urgency)),
        weeks_waited(request, on),
        request.family if families else "",
    )


def weeks_waited(request: TreatmentRequest, on: date) -> int:
    """Return how many whole weeks ago a request was made."""
    return max(0, (on - local_date(request.made_at)).days // 7)


def _room(supply: Supply, places: int) -> Room:
    spot = supply.places[0].point if supply.places else None
    return Room(supply.id, places, supply.practice_id, (spot.x, spot.y, spot.z) if spot else (0, 0, 0))


def _changed(need: Need, scenario: Scenario) -> Need:
    km = need.max_km + scenario.further_km if need.max_km is not None else None
    return replace(need, wishes=need.wishes | scenario.as_wish, max_km=km)


def _with_place(supply: Supply, places: int, on: date) -> Supply:
    """Who has more places on paper and none free in truth has one this week."""
    return replace(supply, first_place=on) if places and supply.first_place is None else supply


def _rooms(offered: Sequence[Supply], on: date, now: datetime, scenario: Scenario) -> dict[str, int]:
    ids = [supply.id for supply in offered]
    room = rooms_of(Professional.objects.filter(pk__in=findable(on)), {s.id: s for s in offered}, on, now)
    return {pk: room.get(pk, 0) + scenario.more.get(pk, 0) for pk in ids}


def rooms_of(
    who: QuerySet[Professional], offered: Mapping[str, Supply], on: date, now: datetime
) -> dict[str, int]:
    """Return how many more requests may be put to each of `who` in the first period with a free place."""
    offers = Offer.objects.filter(professional__in=who)
    taken = taken_places(Q(offer__in=offers), now)
    asked = dict(
        Question.objects.filter(state=QuestionState.ASKED, professional__in=who)
        .order_by()
        .values_list("professional")
        .annotate(count=Count("pk"))
    )
    found = {}
    for row in offers.values(*TERMS):
        supply, terms = offered.get(row["professional_id"]), terms_of(row, "")
        if supply is None or supply.first_place is None or terms is None:
            continue
        free = free_places(terms, taken.get(row["pk"], {}), supply.first_place, on=on)
        found[supply.id] = max(0, free - asked.get(supply.id, 0))
    return found


def never_for(request: TreatmentRequest, on: date) -> set[str]:
    """Return the ids of the therapists whom a round never proposes for this request."""
    return _never([request], on)[0] | kept_apart_from(request, on)


def all_asked_for(on: date, now: datetime) -> set[str]:
    """Return the ids of the therapists of whom every free place is asked for: a shortlist shows them still."""
    asked = Professional.objects.filter(
        pk__in=Question.objects.filter(state=QuestionState.ASKED).values("professional")
    )
    offered = {supply.id: supply for supply in supplies(asked, on, now)}
    return {pk for pk, free in rooms_of(asked, offered, on, now).items() if not free}


def _never(requests: Sequence[TreatmentRequest], on: date) -> dict[int, set[str]]:
    """Return, by place, whom never to ask: who was asked for it before, and who has another interest in it."""
    at = {request.pk: place for place, request in enumerate(requests)}
    never: dict[int, set[str]] = defaultdict(set)
    asked = Question.objects.filter(request__in=at).values_list("request_id", "professional_id")
    for asked_for, professional in asked:
        never[at[asked_for]].add(professional)
    of_organisation: dict[str, set[str]] = defaultdict(set)
    of_record: dict[str, set[str]] = defaultdict(set)
    blocks = Block.objects.holding(on).filter(user__professional__isnull=False)
    for organisation, record, professional in blocks.values_list(
        "organisation_id", "subject_id", "user__professional"
    ):
        (of_organisation[organisation] if organisation else of_record[record]).add(professional)
    of_family: dict[str, set[str]] = defaultdict(set)
    kept = TreatmentRequest.objects.filter(pk__in=of_record).exclude(family="")
    for pk, family in kept.values_list("pk", "family"):
        of_family[family] |= of_record[pk]
    for request in requests:
        never[at[request.pk]] |= (
            of_organisation.get(request.organisation_id, set())
            | of_record.get(request.pk, set())
            | of_family.get(request.family, set())
        )
    return never
