"""Asking therapists, and what they answer."""

from collections.abc import Callable, Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from drakentemmers.accounts.actions.opening import open_record
from drakentemmers.accounts.models import User
from drakentemmers.accounts.stepup import Freshness, demand_fresh
from drakentemmers.directory.models import Professional
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.actions import questions as actions
from drakentemmers.matching.actions.errors import NotAvailable, OfferClosed
from drakentemmers.matching.course import (
    DeclineEffect,
    DeclineReason,
    QuestionState,
    RequestState,
    StepRefused,
    effect_of,
)
from drakentemmers.matching.forms.answers import DeclineForm
from drakentemmers.matching.models import Question, TreatmentRequest
from drakentemmers.matching.read.request_list import list_for
from drakentemmers.matching.views.carried_out import CONFLICT, carry_out, not_asked
from drakentemmers.matching.views.request_page import request_page
from drakentemmers.matching.views.turning import (
    LOOK_UP,
    MANY_AT_ONCE,
    ORDER,
    PICKED,
    TURN,
    WIDER,
    back_to_list,
    picked,
    turned,
)


def own_request(user: User, request_id: str) -> TreatmentRequest:
    """Return a request of one of the user's organisations; 404 for every other."""
    return get_object_or_404(TreatmentRequest.objects.of_own_organisations(user), pk=request_id)


def _asked_by_us(user: User, question_id: str) -> Question:
    own = Question.objects.asked_by(user)
    return get_object_or_404(own.select_related("request", "professional"), pk=question_id)


def _put_to_me(user: User, question_id: str) -> Question:
    mine = Question.objects.put_to(user)
    return get_object_or_404(mine.select_related("request", "professional"), pk=question_id)


def stands_at(question: Question, *states: QuestionState) -> Callable[[], bool]:
    """Return a check that reads again where a question stands: was this very step taken a moment ago?"""
    return lambda: Question.objects.filter(pk=question.pk, state__in=states).exists()


@require_http_methods(["GET", "HEAD", "POST"])
def request_ask(http: HttpRequest, request_id: str) -> HttpResponse:
    """Ask the chosen therapists, all at once or one after the other in the order of the list.

    The list turns its pages, sorts and looks a name up through here too, so that what was ticked stays ticked. Who
    asks many at once is told what that costs them, on a page with an address of its own, and says so again.
    """
    request = own_request(http.user, request_id)
    if http.method != "POST":
        return _ask_many(http, request)
    if TURN in http.POST or LOOK_UP in http.POST:
        return redirect(turned(request, http.POST))
    chosen = _chosen(http, request, http.POST.getlist("therapist"))
    if not chosen:
        messages.error(http, _("Choose at least one therapist to ask."))
        return redirect(back_to_list(request, http.GET))
    one_by_one = bool(http.POST.get("one_by_one"))
    if len(chosen) > MANY_AT_ONCE and not one_by_one and "all_at_once" not in http.POST:
        return redirect(turned(request, http.POST, to="request_ask"))
    try:
        made = actions.ask(
            request=request, professionals=chosen, one_by_one=one_by_one, by=http.user, now=timezone.now()
        )
    except OfferClosed as full:
        messages.error(http, not_asked(full))
        return redirect(turned(request, _without(http.POST, full.professionals)))
    except NotAvailable as gone:
        return request_page(http, request.pk, problem=not_asked(gone), status=CONFLICT)
    except StepRefused:
        problem = _("Nobody else can be asked now: this is how the request stands.")
        return request_page(http, request.pk, problem=problem, status=CONFLICT)
    if not made:
        messages.info(http, _("You had already asked this. Nothing was sent twice."))
        return redirect("request", request.pk)
    undo = reverse("question_withdraw", args=[made[0].pk]) if len(made) == 1 else ""
    messages.success(http, _who_is_asked(made, chosen), extra_tags=undo)
    return redirect("request", request.pk)


def _chosen(http: HttpRequest, request: TreatmentRequest, sent: Iterable[str]) -> list[Professional]:
    """Return who was ticked and can be seen, as they follow each other on the list that was ticked on.

    On which of its pages somebody stands says nothing about who comes first.
    """
    ids = picked(sent)
    if len(ids) > 1:
        now = timezone.now()
        order, wider = (http.POST.get(name) or http.GET.get(name, "") for name in (ORDER, WIDER))
        ids = list_for(request, order=order, wider=wider, on=local_date(now), now=now).in_its_order(ids)
    found = Professional.objects.visible_to(http.user).in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def _without(sent: QueryDict, full: Iterable[Professional]) -> QueryDict:
    """Return what was sent with the others still ticked, to ask them with one more tap."""
    left, away = sent.copy(), {professional.pk for professional in full}
    left.setlist("therapist", [pk for pk in sent.getlist("therapist") if pk not in away])
    return left


