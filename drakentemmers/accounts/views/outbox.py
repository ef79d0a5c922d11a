"""The outbox for administrators: how mails fare. What they say is never shown."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from drakentemmers.accounts.actions.outbox_office import drop, send_again
from drakentemmers.accounts.models import OutgoingMail
from drakentemmers.accounts.permissions import Permission
from drakentemmers.accounts.read.outbox import mails, overview, row_of

PER_PAGE = 30
DEEDS = {"send": send_again, "drop": drop}


def _demand_administrator(request: HttpRequest) -> None:
    """Who does not keep the platform running does not find this page."""
    if not request.user.has_perm(Permission.KEEP_OUTBOX):
        raise Http404


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """Figures, and the mails of the chosen state and kind."""
    _demand_administrator(request)
    state, kind = request.GET.get("stand", ""), request.GET.get("soort", "")
    page = Paginator(mails(state=state, kind=kind), PER_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "overview": overview(timezone.now()),
        "page": page,
        "rows": [row_of(mail) for mail in page],
        "state": state,
        "kind": kind,
    }
    return render(request, "accounts/outbox.html", context)


@require_POST
def outbox_mail(request: HttpRequest, mail_id: str) -> HttpResponse:
    """Send a mail again, or drop it."""
    _demand_administrator(request)
    mail = get_object_or_404(OutgoingMail.objects.defer("subject", "text", "headers"), pk=mail_id)
    deed = DEEDS.get(request.POST.get("deed", ""))
    if deed is None:
        messages.error(request, _("Choose what to do with the mail: send it again, or drop it."))
    elif not deed(mail=mail, by=request.user, now=timezone.now()):
        messages.info(request, _("Somebody else was first: this mail does not wait for you any more."))
    elif deed is drop:
        messages.success(request, _("The mail is dropped."))
    else:
        messages.success(request, _("The mail goes out again."))
    return redirect("outbox")
