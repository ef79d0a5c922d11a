"""What the page of one request shows: the needs in words, the therapists asked, what one side may do now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from drakentemmers.accounts.models import User
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
from drakentemmers.matching.course import (
    LIVE_QUESTION,
    OPEN_QUESTION,
    DeclineReason,
    QuestionState,
)
from drakentemmers.matching.labels import label
from drakentemmers.matching.models import Placement, Question, TreatmentRequest
from drakentemmers.matching.read.messages_sent import Message, sent_text
from drakentemmers.matching.read.requests import where_in_words
from drakentemmers.matching.read.urgency import start_in_full
from drakentemmers.matching.rules import NeedName

TONES = {
    QuestionState.QUEUED: "plain",
    QuestionState.ASKED: "sky",
    QuestionState.HELD: "warn",
    QuestionState.ACCEPTED: "ok",
    QuestionState.PLACED: "ok",
    QuestionState.DECLINED: "err",
    QuestionState.WITHDRAWN: "plain",
    QuestionState.EXPIRED: "warn",
}
ICONS = {
    QuestionState.QUEUED: "list",
    QuestionState.ASKED: "clock",
    QuestionState.HELD: "pause",
    QuestionState.ACCEPTED: "circle-check",
    QuestionState.PLACED: "circle-check",
    QuestionState.DECLINED: "circle-x",
    QuestionState.WITHDRAWN: "undo-2",
    QuestionState.EXPIRED: "clock-alert",
}


@dataclass(frozen=True, slots=True)
class NeedLine:
    """One need as people read it."""

    name: str
    value: str
    is_wish: bool


@dataclass(frozen=True, slots=True)
class QuestionCard:
    """One therapist who is or was asked, as the asking organisation sees it."""

    id: str
    professional_id: str
    name: str
    practice: str
    state: QuestionState
    text: str
    tone: str
    icon: str
    since: datetime
    held_until: datetime | None
    reason: str
    explanation: str
    turn: int
    has_account: bool
    messages: Sequence[Message] = ()

    @property
    def messages_text(self) -> str:
        return sent_text(self.messages)

    @property
    def can_be_withdrawn(self) -> bool:
        return self.state in OPEN_QUESTION

    @property
    def is_over(self) -> bool:
        return self.state not in LIVE_QUESTION and self.state != QuestionState.PLACED


def question_to(user: User, request: TreatmentRequest) -> Question | None:
    """Return the latest question of this request that was put to `user` and had its turn."""
    questions = request.questions.put_to(user).select_related("professional", "seat")
    return questions.order_by("-state_since", "pk").first()


def placement_of(request: TreatmentRequest) -> Placement | None:
    """Return the placement of this request, when there is one."""
    return Placement.objects.filter(request=request).select_related("professional").first()


def need_lines(request: TreatmentRequest, on: date) -> list[NeedLine]:
    """Return what is asked, in the order of the rules; needs that ask nothing are left out."""
    lines = [(name, value) for name, value in _values(request, on) if value]
    return [NeedLine(label(name), value, name in request.wishes) for name, value in lines]


def place_line(request: TreatmentRequest) -> NeedLine:
    """Return where the client is, and how far from there the treatment may be."""
    is_wish = NeedName.DISTANCE in request.wishes
    return NeedLine(label(NeedName.DISTANCE), where_in_words(request), is_wish)


def _values(request: TreatmentRequest, on: date) -> Iterable[tuple[NeedName, str]]:
    yield NeedName.GROUP, label(ClientGroup(request.group))
    yield NeedName.CLIENT_ROLE, label(ClientRole(request.client_role)) if request.client_role else ""
    yield NeedName.PROBLEM, _joined(p for p in Problem if p in request.problems)
    yield NeedName.SETTING, label(Setting(request.setting)) if request.setting else ""
    yield NeedName.METHOD, _joined(m for m in Method if m in request.methods)
    yield NeedName.LANGUAGE, _language(request)
    yield NeedName.GENDER, label(Gender(request.gender)) if request.gender else ""
    yield NeedName.SESSIONS, str(request.sessions or "")
    yield NeedName.FUNDING, label(Funding(request.funding)) if request.funding else ""
    yield NeedName.DISTANCE, where_in_words(request)
    yield NeedName.START, start_in_full(request, on)
    yield NeedName.CAPACITY, _capacity(request)


def _joined(members: Iterable[NeedName | Problem | Method]) -> str:
    return ", ".join(label(member) for member in members)


def _language(request: TreatmentRequest) -> str:
    language = label(Language(request.language))
    if request.interpreter_is_fine and request.language != Language.DUTCH:
        return _("%(language)s, or with an interpreter") % {"language": language}
    return language


def _capacity(request: TreatmentRequest) -> str:
    if not request.places_per_month:
        return ""
    if not request.months:
        return str(request.places_per_month)
    return _("%(places)s, for %(months)s months") % {
        "places": request.places_per_month,
        "months": request.months,
    }


def questions_of(request: TreatmentRequest) -> list[Question]:
    """Return every question of this request, in the order of asking; one query."""
    rows = request.questions.select_related("professional__practice", "seat")
    return list(rows.order_by("turn", "asked_at", "pk"))


def cards(
    questions: Sequence[Question], sent: Mapping[str, Sequence[Message]] | None = None
) -> list[QuestionCard]:
    """Return a card for each therapist, by the latest question: those that are running first."""
    latest = {question.professional_id: question for question in questions}
    found = [_card(question, (sent or {}).get(question.professional_id, ())) for question in latest.values()]
    return sorted(found, key=lambda card: (card.is_over, card.state == QuestionState.QUEUED, card.turn))


def _card(question: Question, messages: Sequence[Message]) -> QuestionCard:
    state = QuestionState(question.state)
    seat = getattr(question, "seat", None)
    professional = question.professional
    return QuestionCard(
        id=question.pk,
        professional_id=professional.pk,
        name=professional.name,
        practice=professional.practice.name if professional.practice else "",
        state=state,
        text=label(state),
        tone=TONES[state],
        icon=ICONS[state],
        since=question.state_since,
        held_until=seat.held_until if seat else None,
        reason=label(DeclineReason(question.decline_reason)) if question.decline_reason else "",
        explanation=question.explanation,
        turn=question.turn,
        has_account=professional.user_id is not None,
        messages=messages,
    )


def family_of(request: TreatmentRequest, user: User) -> list[TreatmentRequest]:
    """Return the other requests of the same family that `user` may see."""
    if not request.family:
        return []
    family = TreatmentRequest.objects.visible_to(user).of_one_family(request.family)
    return list(family.exclude(pk=request.pk))
