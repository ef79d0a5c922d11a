"""What the copy of my data tells from matching: what I offered, asked and answered; never about a client."""

from django.utils.translation import gettext_lazy as _

from drakentemmers.accounts.exporting import Line, Part, lines_of, said
from drakentemmers.accounts.models import User
from drakentemmers.matching.capacity import OfferState
from drakentemmers.matching.course import (
    ClosedReason,
    DeclineReason,
    EndOutcome,
    QuestionState,
    RequestState,
    Step,
    StopReason,
)
from drakentemmers.matching.labels import label
from drakentemmers.matching.models import (
    NearbyDemand,
    Offer,
    Question,
    RequestDraft,
    RequestStep,
    RoundChoice,
    RoundStep,
    SavedSearch,
    TreatmentRequest,
)
from drakentemmers.matching.models.requests import kept_from
from drakentemmers.matching.rounds import HandKind, RoundStepKind

OFFER = {
    "places": _("Places"),
    "period_weeks": _("Per number of weeks"),
    "starts_on": _("As from"),
    "ends_on": _("Until"),
    "state": _("State"),
    "confirmed_at": _("Confirmed"),
    "note": _("Note"),
}
QUESTION = {
    "asked_at": _("Asked"),
    "state": _("State"),
    "state_since": _("Since"),
    "decline_reason": _("Reason you gave"),
}
REQUEST = {"made_at": _("Made"), "kind": _("Kind"), "state": _("State"), "state_since": _("Since")}
STEP = {"at": _("When"), "step": _("Step"), "reason": _("Reason")}
ROUND_STEP = {"at": _("When"), "step": _("Step")}
ROUND_CHOICE = {"at": _("When"), "kind": _("Choice")}
DRAFT = {"saved_at": _("Saved")}
SEARCH = {
    "name": _("Name you gave it"),
    "made_at": _("Saved"),
    "paused_at": _("Paused"),
    "removed_at": _("Removed"),
}
NEARBY = {"at_least": _("Families, at least"), "on": _("Day")}
ABOUT_CLIENTS = _("What it says about the client is left out: that is about somebody else.")


def _offers(user: User) -> list[Line]:
    return lines_of(Offer.objects.filter(professional__user=user), *OFFER)


def _questions(user: User) -> list[Line]:
    rows = Question.objects.filter(professional__user=user, asked_at__isnull=False)
    rows = rows.exclude(kept_from(user, "request__"))
    return lines_of(rows.order_by("asked_at", "pk"), *QUESTION)


def _requests(user: User) -> list[Line]:
    rows = TreatmentRequest.objects.filter(made_by=user).exclude(kept_from(user))
    return lines_of(rows.order_by("made_at", "pk"), *REQUEST)


def _steps(user: User) -> list[Line]:
    rows = RequestStep.objects.filter(by=user).exclude(kept_from(user, "request__"))
    return lines_of(rows.order_by("at", "pk"), *STEP)


def _round_steps(user: User) -> list[Line]:
    return lines_of(RoundStep.objects.filter(by=user).order_by("at", "pk"), *ROUND_STEP)


def _round_choices(user: User) -> list[Line]:
    rows = RoundChoice.objects.filter(by=user).exclude(kept_from(user, "request__"))
    return lines_of(rows.order_by("at", "pk"), *ROUND_CHOICE)


def _drafts(user: User) -> list[Line]:
    return lines_of(RequestDraft.objects.filter(user=user), *DRAFT)


def _searches(user: User) -> list[Line]:
    return lines_of(SavedSearch.objects.filter(user=user).order_by("made_at", "pk"), *SEARCH)


def _nearby(user: User) -> list[Line]:
    return lines_of(NearbyDemand.objects.filter(professional__user=user), *NEARBY)


KINDS = {
    TreatmentRequest.Kind.CLIENT: _("For a client"),
    TreatmentRequest.Kind.COOPERATION: _("Working together"),
}


def _kind(kind: str) -> str:
    return str(KINDS[TreatmentRequest.Kind(kind)])


PARTS: tuple[Part, ...] = (
    Part("offers", _("Places you offer"), OFFER, _offers, words={"state": said(label, OfferState)}),
    Part(
        "questions",
        _("Questions that were put to you"),
        QUESTION,
        _questions,
        note=ABOUT_CLIENTS,
        words={"state": said(label, QuestionState), "decline_reason": said(label, DeclineReason)},
    ),
    Part(
        "requests",
        _("Requests you made"),
        REQUEST,
        _requests,
        note=ABOUT_CLIENTS,
        words={"kind": _kind, "state": said(label, RequestState)},
    ),
    Part(
        "steps",
        _("Steps you took in requests"),
        STEP,
        _steps,
        note=ABOUT_CLIENTS,
        words={
            "step": said(label, Step),
            "reason": said(label, DeclineReason, ClosedReason, EndOutcome, StopReason),
        },
    ),
    Part(
        "round_steps",
        _("Steps you took in rounds"),
        ROUND_STEP,
        _round_steps,
        words={"step": said(label, RoundStepKind)},
    ),
    Part(
        "round_choices",
        _("Choices you made by hand in rounds"),
        ROUND_CHOICE,
        _round_choices,
        note=ABOUT_CLIENTS,
        words={"kind": said(label, HandKind)},
    ),
    Part("drafts", _("A request you are writing"), DRAFT, _drafts, note=ABOUT_CLIENTS),
    Part("searches", _("Searches you saved"), SEARCH, _searches, note=ABOUT_CLIENTS),
    Part("nearby", _("How many families look for somebody like you"), NEARBY, _nearby),
)
