"""My data: a copy, what I agreed to, and leaving for good."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from drakentemmers.accounts.actions.consent import give_consent, withdraw_consent
from drakentemmers.accounts.actions.refusals import LastOwner
from drakentemmers.accounts.actions.removal import ask_removal, cancel_removal
from drakentemmers.accounts.consent import Purpose
from drakentemmers.accounts.read.consent import consents_of
from drakentemmers.accounts.read.removal import removal_of, solely_owned
from drakentemmers.accounts.stepup import Freshness, fresh
from drakentemmers.audit.actions import record_read
from drakentemmers.home.actions.leaving import PARTS as LEAVING
from drakentemmers.home.read.my_data import PARTS, copy_of


@require_safe
def my_data(http: HttpRequest) -> HttpResponse:
    """What is kept about me, what I agreed to, and how to leave."""
    return _page(http)


def _page(http: HttpRequest, *, wrong: str = "", status: int = 200) -> HttpResponse:
    now = timezone.now()
    context = {
        "titles": [part.title for part in PARTS],
        "consents": consents_of(http.user),
        "removal": removal_of(http.user),
        "goes": [text for part in LEAVING for text in part.goes],
        "stays": [line for part in LEAVING for line in part.stays],
        "owned": solely_owned(http.user, now),
        "wrong": wrong,
    }
    return render(http, "home/my_data.html", context, status=status)


@fresh(Freshness.EXPORT)
@require_POST
def my_data_copy(http: HttpRequest) -> HttpResponse:
    """The copy, made now. Nobody else's data is in it; that it was taken is logged."""
    now = timezone.now()
    name, content = copy_of(http.user, now=now)
    record_read(http.user, by=http.user, now=now, action="person.exported", purpose="own data")
    answer = HttpResponse(content, content_type="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_POST
def consent(http: HttpRequest, purpose: str) -> HttpResponse:
    """Agree to one thing in the words that were on the screen, or take it back."""
    if purpose not in set(Purpose):
        raise Http404
    user, now = http.user, timezone.now()
    if http.POST.get("agree") != "yes":
        if withdraw_consent(user=user, purpose=Purpose(purpose), by=user, now=now):
            messages.success(http, _("Taken back. It holds from now on."))
        return redirect("/account/gegevens#toestemming")
    version = http.POST.get("version", "")
    try:
        given = give_consent(
            user=user,
            purpose=Purpose(purpose),
            version=int(version if version.isdecimal() else 0),
            by=user,
            now=now,
        )
    except ValueError:
        return _page(http, wrong=_("The text has changed. Read it again before you agree."), status=400)
    if given:
        messages.success(http, _("Thank you, noted. You can take it back at any moment."))
    return redirect("/account/gegevens#toestemming")


@fresh(Freshness.RIGHTS)
@require_POST
def removal_ask(http: HttpRequest) -> HttpResponse:
    """Ask to remove the account, after the box that it is understood was ticked."""
    if http.POST.get("understood") != "yes":
        return _page(http, wrong=_("Tick the box that you have read what happens."), status=400)
    try:
        ask_removal(user=http.user, by=http.user, now=timezone.now())
    except LastOwner:
        return _page(http, wrong=_("First make somebody else the owner of your organisation."), status=400)
    messages.success(
        http, _("Your account will be removed in seven days. Until then you can take that back.")
    )
    return redirect("/account/gegevens#weg")


@require_POST
def removal_cancel(http: HttpRequest) -> HttpResponse:
    """Stay after all."""
    if cancel_removal(user=http.user, by=http.user, now=timezone.now()):
        messages.success(http, _("Taken back. Your account stays as it is."))
    return redirect("/account/gegevens#weg")
