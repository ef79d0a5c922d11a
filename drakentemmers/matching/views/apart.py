"""Conflict of interest: stepping aside oneself, and keeping requests from somebody else."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from drakentemmers.accounts.access import WhyKept
from drakentemmers.accounts.actions.blocks import lift_block
from drakentemmers.accounts.forms.interests import WhyForm
from drakentemmers.accounts.models import Block, Organisation
from drakentemmers.accounts.permissions import Permission
from drakentemmers.accounts.stepup import Freshness, demand_fresh
from drakentemmers.accounts.views.which import typed_in, which_of
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.actions.keeping_apart import keep_from, step_aside
from drakentemmers.matching.forms.apart import ApartForm
from drakentemmers.matching.models import TreatmentRequest
from drakentemmers.matching.read.apart import blocks_of
from drakentemmers.matching.views.request_page import request_page


@require_POST
def request_step_aside(http: HttpRequest, request_id: str) -> HttpResponse:
    """I know this client: the request goes out of my sight, for good."""
    request = get_object_or_404(TreatmentRequest.objects.visible_to(http.user), pk=request_id)
    form = WhyForm(http.POST)
    if not form.is_valid():
        return request_page(http, request.pk, status=400, aside_form=form)
    try:
        step_aside(request=request, why=WhyKept(form.cleaned_data["why"]), by=http.user, now=timezone.now())
    except ValidationError as error:
        return request_page(http, request.pk, problem=" ".join(error.messages), status=409)
    messages.success(http, _("Thank you for saying so. You will not see this request any more."))
    return redirect("requests")


@require_http_methods(["GET", "HEAD", "POST"])
def kept_apart(http: HttpRequest, organisation_id: str) -> HttpResponse:
    """What an organisation keeps from whom; its owner and the office add to it."""
    organisation = _looked_after(http, organisation_id)
    demand_fresh(http, Freshness.RIGHTS, deed=_("Keep this apart"))
    today = local_date(timezone.now())
    if http.method != "POST":
        first = {"request": http.GET.get("aanvraag", "")[:40]}
        return _page(http, organisation, ApartForm(initial=first, organisation=organisation, today=today))
    if http.htmx:
        typed = typed_in(http, ApartForm)
        return which_of(http, ApartForm(typed=typed, organisation=organisation, today=today))
    form = ApartForm(http.POST, organisation=organisation, today=today)
    if form.is_valid():
        try:
            keep_from(**form.cleaned_data, organisation=organisation, by=http.user, now=timezone.now())
        except ValidationError as error:
            form.add_error(None, error)
        except PermissionDenied:
            form.add_error("user", _("Not about yourself: use the page Interests of your account."))
    if not form.is_valid():
        return _page(http, organisation, form, status=400)
    messages.success(http, _("Done. This person does not hear of it."))
    return redirect("kept_apart", organisation.pk)


@require_POST
def kept_apart_end(http: HttpRequest, organisation_id: str, block_id: str) -> HttpResponse:
    """It is no longer needed."""
    organisation = _looked_after(http, organisation_id)
    block = get_object_or_404(Block, pk=block_id, on_behalf_of=organisation)
    if block.user_id == http.user.pk:
        raise Http404
    demand_fresh(http, Freshness.RIGHTS, deed=_("End the keeping apart"))
    lift_block(block=block, by=http.user, now=timezone.now())
    messages.success(http, _("Ended."))
    return redirect("kept_apart", organisation.pk)


def _looked_after(http: HttpRequest, organisation_id: str) -> Organisation:
    organisation = get_object_or_404(Organisation, pk=organisation_id, is_active=True)
    if not http.user.has_perm(Permission.SET_BLOCK, organisation):
        raise Http404
    return organisation


def _page(
    http: HttpRequest, organisation: Organisation, form: ApartForm, *, status: int = 200
) -> HttpResponse:
    kept = [pair for pair in blocks_of(organisation, local_date(timezone.now())) if pair[0].user != http.user]
    context = {"organisation": organisation, "form": form, "kept": kept}
    return render(http, "matching/kept_apart.html", context, status=status)
