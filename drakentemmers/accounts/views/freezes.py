"""`/kantoor/bevroren`: accounts in which nothing opens, and who opened much today."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from drakentemmers.accounts.actions import freezes as actions
from drakentemmers.accounts.forms.opening import FindingForm
from drakentemmers.accounts.models import Freeze, User
from drakentemmers.accounts.permissions import Permission
from drakentemmers.accounts.read.freezes import FrozenLine, busy_today, frozen_now, lifted_lately


@require_safe
def frozen(http: HttpRequest) -> HttpResponse:
    """Who is frozen and why, who opened much today, and what was lifted lately."""
    return _page(http)


@require_POST
def propose(http: HttpRequest, freeze_id: str) -> HttpResponse:
    """The first of two people says what he or she found."""
    freeze = _freeze(http, freeze_id)
    form = FindingForm(http.POST, prefix=freeze.pk)
    if not form.is_valid():
        return _page(http, form=form, status=400)
    finding = form.cleaned_data["finding"]
    actions.propose_lifting(freeze=freeze, finding=finding, by=http.user, now=timezone.now())
    messages.success(http, _("Written down. A second person opens the account again."))
    return redirect("frozen")


@require_POST
def lift(http: HttpRequest, freeze_id: str) -> HttpResponse:
    """The second of two people opens the account again."""
    freeze = _freeze(http, freeze_id)
    try:
        actions.lift(freeze=freeze, by=http.user, now=timezone.now())
    except PermissionDenied:
        messages.error(http, _("Somebody else has to do this: you were the first of the two."))
        return redirect("frozen")
    messages.success(http, _("The account is open again. Today counts afresh."))
    return redirect("frozen")


@require_POST
def freeze(http: HttpRequest, user_id: int) -> HttpResponse:
    """Freeze somebody by hand."""
    if not http.user.has_perm(Permission.HANDLE_FREEZE):
        raise Http404
    person = get_object_or_404(User, pk=user_id)
    actions.freeze_account(user=person, by=http.user, now=timezone.now())
    messages.success(http, _("The account of %(name)s is frozen.") % {"name": person.name})
    return redirect("frozen")


def _freeze(http: HttpRequest, freeze_id: str) -> Freeze:
    """Return a freeze that holds, for who may handle it; 404 for everybody else and for one that is lifted."""
    found = get_object_or_404(Freeze.objects.holding().select_related("user"), pk=freeze_id)
    if not http.user.has_perm(Permission.HANDLE_FREEZE, found.user):
        raise Http404
    return found


def _page(http: HttpRequest, *, form: FindingForm | None = None, status: int = 200) -> HttpResponse:
    if not http.user.has_perm(Permission.HANDLE_FREEZE):
        raise Http404
    now = timezone.now()
    context = {
        "frozen": [(line, _form_of(line, form)) for line in frozen_now(http.user)],
        "busy": busy_today(http.user, now),
        "lifted": lifted_lately(),
        "wrong": form,
    }
    return render(http, "access/freezes.html", context, status=status)


def _form_of(line: FrozenLine, sent: FindingForm | None) -> FindingForm:
    """The form of one frozen account: the one that came back with errors, where it belongs."""
    return sent if sent is not None and sent.prefix == line.pk else FindingForm(prefix=line.pk)
