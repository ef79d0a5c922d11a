"""The stories of the demonstration: every way a request can go, told through the very deeds the pages use.

A story goes on once everything before its next moment has happened in all other stories too: the place that one
story takes is taken for the next.
"""

import heapq
from collections.abc import Callable
from datetime import timedelta
from itertools import count

from drakentemmers.directory.models import Professional
from drakentemmers.directory.rules import ClientGroup, Language, Problem
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.actions.offers import confirm_offer
from drakentemmers.matching.actions.placements import continue_ambulatory, end
from drakentemmers.matching.actions.questions import client_declined, hold, withdraw
from drakentemmers.matching.actions.requests import close_request
from drakentemmers.matching.actions.tending import tend
from drakentemmers.matching.course import ClosedReason, EndOutcome, StopReason
from drakentemmers.matching.demo.stage import Stage, Story
from drakentemmers.matching.demo.tales import Tale
from drakentemmers.matching.models import TreatmentRequest
from drakentemmers.matching.rules import Urgency

EVERY = timedelta(days=3)  # how often time itself does its work in the stories
LONGEST = timedelta(days=160)


def play(stage: Stage, requests: int) -> None:
    """Tell `requests` stories, with time doing its own work in between."""
    queue, number = [], count()
    for story in (_time_passes(stage), *_confirmations(stage), *_all_stories(stage, requests)):
        heapq.heappush(queue, (next(story), next(number), story))
    while queue:
        _, place, story = heapq.heappop(queue)
        following = next(story, None)
        if following is not None:
            heapq.heappush(queue, (following, place, story))


def _time_passes(stage: Stage) -> Story:
    moment = stage.now - LONGEST
    while moment < stage.now:
        yield moment
        tend(now=moment)
        moment += EVERY


def _confirmations(stage: Stage) -> list[Story]:
    """Those who sign in confirmed their offer this week, by hand."""

    def confirms(professional: Professional) -> Story:
        moment = stage.day(2)
        yield moment
        confirm_offer(offer=stage.offers[professional.pk], by=professional.user, now=moment)

    return [confirms(p) for p in stage.professionals if p.pk in stage.favourites]


def _all_stories(stage: Stage, requests: int) -> list[Story]:
    """One story a turn. The two of a family have the same asker."""
    found = []
    for turn in range(requests):
        kind = KINDS[turn % len(KINDS)]
        asker = stage.asker(turn - 1 if kind is parent_of_the_same_family else turn)
        found.append(kind(Tale(stage, asker, turn)))
    return found


def draft(tale: Tale) -> Story:
    yield from tale.made(1)


def open_(tale: Tale) -> Story:
    yield from tale.opened(2)


def just_asked(tale: Tale) -> Story:
    yield from tale.asked(1, 3)


def asked_for_days(tale: Tale) -> Story:
    yield from tale.asked(7, 2)


def one_after_the_other(tale: Tale) -> Story:
    yield from tale.asked(4, 3, one_by_one=True)


def held(tale: Tale) -> Story:
    questions = yield from tale.asked(4, 2)
    moment = tale.day(2)
    yield moment
    for question in questions[:1]:
        hold(question=question, by=question.professional.user, now=moment)


def accepted(tale: Tale) -> Story:
    yield from tale.accepted(2)


def placed(tale: Tale) -> Story:
    yield from tale.placed(4)


def started(tale: Tale) -> Story:
    yield from tale.started(30 + tale.turn % 20)


def went_on_outside(tale: Tale) -> Story:
    placement = yield from tale.started(75 + tale.turn % 10)
    moment = tale.day(15)
    yield moment
    if placement and placement.setting == "shelter":
        by = placement.professional.user
        continue_ambulatory(placement=placement, on=local_date(moment), by=by, now=moment)


def ended(outcome: EndOutcome, reason: StopReason | None = None) -> Callable[[Tale], Story]:
    def story(tale: Tale) -> Story:
        placement = yield from tale.started(110 + tale.turn % 15)
        moment = tale.day(12 + tale.turn % 30)
        yield moment
        if placement:
            by = placement.professional.user
            end(
                placement=placement,
                on=local_date(moment),
                outcome=outcome,
                stop_reason=reason,
                by=by,
                now=moment,
            )

    return story


def closed(tale: Tale) -> Story:
    yield from tale.asked(40, 2)
    moment = tale.day(33)
    yield moment
    reasons = list(ClosedReason)
    reason = reasons[tale.turn // len(KINDS) % len(reasons)]
    close_request(request=tale.request, reason=reason, by=tale.asker.user, now=moment)


def nobody_answered(tale: Tale) -> Story:
    yield from tale.asked(22, 2, urgency=Urgency.WITHIN_4_WEEKS)


def client_said_no(tale: Tale) -> Story:
    question = yield from tale.accepted(8)
    moment = tale.day(6)
    yield moment
    if question:
        client_declined(request=tale.request, by=tale.asker.user, now=moment)


def refused_and_taken_back(tale: Tale) -> Story:
    questions = yield from tale.asked(9, 3)
    if questions:
        yield from tale.declined(questions.pop(), 7, telling=True)
    moment = tale.day(5)
    yield moment
    for question in questions[1:]:
        withdraw(question=question, by=tale.asker.user, now=moment)


def child_of_a_family(tale: Tale) -> Story:
    yield from tale.asked(
        3, 2, family=f"gezin{tale.turn:07}", group=ClientGroup.CHILD_6_12, language=Language.DUTCH
    )


def parent_of_the_same_family(tale: Tale) -> Story:
    yield from tale.asked(
        3, 2, family=f"gezin{tale.turn - 1:07}", group=ClientGroup.ADULT, language=Language.DUTCH
    )


def cooperation(tale: Tale) -> Story:
    yield from tale.asked(
        6,
        2,
        kind=TreatmentRequest.Kind.COOPERATION,
        problems=frozenset({Problem.TRAUMA}),
        places_per_month=2,
        months=6,
        start_by=None,
        urgency=Urgency.REGULAR,
    )


KINDS: tuple[Callable[[Tale], Story], ...] = (
    just_asked,
    accepted,
    started,
    open_,
    one_after_the_other,
    placed,
    ended(EndOutcome.COMPLETED),
    child_of_a_family,
    parent_of_the_same_family,
    held,
    draft,
    went_on_outside,
    closed,
    asked_for_days,
    refused_and_taken_back,
    ended(EndOutcome.STOPPED_EARLY, StopReason.MOVED),
    client_said_no,
    nobody_answered,
    ended(EndOutcome.REFERRED_ON),
    cooperation,
)
