"""What time does by itself: reminding, expiring, freeing places, opening parked offers, asking the next in a queue,
telling who saved a search what is new, counting families for therapists.

Run it as often as you like: every piece of work is its own transaction, is checked again under its lock, and leaves
nothing to do for the next run.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from drakentemmers.accounts.models import Membership
from drakentemmers.audit.actions import record
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.actions.alerts import read_changes, tell_new_fits
from drakentemmers.matching.actions.messages import tell_askers, tell_therapist
from drakentemmers.matching.actions.nearby import count_nearby
from drakentemmers.matching.actions.questions import ask_next
from drakentemmers.matching.actions.seats import release_seat
from drakentemmers.matching.actions.steps import lock_question, lock_request, take_step
from drakentemmers.matching.capacity import OfferState
from drakentemmers.matching.course import QuestionState, RequestState, Step
from drakentemmers.matching.models import Offer, Question, RequestStep, RosterChange, Seat, TreatmentRequest

WAITING = [QuestionState.ASKED, QuestionState.HELD, QuestionState.ACCEPTED]


@dataclass(frozen=True, slots=True)
class Tended:
    """How much there was to do."""

    holds_expired: int
    questions_expired: int
    next_asked: int
    nudges: int
    offers_opened: int
    searches_touched: int
    new_fits_told: int
    told_of_families: int


def tend(*, now: datetime) -> Tended:
    """Do everything that is due at `now` and say how much it was. A second run at the same moment does nothing."""
    done = _tend_requests(now)
    touched = read_changes(now=now)  # before the changes it reads are thrown away
    RosterChange.objects.past(now).delete()
    return Tended(
        **done,
        searches_touched=touched,
        new_fits_told=tell_new_fits(now=now),
        told_of_families=count_nearby(now=now),
    )


def _tend_requests(now: datetime) -> dict[str, int]:
    return {
        "holds_expired": _each(_held_too_long(now), _expire_hold, now),
        "questions_expired": _each(_unanswered(now), _expire_question, now),
        "next_asked": _ask_next_everywhere(now),
        "nudges": _each(_to_be_nudged(now), _nudge, now),
        "offers_opened": _open_parked_offers(now),
    }


def _each(
    due: Callable[[], QuerySet[Question]],
    deed: Callable[[TreatmentRequest, Question, datetime], None],
    now: datetime,
) -> int:
    """Do `deed` to every question that is due, one transaction each, leaving out what is no longer due by then."""
    done = 0
    for question in due().select_related("request").order_by("pk"):
        with transaction.atomic():
            request = lock_question(question)
            if due().filter(pk=question.pk).exists():
                deed(request, question, now)
                done += 1
    return done


def _held_too_long(now: datetime) -> Callable[[], QuerySet[Question]]:
    kept = Seat.objects.live(now).filter(question=OuterRef("pk"))
    return lambda: Question.objects.filter(~Exists(kept), state=QuestionState.HELD)


def _expire_hold(request: TreatmentRequest, question: Question, now: datetime) -> None:
    take_step(request, Step.HOLD_EXPIRED, question=question, by=None, now=now)
    release_seat(question)
    tell_therapist(request, question.professional, Step.HOLD_EXPIRED, by=None, now=now)


def _unanswered(now: datetime) -> Callable[[], QuerySet[Question]]:
    since = now - timedelta(days=settings.QUESTION_EXPIRES_AFTER)
    return lambda: Question.objects.filter(state=QuestionState.ASKED, state_since__lte=since)


def _expire_question(request: TreatmentRequest, question: Question, now: datetime) -> None:
    take_step(request, Step.EXPIRED, question=question, by=None, now=now)
    tell_therapist(request, question.professional, Step.EXPIRED, by=None, now=now)
    tell_askers(request, Step.EXPIRED, by=None, now=now)
    ask_next(request, by=None, now=now)


def _ask_next_everywhere(now: datetime) -> int:
    """Put the next question of every queue that stands still, for whatever reason; return how many."""
    queued = Question.objects.filter(request=OuterRef("pk"), state=QuestionState.QUEUED)
    asked = Question.objects.filter(
        request=OuterRef("pk"), state__in=[QuestionState.ASKED, QuestionState.HELD]
    )
    standing_still = TreatmentRequest.objects.filter(Exists(queued), ~Exists(asked), state=RequestState.ASKED)
    done = 0
    for request in standing_still.order_by("pk"):
        with transaction.atomic():
            done += ask_next(lock_request(request), by=None, now=now) is not None
    return done


def _to_be_nudged(now: datetime) -> Callable[[], QuerySet[Question]]:
    """Questions that wait for the therapist, or with a yes for the asker, and were not nudged lately."""
    since = now - timedelta(days=settings.QUESTION_NUDGE_AFTER)
    again = now - timedelta(days=settings.QUESTION_NUDGE_EVERY)
    lately = RequestStep.objects.filter(question=OuterRef("pk"), step=Step.NUDGED, at__gt=again)
    # A therapist without an account or a role cannot be reached; the page of the request says so.
    reachable = Q(state=QuestionState.ACCEPTED) | Q(
        professional__user__in=Membership.objects.treating(local_date(now)).values("user")
    )
    return lambda: Question.objects.filter(
        reachable, ~Exists(lately), state__in=WAITING, state_since__lte=since
    )


def _nudge(request: TreatmentRequest, question: Question, now: datetime) -> None:
    take_step(request, Step.NUDGED, question=question, by=None, now=now)
    if question.state == QuestionState.ACCEPTED:
        tell_askers(request, Step.NUDGED, by=None, now=now)
    else:
        tell_therapist(request, question.professional, Step.NUDGED, by=None, now=now)


def _open_parked_offers(now: datetime) -> int:
    """Open the offers whose day has come. That confirms nothing: nobody spoke about them."""
    due = Offer.objects.filter(state=OfferState.PARKED, parked_until__lte=local_date(now))
    done = 0
    for pk in list(due.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            offer = due.select_for_update().filter(pk=pk).first()
            if offer is None:
                continue
            offer.state, offer.parked_until = OfferState.OPEN, None
            offer.version += 1
            offer.save(update_fields=["state", "parked_until", "version"])
            record("offer.opened", offer, by=None, now=now)
            done += 1
    return done
