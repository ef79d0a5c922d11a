"""Kills workers in the middle of asking, answering, placing and ending, and counts what stayed half done.

    python -m tests.matching.killing KILLS

It needs a migrated database of its own (DATABASE_URL) and prints one line of JSON. Two workers at a time walk requests
through their course; each gets SIGKILL just before the statement to the database that was drawn for it, so also between
two statements of one deed. Who is killed leaves nothing but whole deeds: a state with its step, its line in the log,
its place, its placement and its news.
"""

import json
import os
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any

import django

django.setup()

from django.db import OperationalError, connection, transaction  # noqa: E402 - the settings come first
from django.utils import timezone  # noqa: E402

from drakentemmers.accounts.models import Notification, OutgoingMail, User  # noqa: E402
from drakentemmers.accounts.rules import Role  # noqa: E402
from drakentemmers.audit.actions.sealing import seal_left_behind  # noqa: E402
from drakentemmers.audit.models import Event  # noqa: E402
from drakentemmers.audit.read.verification import verify  # noqa: E402
from drakentemmers.directory.models import Professional  # noqa: E402
from drakentemmers.kernel.clock import local_date  # noqa: E402
from drakentemmers.matching.actions.errors import NoPlaceLeft  # noqa: E402
from drakentemmers.matching.actions.placements import confirm, end, start  # noqa: E402
from drakentemmers.matching.actions.questions import (  # noqa: E402
    accept,
    ask,
    client_declined,
    decline,
    hold,
    withdraw,
)
from drakentemmers.matching.actions.requests import close_request  # noqa: E402
from drakentemmers.matching.course import (  # noqa: E402
    OVER,
    ClosedReason,
    DeclineReason,
    EndOutcome,
    QuestionState,
    RequestState,
    Step,
    StepRefused,
    question_after,
    request_after,
    request_after_question,
)
from drakentemmers.matching.models import Placement, Question, RequestStep, TreatmentRequest  # noqa: E402
from tests.factories.accounts import person_with  # noqa: E402
from tests.factories.matching import open_request_by, therapist  # noqa: E402

WORKERS = 2
LONGEST_LIFE = 400  # statements; one deed takes some twenty to fifty
RUNNING = 6  # requests under way
PLACING = {RequestState.PLACED, RequestState.STARTED, RequestState.ENDED}
WITH_A_SEAT = {QuestionState.HELD, QuestionState.ACCEPTED, QuestionState.PLACED}
TOLD = {
    Step.ASKED,
    Step.HELD,
    Step.ACCEPTED,
    Step.DECLINED,
    Step.WITHDRAWN,
    Step.SUPERSEDED,
    Step.CLIENT_DECLINED,
    Step.PLACED,
    Step.STARTED,
    Step.ENDED,
}
TO_BE_MAILED = TOLD - {Step.HELD, Step.STARTED, Step.ENDED} | {Step.CLOSED}


def fork_worker(seed: int) -> int:
    worker = os.fork()
    if worker == 0:
        try:
            work(Random(seed))
        finally:
            traceback.print_exc()
            os._exit(1)  # whoever comes here was not killed but failed
    return worker


def work(random: Random) -> None:
    """Do one deed after the other until the statement that was drawn."""
    left = random.randint(1, LONGEST_LIFE)

    def until_the_last(execute: Callable[..., Any], *asked: Any) -> Any:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*asked)

    with connection.execute_wrapper(until_the_last):
        while True:
            try:
                one_deed(random)
            except (StepRefused, NoPlaceLeft):  # the other worker was first
                continue
            except OperationalError:  # waited too long for the other worker: nothing was written
                continue


def one_deed(random: Random) -> None:
    now = timezone.now()
    running = list(TreatmentRequest.objects.exclude(state__in=OVER).order_by("pk"))
    if len(running) < RUNNING:
        asker = random.choice(list(User.objects.filter(memberships__role=Role.MEMBER).order_by("pk")))
        with transaction.atomic():
            open_request_by(asker, now=now)
        return
    request = random.choice(running)
    asker, question = request.made_by, _question(request, random)
    if question is None and request.state in {RequestState.ACCEPTED, *PLACING}:
        return  # the other worker moved it on between two looks
    treating = question.professional.user if question else None
    deeds: list[Callable[[], Any]] = [lambda: ask_somebody(request, random)]
    match request.state:
        case RequestState.ASKED if question:
            deeds += [
                lambda: hold(question=question, by=treating, now=now),
                lambda: accept(question=question, by=treating, now=now),
                lambda: accept(question=question, by=treating, now=now),
                lambda: decline(question=question, reason=DeclineReason.TOO_FAR, by=treating, now=now),
                lambda: withdraw(question=question, by=asker, now=now),
                lambda: close_request(request=request, reason=ClosedReason.MOVED, by=asker, now=now),
            ]
        case RequestState.ACCEPTED:
            deeds = [lambda: confirm(question=question, by=asker, now=now)] * 3
            deeds += [lambda: client_declined(request=request, by=asker, now=now)]
        case RequestState.PLACED:
            today, placement = local_date(now), request.placement
            deeds = [lambda: start(placement=placement, on=today, by=treating, now=now)]
        case RequestState.STARTED:
            how = {"on": local_date(now), "outcome": EndOutcome.COMPLETED}
            deeds = [lambda: end(placement=request.placement, **how, by=asker, now=now)]
    random.choice(deeds)()


