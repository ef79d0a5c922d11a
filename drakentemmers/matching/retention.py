"""How long requests, what is written in them, and links in mails are kept."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from drakentemmers.accounts.retention import MONTH, YEAR, Keep
from drakentemmers.matching.course import RequestState
from drakentemmers.matching.models import (
    OfferLink,
    Placement,
    PrivateNote,
    Question,
    RequestDraft,
    RequestStep,
    Round,
    SavedSearch,
    TreatmentRequest,
)
from drakentemmers.matching.models.searches import UNDO_FOR
from drakentemmers.matching.rounds import RoundState

OVER = (RequestState.ENDED, RequestState.CLOSED)
SEARCH_KEPT = timedelta(days=YEAR)


def _ended(now: datetime, years: int) -> QuerySet[TreatmentRequest]:
    return TreatmentRequest.objects.filter(state__in=OVER, state_since__lt=now - timedelta(days=years * YEAR))


def _searches_over(now: datetime) -> QuerySet[SavedSearch]:
    unused, removed = Q(seen_at__lt=now - SEARCH_KEPT), Q(removed_at__lt=now - UNDO_FOR)
    return SavedSearch.objects.filter(unused | removed | Q(request__state__in=OVER))


def wipe_texts(rows: QuerySet[TreatmentRequest], now: datetime) -> None:
    """Empty what people wrote about the client, and cut the tie between people of one family."""
    found = list(rows.only("pk", "note", "family", "texts_wiped_at"))
    for request in found:
        request.note, request.family, request.texts_wiped_at = "", "", now
    TreatmentRequest.objects.bulk_update(found, ["note", "family", "texts_wiped_at"])
    questions = list(Question.objects.filter(request__in=found).only("pk", "explanation"))
    for question in questions:
        question.explanation = ""
    Question.objects.bulk_update(questions, ["explanation"])
    PrivateNote.objects.filter(request__in=found).delete()
    steps = list(RequestStep.objects.filter(request__in=found).only("pk", "code", "text"))
    for step in steps:
        step.text = ""
    RequestStep.objects.bulk_update(steps, ["text"])


def remove_requests(rows: QuerySet[TreatmentRequest], now: datetime) -> Any:
    """Remove requests with all that hangs on them."""
    Placement.objects.filter(request__in=rows).delete()
    return rows.delete()


KEPT: tuple[Keep, ...] = (
    Keep(
        "request_drafts",
        _("A request you were writing and did not send"),
        _("90 days"),
        _("So that your work is not lost."),
        lambda now: RequestDraft.objects.filter(saved_at__lt=now - timedelta(days=3 * MONTH)),
    ),
    Keep(
        "saved_searches",
        _("Searches you saved, and which therapists they found"),
        _("1 year after you last changed them; a search you remove, 1 day"),
        _("So that you hear of it when somebody fits."),
        _searches_over,
    ),
    Keep(
        "requests_unsent",
        _("Requests that were saved and never opened"),
        _("1 year"),
        _("Without them nobody is helped."),
        lambda now: TreatmentRequest.objects.filter(
            state=RequestState.DRAFT, state_since__lt=now - timedelta(days=YEAR)
        ),
        finish=remove_requests,
    ),
    Keep(
        "request_texts",
        _("What people wrote in a request: the note, explanations, answers, notes of one side"),
        _("1 year after the request ended"),
        _(
            "Until then there may be questions about it. A file of treatment is kept elsewhere, by the therapist."
        ),
        lambda now: _ended(now, 1).filter(texts_wiped_at=None),
        then=_("Wiped; dates and figures stay"),
        finish=wipe_texts,
    ),
    Keep(
        "requests",
        _("Requests under a made-up name, with questions, steps and placements"),
        _("5 years after they ended"),
        _("To see over the years whether there are places enough."),
        lambda now: _ended(now, 5),
        finish=remove_requests,
    ),
    Keep(
        "rounds",
        _("Rounds: who was proposed for which request, and why somebody had no place"),
        _("1 year"),
        _("To see over the year whether places are divided fairly."),
        lambda now: Round.objects.filter(made_at__lt=now - timedelta(days=YEAR)).exclude(
            state=RoundState.WORKING
        ),
    ),
    Keep(
        "offer_links",
        _("Weekly mails about a place: that it was sent, and the answer"),
        _("1 year"),
        _("To see whether the weekly mail helps."),
        lambda now: OfferLink.objects.filter(week__lt=(now - timedelta(days=YEAR)).date()),
    ),
)
