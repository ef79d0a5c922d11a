"""What the office sees of applications, and does with them."""

from collections.abc import Callable
from functools import partial

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from drakentemmers.accounts.permissions import Permission
from drakentemmers.accounts.stepup import Freshness, demand_fresh
from drakentemmers.audit.actions import record_read
from drakentemmers.directory.actions.applications_office import (
    ask_applicant,
    look_up_number,
    practice_says,
    refuse,
    say_yes,
    stop,
)
from drakentemmers.directory.actions.applications_steps import NotReady, OneYesEach
from drakentemmers.directory.actions.errors import VersionConflict
from drakentemmers.directory.actions.registers import ask_register
from drakentemmers.directory.forms.applications_office import LookForm, RefuseForm, TextForm
from drakentemmers.directory.joining import Bar, JoiningStep, JoiningStepRefused, Look, RefusalReason
from drakentemmers.directory.labels import label
from drakentemmers.directory.models import Application, ApplicationNumber
from drakentemmers.directory.read.applications import list_page
from drakentemmers.directory.read.applications_office import office_page
from drakentemmers.directory.views.applications_own import version_read

CONFLICT = 409
Deed = Callable[[HttpRequest, Application], str]


@require_safe
def application_list(http: HttpRequest) -> HttpResponse:
    """Applications, a tab at a time; first what waits for the office."""
    if not http.user.has_perm(Permission.VIEW_APPLICATION):
        raise Http404
    page = list_page(http.user, http.GET.get("stand", ""), http.GET.get("pagina", "1"))
    return render(http, "directory/applications.html", {"page": page})


def _application(http: HttpRequest, application_id: str) -> Application:
    rows = Application.objects.visible_to(http.user).select_related(
        "user", "region", "municipality", "practice", "first_yes_by", "second_yes_by", "practice_said_by"
    )
    found = rows.filter(pk=application_id).first()
    office = found is not None and http.user.has_perm(Permission.VIEW_APPLICATION)
    if found is None or not office:
        raise Http404
    return found


@require_safe
def application(http: HttpRequest, application_id: str) -> HttpResponse:
    """One application: what was given, what was checked and what not, and what can be done."""
    found = _application(http, application_id)
    record_read(found, by=http.user, now=timezone.now())
    return _show(http, found)


def _show(
    http: HttpRequest,
    found: Application,
    *,
    status: int = 200,
    problem: str = "",
    typed: str = "",
    wrong: forms.Form | None = None,
) -> HttpResponse:
    context = {
        "page": office_page(found, http.user, timezone.now()),
        "problem": problem,
        "typed": typed,
        "wrong": wrong,
        "ask_form": wrong
        if type(wrong) is TextForm and wrong.prefix == "vraag"
        else TextForm(prefix="vraag"),
        "stop_form": wrong if type(wrong) is TextForm and wrong.prefix == "stop" else TextForm(prefix="stop"),
        "refuse_form": wrong if isinstance(wrong, RefuseForm) else RefuseForm(prefix="nee"),
    }
    return render(http, "directory/application.html", context, status=status)


class NotFilledIn(Exception):  # noqa: N818 - reads as the sentence it is
    """A form below the application is not right yet."""

    def __init__(self, form: forms.Form) -> None:
        super().__init__("not filled in")
        self.form = form


def _valid(form: forms.Form) -> forms.Form:
    if not form.is_valid():
        raise NotFilledIn(form)
    return form


def _yes(http: HttpRequest, found: Application) -> str:
    step = say_yes(application=found, by=http.user, now=timezone.now(), expected_version=version_read(http))
    if step == JoiningStep.FIRST_YES:
        return _("Your yes is written down. Somebody else gives the second one.")
    return _("Both said yes. The waiting time runs; then everything opens by itself.")


def _ask(http: HttpRequest, found: Application) -> str:
    form = _valid(TextForm(http.POST, prefix="vraag"))
    ask_applicant(application=found, text=form.cleaned_data["text"], by=http.user, now=timezone.now())
    return _("Your question is on its way to the applicant.")