def _question(request: TreatmentRequest, random: Random) -> Question | None:
    """The yes when there is one, else one of those that are being asked."""
    asked = request.questions.select_related("professional__user", "request")
    found = list(asked.filter(state__in=[QuestionState.ACCEPTED, QuestionState.PLACED]))
    found = found or list(asked.filter(state__in=[QuestionState.ASKED, QuestionState.HELD]))
    return random.choice(found) if found else None


def ask_somebody(request: TreatmentRequest, random: Random) -> None:
    everybody = list(Professional.objects.order_by("pk"))
    ask(
        request=request,
        professionals=random.sample(everybody, 2),
        by=request.made_by,
        now=timezone.now(),
    )


def run(kills: int) -> dict[str, object]:
    """Kill so many workers and return what was found."""
    now = timezone.now()
    for _ in range(2):
        person_with(Role.MEMBER)
    for _ in range(4):
        therapist(now=now, places=50)
    failed = 0
    for pair in range(-(-kills // WORKERS)):
        connection.close()  # a fork never shares a connection
        workers = [
            fork_worker(pair * WORKERS + number) for number in range(min(WORKERS, kills - pair * WORKERS))
        ]
        for worker in workers:
            _pid, status = os.waitpid(worker, 0)
            failed += not os.WIFSIGNALED(status)
    seal_left_behind(now=timezone.now())
    return {
        "kills": kills - failed,
        "failed": failed,
        "requests": TreatmentRequest.objects.count(),
        "steps": dict(Counter(RequestStep.objects.values_list("step", flat=True))),
        "half_writes": sum(half_done(request) for request in TreatmentRequest.objects.all()) + mails_astray(),
        "log_faults": int(verify().finding is not None),
    }


def half_done(request: TreatmentRequest) -> int:
    """Count what of one request does not tell the same story as the rest of it."""
    # By number: given out while the request is locked. Who waited for the lock took the moment before.
    steps = list(request.steps.order_by("pk"))
    return sum(
        [
            stands_as_told(request, steps),
            seats_fit(request),
            placement_fits(request),
            logged(request) != len(steps),
            news_of(request) != Counter(step.step for step in steps if is_told(step)),
        ]
    )


def stands_as_told(request: TreatmentRequest, steps: list[RequestStep]) -> bool:
    """Tell whether the states are others than the steps lead to."""
    state, questions = RequestState.DRAFT, {}
    for step in steps:
        if step.question_id is None:
            state = request_after(state, Step(step.step))
        else:
            before = questions.get(step.question_id, QuestionState.QUEUED)
            questions[step.question_id] = question_after(before, Step(step.step))
            state = request_after_question(state, Step(step.step))
    return state != request.state or questions != dict(request.questions.values_list("pk", "state"))


def seats_fit(request: TreatmentRequest) -> bool:
    """Tell whether a place is taken without a question for it, or the other way round."""
    found = request.questions.values_list("state", "seat")
    return any((state in WITH_A_SEAT) != (seat is not None) for state, seat in found)


def placement_fits(request: TreatmentRequest) -> bool:
    """Tell whether the placement says something else than the request."""
    row = Placement.objects.filter(request=request).first()
    if row is None:
        return request.state in PLACING
    dates = (row.started_on is not None, row.ended_on is not None)
    return dates != {
        RequestState.PLACED: (False, False),
        RequestState.STARTED: (True, False),
        RequestState.ENDED: (True, True),
    }.get(RequestState(request.state))


def logged(request: TreatmentRequest) -> int:
    ids = [request.pk, *request.questions.values_list("pk", flat=True)]
    return Event.objects.filter(subject_id__in=ids).count()


def is_told(step: RequestStep) -> bool:
    """Tell whether one person heard of this step; the closing of a request is told per question."""
    return step.step in TOLD or (step.step == Step.CLOSED and step.question_id is not None)


def news_of(request: TreatmentRequest) -> Counter:
    topics = Notification.objects.filter(path=f"/aanvragen/{request.pk}").values_list("topic", flat=True)
    return Counter(topic.removeprefix("matching.") for topic in topics)


def mails_astray() -> int:
    """Count mails without their news, and news that is mailed without its mail."""
    orphans = OutgoingMail.objects.exclude(
        pk__in=Notification.objects.filter(mail__isnull=False).values("mail")
    )
    mailed = [f"matching.{step}" for step in TO_BE_MAILED]
    bare = Notification.objects.filter(topic__in=mailed, mail__isnull=True, mail_at__isnull=True)
    return orphans.count() + bare.count()


if __name__ == "__main__":
    print(json.dumps(run(int(sys.argv[1]))))
