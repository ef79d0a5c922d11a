"""`/account/belangen`: where somebody has another interest, said by him- or herself."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from drakentemmers.accounts.actions.blocks import declare_interest, lift_block
from drakentemmers.accounts.forms.interests import InterestForm
from drakentemmers.accounts.models import Block
from drakentemmers.accounts.views.which import typed_in, which_of
from drakentemmers.kernel.clock import local_date


@require_http_methods(["GET", "HEAD", "POST"])
def interests(http: HttpRequest) -> HttpResponse:
    """What one declared oneself; what others keep from this person never shows here."""
    if http.method != "POST":
        return _page(http, InterestForm())
    if http.htmx:
        return which_of(http, InterestForm(typed=typed_in(http, InterestForm)))
    form = InterestForm(http.POST)
    if form.is_valid():
        try:
            declare_interest(**form.cleaned_data, by=http.user, now=timezone.now())
        except ValidationError as error:
            form.add_error(None, error)
    if not form.is_valid():
        return _page(http, form, status=400)
    messages.success(http, _("Written down. Nothing of this organisation reaches you from now on."))
    return redirect("interests")


@require_POST
def interest_over(http: HttpRequest, block_id: str) -> HttpResponse:
    """The interest in an organisation is over."""
    own = Block.objects.declared_by(http.user).holding(local_date(timezone.now()))
    block = get_object_or_404(own.filter(organisation__isnull=False), pk=block_id)
    lift_block(block=block, by=http.user, now=timezone.now())
    messages.success(http, _("Written down: this interest is over."))
    return redirect("interests")


def _page(http: HttpRequest, form: InterestForm, *, status: int = 200) -> HttpResponse:
    declared = Block.objects.declared_by(http.user).holding(local_date(timezone.now()))
    context = {
        "form": form,
        "organisations": declared.filter(organisation__isnull=False)
        .select_related("organisation")
        .order_by("organisation__name", "pk"),
        "single": declared.filter(organisation__isnull=True).count(),
    }
    return render(http, "access/interests.html", context, status=status)