def _ask_many(http: HttpRequest, request: TreatmentRequest) -> HttpResponse:
    """Show what it costs to ask all of these at once; who chose only a few is sent to the list."""
    demand_fresh(http, Freshness.CLIENT_DATA)
    open_record(request, by=http.user, now=timezone.now())
    chosen, back = _chosen(http, request, http.GET.getlist(PICKED)), back_to_list(request, http.GET)
    if len(chosen) <= MANY_AT_ONCE or not request.is_open:
        return redirect(back)
    shown = {"request_asked": request, "chosen": chosen, "back": back, "query": http.GET.urlencode()}
    return render(http, "matching/ask_many.html", shown)


def _who_is_asked(made: list[Question], chosen: list[Professional]) -> str:
    """Return how many therapists are asked, how many wait for their turn, and who was asked before, maybe elsewhere."""
    waiting = sum(question.state == QuestionState.QUEUED for question in made)
    count = len(made) - waiting
    said = [ngettext("%(count)s therapist asked.", "%(count)s therapists asked.", count) % {"count": count}]
    if waiting:
        turn = ngettext("%(count)s waits for a turn.", "%(count)s wait for their turn.", waiting)
        said.append(turn % {"count": waiting})
    new = {question.professional_id for question in made}
    if before := [professional.name for professional in chosen if professional.pk not in new]:
        said.append(_("Asked already, so not again: %(names)s.") % {"names": ", ".join(before)})
    return " ".join(said)


@require_POST
def question_withdraw(http: HttpRequest, question_id: str) -> HttpResponse:
    """Withdraw one question; asking again undoes it."""
    question = _asked_by_us(http.user, question_id)
    return carry_out(
        http,
        question.request_id,
        lambda: actions.withdraw(question=question, by=http.user, now=timezone.now()),
        said=_("Question to %(name)s withdrawn.") % {"name": question.professional.name},
        already=stands_at(question, QuestionState.WITHDRAWN),
        undo=reverse("question_again", args=[question.pk]),
    )


@require_POST
def question_again(http: HttpRequest, question_id: str) -> HttpResponse:
    """Ask the same therapist once more."""
    question = _asked_by_us(http.user, question_id)
    return carry_out(
        http,
        question.request_id,
        lambda: actions.ask(
            request=question.request,
            professionals=[question.professional],
            by=http.user,
            now=timezone.now(),
        ),
        said=_("%(name)s is asked again.") % {"name": question.professional.name},
    )


@require_POST
def question_accept(http: HttpRequest, question_id: str) -> HttpResponse:
    """Yes."""
    question = _put_to_me(http.user, question_id)
    return carry_out(
        http,
        question.request_id,
        lambda: actions.accept(question=question, by=http.user, now=timezone.now()),
        said=_("Thank you. The organisation knows that you have a place."),
        already=stands_at(question, QuestionState.ACCEPTED, QuestionState.PLACED),
    )


@require_POST
def question_hold(http: HttpRequest, question_id: str) -> HttpResponse:
    """Keep a place free while thinking about it."""
    question = _put_to_me(http.user, question_id)
    return carry_out(
        http,
        question.request_id,
        lambda: actions.hold(question=question, by=http.user, now=timezone.now()),
        said=_("A place is kept free for you to decide."),
        already=stands_at(question, QuestionState.HELD),
    )


@require_POST
def question_decline(http: HttpRequest, question_id: str) -> HttpResponse:
    """No, with a reason."""
    question = _put_to_me(http.user, question_id)
    now = timezone.now()
    form = DeclineForm(http.POST, today=local_date(now))
    if not form.is_valid():
        return request_page(http, question.request_id, status=400, decline_form=form)
    steps_aside = form.cleaned_data["reason"] == DeclineReason.CONFLICT_OF_INTEREST
    return carry_out(
        http,
        question.request_id,
        lambda: actions.decline(question=question, by=http.user, now=now, **form.cleaned_data),
        said=_after_no(form.cleaned_data["reason"]),
        already=stands_at(question, QuestionState.DECLINED),
        then="requests" if steps_aside else "",  # from now on the request is not there for this therapist
    )


def _after_no(reason: DeclineReason) -> str:
    """Return thanks, and what the no did to the offer of who said it."""
    thanks = _("Thank you for answering. The organisation can look further.")
    match effect_of(reason):
        case DeclineEffect.CLOSE_OFFER:
            return thanks + " " + _("Your offer is closed now. You open it again under My work.")
        case DeclineEffect.PARK_OFFER:
            return thanks + " " + _("Your offer is parked until you are back.")
        case _:
            return thanks


@require_POST
def client_declined(http: HttpRequest, request_id: str) -> HttpResponse:
    """The client does not want the place after all."""
    request = own_request(http.user, request_id)
    return carry_out(
        http,
        request.pk,
        lambda: actions.client_declined(request=request, by=http.user, now=timezone.now()),
        said=_("The place is free again. Choose whom else to ask."),
        already=lambda: TreatmentRequest.objects.filter(pk=request.pk, state=RequestState.OPEN).exists(),
    )
