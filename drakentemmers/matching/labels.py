"""The words of matching as people read them."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from drakentemmers.directory import labels as directory_labels
from drakentemmers.matching.allocation import Missed
from drakentemmers.matching.capacity import OfferState
from drakentemmers.matching.course import (
    ClosedReason,
    DeclineEffect,
    DeclineReason,
    EndOutcome,
    QuestionState,
    RequestState,
    Side,
    Step,
    StopReason,
)
from drakentemmers.matching.rounds import HandKind, Outcome, RoundState, RoundStepKind, SuggestionState
from drakentemmers.matching.rules import NeedName, Order, Urgency

# By kind first: members of different enums may carry the same value.
LABELS: dict[type[StrEnum], dict[str, str | Promise]] = {
    Urgency: {
        Urgency.ACUTE: _("Acute"),
        Urgency.WITHIN_4_WEEKS: _("Within 4 weeks"),
        Urgency.REGULAR: _("Regular"),
    },
    RequestState: {
        RequestState.DRAFT: _("Draft"),
        RequestState.OPEN: _("Nobody asked now"),
        RequestState.ASKED: _("Asked"),
        RequestState.ACCEPTED: _("Somebody said yes"),
        RequestState.PLACED: _("Placed"),
        RequestState.STARTED: _("Treatment started"),
        RequestState.ENDED: _("Treatment ended"),
        RequestState.CLOSED: _("Closed"),
    },
    QuestionState: {
        QuestionState.QUEUED: _("Waits for its turn"),
        QuestionState.ASKED: _("Waits for an answer"),
        QuestionState.HELD: _("Keeps a place free"),
        QuestionState.ACCEPTED: _("Said yes"),
        QuestionState.DECLINED: _("Said no"),
        QuestionState.WITHDRAWN: _("Withdrawn"),
        QuestionState.EXPIRED: _("No answer"),
        QuestionState.PLACED: _("Placed"),
    },
    DeclineReason: {
        DeclineReason.FULL: _("I am full"),
        DeclineReason.AWAY: _("I am away for a while"),
        DeclineReason.NOT_MY_EXPERTISE: _("Not my expertise"),
        DeclineReason.TOO_FAR: _("Too far away"),
        DeclineReason.LANGUAGE: _("Language does not match"),
        DeclineReason.CONFLICT_OF_INTEREST: _("I know somebody who is involved"),
        DeclineReason.UNSAFE_TO_START: _("Not safe enough to start now"),
        DeclineReason.OTHER: _("Another reason"),
    },
    DeclineEffect: {
        DeclineEffect.CLOSE_OFFER: _("Your offer closes until you open it again."),
        DeclineEffect.PARK_OFFER: _("Your offer is parked and opens again by itself on the date you give."),
        DeclineEffect.NONE: _("Your offer stays as it is."),
    },
    EndOutcome: {
        EndOutcome.COMPLETED: _("Completed"),
        EndOutcome.STOPPED_EARLY: _("Stopped early"),
        EndOutcome.REFERRED_ON: _("Referred on"),
    },
    StopReason: {
        StopReason.MOVED: _("The client moved"),
        StopReason.CLIENT_STOPPED: _("The client wanted to stop"),
        StopReason.NOT_SAFE: _("It was not safe"),
        StopReason.NO_CLICK: _("No good match between client and therapist"),
        StopReason.PRACTICE_STOPPED: _("The practice had to stop"),
        StopReason.OTHER: _("Another reason"),
    },
    ClosedReason: {
        ClosedReason.FOUND_ELSEWHERE: _("A place was found elsewhere"),
        ClosedReason.CLIENT_DECLINED: _("The client does not want it (now)"),
        ClosedReason.NOT_NEEDED: _("Treatment is no longer needed"),
        ClosedReason.MOVED: _("The client moved"),
        ClosedReason.MADE_BY_MISTAKE: _("Made by mistake"),
    },
    NeedName: {
        NeedName.GROUP: _("For whom"),
        NeedName.CLIENT_ROLE: _("Side of the violence"),
        NeedName.PROBLEM: _("What is treated"),
        NeedName.SETTING: _("Setting"),
        NeedName.METHOD: _("Method"),
        NeedName.LANGUAGE: _("Language"),
        NeedName.GENDER: _("Gender of the therapist"),
        NeedName.SESSIONS: _("Number of sessions"),
        NeedName.FUNDING: _("Who pays"),
        NeedName.DISTANCE: _("Distance"),
        NeedName.START: _("Start in time"),
        NeedName.CAPACITY: _("Places per month"),
        NeedName.QUALITY_MARK: _("Quality mark"),
    },
    Order: {
        Order.FIRST_PLACE: _("First free place"),
        Order.NEAREST: _("Nearest first"),
        Order.POINTS: _("Best fit"),
    },
    OfferState: {
        OfferState.OPEN: pgettext_lazy("offer", "Open"),
        OfferState.PARKED: pgettext_lazy("offer", "Away for a while"),
        OfferState.CLOSED: pgettext_lazy("offer", "Full"),
    },
    Step: {
        Step.MADE: pgettext_lazy("step", "Request written"),
        Step.OPENED: pgettext_lazy("step", "Request opened"),
        Step.CHANGED: pgettext_lazy("step", "Request changed"),
        Step.QUEUED: pgettext_lazy("step", "Therapist put in line"),
        Step.ASKED: pgettext_lazy("step", "Therapist asked"),
        Step.NUDGED: pgettext_lazy("step", "Reminder sent"),
        Step.HELD: pgettext_lazy("step", "Place held"),
        Step.HOLD_EXPIRED: pgettext_lazy("step", "Place no longer held"),
        Step.ACCEPTED: pgettext_lazy("step", "Therapist said yes"),
        Step.DECLINED: pgettext_lazy("step", "Therapist said no"),
        Step.WITHDRAWN: pgettext_lazy("step", "Question withdrawn"),
        Step.SUPERSEDED: pgettext_lazy("step", "Question withdrawn: somebody else said yes"),
        Step.EXPIRED: pgettext_lazy("step", "No answer in time"),
        Step.CLIENT_DECLINED: pgettext_lazy("step", "Client does not want this place"),
        Step.THERAPIST_LEFT: pgettext_lazy("step", "Therapist left the network"),
        Step.PLACED: pgettext_lazy("step", "Place confirmed"),
        Step.STARTED: pgettext_lazy("step", "Treatment started"),
        Step.CONTINUED_AMBULATORY: pgettext_lazy("step", "Treatment continues at the practice"),
        Step.ENDED: pgettext_lazy("step", "Treatment ended"),
        Step.CLOSED: pgettext_lazy("step", "Request closed"),
    },
    Missed: {
        Missed.NO_FIT: _("Nobody fits all that is asked"),
        Missed.ALL_FULL: _("Everybody who fits is full"),
        Missed.LOST: _("The places go to people who are at least as urgent or wait longer"),
        Missed.APART: _("The family cannot be kept together"),
        Missed.STOPPED: _("Stopped before this one had its turn"),
    },
    HandKind: {
        HandKind.PIN: pgettext_lazy("round", "Kept a therapist"),
        HandKind.FORBID: pgettext_lazy("round", "Ruled out a therapist"),
    },
    RoundState: {
        RoundState.WORKING: _("Being worked out"),
        RoundState.READY: _("Ready to look through"),
        RoundState.FAILED: _("Did not work out"),
        RoundState.CLOSED: pgettext_lazy("round", "Put away"),
    },
    Outcome: {
        Outcome.TO_LOOK_THROUGH: _("Ready to look through"),
        Outcome.ALL_SENT: pgettext_lazy("round", "All sent"),
        Outcome.ALL_GONE: pgettext_lazy("round", "Nothing left to send"),
        Outcome.NOBODY_WAITS: pgettext_lazy("round", "Nobody waits"),
        Outcome.ALL_FULL: pgettext_lazy("round", "No free place"),
        Outcome.NOBODY_FITS: pgettext_lazy("round", "Nobody fits"),
        Outcome.NO_PLACE: pgettext_lazy("round", "No place found"),
    },
    RoundStepKind: {
        RoundStepKind.MADE: pgettext_lazy("round", "Begun"),
        RoundStepKind.SOLVED: pgettext_lazy("round", "Proposal ready"),
        RoundStepKind.STOPPED: pgettext_lazy("round", "Asked to stop"),
        RoundStepKind.FAILED: pgettext_lazy("round", "Did not work out"),
        RoundStepKind.PINNED: pgettext_lazy("round", "Kept a therapist"),
        RoundStepKind.FORBADE: pgettext_lazy("round", "Ruled out a therapist"),
        RoundStepKind.SWAPPED: pgettext_lazy("round", "Swapped two"),
        RoundStepKind.LET_GO: pgettext_lazy("round", "Undid a choice"),
        RoundStepKind.AGAIN: pgettext_lazy("round", "Asked for a new proposal"),
        RoundStepKind.SENT: pgettext_lazy("round", "Sent questions"),
        RoundStepKind.CLOSED: pgettext_lazy("round", "Put away"),
    },
    SuggestionState: {
        SuggestionState.PROPOSED: _("Proposed"),
        SuggestionState.UNPLACED: _("No place"),
        SuggestionState.SENT: _("Sent"),
        SuggestionState.WAS_ASKED: _("Not sent: somebody else asked for this in the meantime"),
        SuggestionState.PLACE_GONE: _("Not sent: the place is no longer free"),
        SuggestionState.NO_FIT: _("Not sent: request or offer changed"),
    },
    Side: {
        Side.ASKER: _("The organisation"),
        Side.THERAPIST: _("The therapist"),
        Side.NOBODY: _("Nobody"),
    },
}


def label(member: StrEnum) -> str:
    """Return what people read for a member of an enum of this app or of one below."""
    ours = LABELS.get(type(member))
    return directory_labels.label(member) if ours is None else str(ours[member])


def choices_of(kind: type[StrEnum]) -> list[tuple[str, str]]:
    """Return value and label of every member of an enum of this app or of one below, in order."""
    return [(member.value, label(member)) for member in kind]
