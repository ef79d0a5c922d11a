"""What waits for one person: the list on "mijn"."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from drakentemmers.accounts.models import User
from drakentemmers.accounts.rules import REQUESTING
from drakentemmers.directory.models import Professional
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.course import QuestionState, RequestState
from drakentemmers.matching.models import Offer, Placement, Question, TreatmentRequest
from drakentemmers.matching.read.urgency import UrgencyTag, start_in_short, urgency_tag
from drakentemmers.matching.rules import Urgency

IN_TREATMENT = (RequestState.PLACED, RequestState.STARTED)
_SHOWN = (
    *("pk", "pseudonym", "organisation__name", "state", "state_since"),
    *("urgency", "start_by", "made_at"),
)
AT_MOST = 50  # of each kind; the pages behind it page through the rest


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do: a sentence, where to do it, since when it waits, whether it comes first.

    When it is about a request, also how urgent that is and by when it wants to start.
    """

    text: str
    url: str
    since: datetime
    comes_first: bool = False
    urgency: UrgencyTag | None = None
    start_by: str = ""


def waits_for_its_asker(on: date) -> Q:
    """The requests in which the asking organisation has the ball on `on`, as a condition on requests."""
    answering = Question.objects.filter(
        request=OuterRef("pk"), state__in=[QuestionState.ASKED, QuestionState.HELD]
    )
    own_turn = [RequestState.DRAFT, RequestState.OPEN, RequestState.ACCEPTED]
    left = Placement.objects.filter(request=OuterRef("pk"), professional__in=Professional.objects.gone(on))
    return (
        Q(state__in=own_turn)
        | Q(~Exists(answering), state=RequestState.ASKED)
        | Q(Exists(left), state__in=IN_TREATMENT)
    )


def to_do(user: User, now: datetime) -> list[Todo]:
    """Return what waits for `user`: pressing things first, then what waits longest. At most six queries."""
    found = [*_requests_to_move_on(user, now), *_questions_to_answer(user, now), *_treatments_to_start(user)]
    found += _offer_to_confirm(user, now)
    return sorted(found, key=lambda todo: (not todo.comes_first, todo.since, todo.text))


def _requests_to_move_on(user: User, now: datetime) -> list[Todo]:
    if not user.has_role(*REQUESTING):
        return []
    on = local_date(now)
    ours = waits_for_its_asker(on)
    requests = TreatmentRequest.objects.of_own_organisations(user).filter(ours)
    rows = list(requests.select_related("organisation").only(*_SHOWN).order_by("state_since", "pk")[:AT_MOST])
    is_one = len({row.organisation_id for row in rows}) == 1  # then the pseudonym alone tells them apart
    sentences = {
        RequestState.DRAFT: _("Finish the request for %(pseudonym)s"),
        RequestState.OPEN: _("Choose whom to ask for %(pseudonym)s"),
        RequestState.ASKED: _("Ask somebody else for %(pseudonym)s"),
        RequestState.ACCEPTED: _("Confirm the place for %(pseudonym)s"),
        RequestState.PLACED: _("Agree who goes on with %(pseudonym)s: the therapist left"),
        RequestState.STARTED: _("Agree who goes on with %(pseudonym)s: the therapist left"),
    }
    return [
        Todo(
            sentences[RequestState(row.state)]
            % {"pseudonym": row.pseudonym if is_one else row.full_pseudonym},
            reverse("request", args=[row.pk]),
            row.state_since,
            row.urgency == Urgency.ACUTE,
            urgency_tag(row),
            start_in_short(row, on),
        )
        for row in rows
    ]


def _questions_to_answer(user: User, now: datetime) -> list[Todo]:
    rows = (
        Question.objects.put_to(user)
        .filter(state__in=[QuestionState.ASKED, QuestionState.HELD])
        .select_related("request__organisation")
        .order_by("asked_at", "pk")
    )
    sentences = {
        QuestionState.ASKED: _("Answer the question about %(pseudonym)s"),
        QuestionState.HELD: _("Decide about %(pseudonym)s: you keep a place free"),
    }
    return [
        Todo(
            sentences[QuestionState(row.state)] % {"pseudonym": row.request.full_pseudonym},
            reverse("request", args=[row.request_id]),
            row.asked_at or row.state_since,
            row.request.urgency == Urgency.ACUTE or row.state == QuestionState.HELD,
            urgency_tag(row.request),
            start_in_short(row.request, local_date(now)),
        )
        for row in rows[:AT_MOST]
    ]


def _treatments_to_start(user: User) -> list[Todo]:
    rows = Placement.objects.of_therapist(user).filter(request__state=RequestState.PLACED)
    return [
        Todo(
            _("Write down when treatment of %(pseudonym)s starts")
            % {"pseudonym": row.request.full_pseudonym},
            reverse("request", args=[row.request_id]),
            row.confirmed_at,
        )
        for row in rows.select_related("request__organisation").order_by("confirmed_at", "pk")[:AT_MOST]
    ]


def _offer_to_confirm(user: User, now: datetime) -> list[Todo]:
    rows = Professional.objects.available(local_date(now)).filter(user=user)
    professional = rows.select_related("offer").first()
    if professional is None:
        return []
    offer: Offer | None = getattr(professional, "offer", None)
    if offer is None:
        return [Todo(_("Say how many places you have"), reverse("offer"), now)]
    if now - offer.confirmed_at > timedelta(days=settings.OFFER_STALE_AFTER):
        return [Todo(_("Say whether your places are still right"), reverse("offer"), offer.confirmed_at)]
    return []