def _stop(http: HttpRequest, found: Application) -> str:
    form = _valid(TextForm(http.POST, prefix="stop"))
    stop(application=found, text=form.cleaned_data["text"], by=http.user, now=timezone.now())
    return _("Stopped. Both yeses have to be given again.")


def _refuse(http: HttpRequest, found: Application) -> str:
    values = _valid(RefuseForm(http.POST, prefix="nee")).cleaned_data
    reason = RefusalReason(values["reason"])
    refuse(
        application=found,
        reason=reason,
        text=values["text"],
        by=http.user,
        now=timezone.now(),
        expected_version=version_read(http),
    )
    return _("Refused. The applicant reads the reason.")


def _practice(http: HttpRequest, found: Application, *, agrees: bool) -> str:
    practice_says(
        application=found,
        agrees=agrees,
        by=http.user,
        now=timezone.now(),
        expected_version=version_read(http),
    )
    return _("Written down.")


DEEDS: dict[str, Deed] = {
    "ja": _yes,
    "vraag": _ask,
    "stop": _stop,
    "nee": _refuse,
    "praktijk-ja": partial(_practice, agrees=True),
    "praktijk-nee": partial(_practice, agrees=False),
}


@require_POST
def application_deed(http: HttpRequest, application_id: str, deed: str) -> HttpResponse:
    """Do one of `DEEDS`; when it cannot be done the page comes back as it stands, with the reason on top."""
    found = _application(http, application_id)
    if deed not in DEEDS:
        raise Http404
    demand_fresh(http, Freshness.RIGHTS, deed=_("Decide about the application"))
    return _carry_out(http, found, lambda: DEEDS[deed](http, found))


@require_POST
def application_number(http: HttpRequest, application_id: str, number_id: str, what: str) -> HttpResponse:
    """Write down what one found in a register, or let the register itself answer."""
    found = _application(http, application_id)
    number = ApplicationNumber.objects.filter(application=found, pk=number_id).first()
    if number is None or what not in ("gezien", "register"):
        raise Http404
    demand_fresh(http, Freshness.RIGHTS, deed=_("Write down the number"))
    return _carry_out(http, found, lambda: _look(http, number) if what == "gezien" else _ask_it(http, number))


def _look(http: HttpRequest, number: ApplicationNumber) -> str:
    form = _valid(LookForm(http.POST, prefix=number.pk))
    found = Look(form.cleaned_data["found"])
    look_up_number(
        number=number, found=found, by=http.user, now=timezone.now(), expected_version=version_read(http)
    )
    return _("Written down. Thank you for looking it up.")


def _ask_it(http: HttpRequest, number: ApplicationNumber) -> str:
    answer = ask_register(number=number, by=http.user, now=timezone.now())
    if answer.outcome == answer.Outcome.NO_ANSWER:
        return _("The register does not answer now. Look it up yourself, or try again later.")
    return _("The register answered. Compare it with what the applicant wrote.")


def _carry_out(http: HttpRequest, found: Application, act: Callable[[], str]) -> HttpResponse:
    try:
        said = act()
    except NotFilledIn as form:
        return _show(http, found, status=400, wrong=form.form)
    except NotReady as refusal:
        problem = " ".join(label(missing) for missing in refusal.missing)
    except VersionConflict:
        problem = _("The applicant corrected something since you opened this page. Look at it once more.")
    except OneYesEach:
        problem = label(Bar.GAVE_FIRST_YES)
    except JoiningStepRefused:
        problem = _("That can no longer be done: something changed. This is how it stands now.")
    except PermissionDenied:
        problem = _("Somebody else has to do this: you stand too near to this application.")
    else:
        messages.success(http, said)
        return redirect("application", found.pk)
    return _show(http, _application(http, found.pk), status=CONFLICT, problem=problem, typed=_typed(http))


def _typed(http: HttpRequest) -> str:
    """Return what was written in one of the forms below the application, so that it can be copied."""
    written = (http.POST.get(f"{form}-text", "").strip() for form in ("vraag", "stop", "nee"))
    return next(filter(None, written), "")
