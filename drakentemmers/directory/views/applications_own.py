"""One's own application, and the question to a practice about a new colleague."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from drakentemmers.accounts.permissions import Permission
from drakentemmers.accounts.turns import wait_for_turn
from drakentemmers.directory.actions.applications import answer_office, withdraw_application
from drakentemmers.directory.actions.applications_office import practice_says
from drakentemmers.directory.actions.corrections import correct_application
from drakentemmers.directory.actions.errors import VersionConflict
from drakentemmers.directory.forms.applications import AnswerForm, JoinForm, form_of
from drakentemmers.directory.joining import (
    AT_THE_OFFICE,
    CORRECTABLE,
    ApplicationState,
    JoiningStepRefused,
)
from drakentemmers.directory.models import Application
from drakentemmers.directory.read.applications_own import own_page
from drakentemmers.directory.views.applications import TOO_MANY, one_field

CONFLICT = 409
LONGEST_VERSION = 10


def version_read(http: HttpRequest) -> int | None:
    """Return which version of the application the page showed; None when the form does not say."""
    written = http.POST.get("version", "")
    return int(written) if written.isdecimal() and len(written) < LONGEST_VERSION else None


@require_http_methods(["GET", "HEAD", "POST"])
def my_application(http: HttpRequest) -> HttpResponse:
    """Where one's application stands, whose turn it is; to answer a question and to take it back."""
    mine = _latest(http)
    if mine is None:
        return redirect("join")
    if http.method != "POST":
        return _show(http, mine, _answer_form(mine))
    now = timezone.now()
    try:
        if http.POST.get("wat") == "intrekken":
            withdraw_application(application=mine, by=http.user, now=now)
            messages.success(http, _("Your application is taken back."))
            return redirect("my_application")
        form = AnswerForm(http.POST)
        if not form.is_valid():
            return _show(http, mine, form, status=400)
        answer_office(
            application=mine, text=form.cleaned_data["text"], numbers=form.numbers(), by=http.user, now=now
        )
    except JoiningStepRefused:
        problem = _("That can no longer be done. This is how your application stands now.")
        return _show(http, mine, _answer_form(mine), status=CONFLICT, problem=problem)
    messages.success(http, _("Thank you. The project office reads your answer."))
    return redirect("my_application")


def _latest(http: HttpRequest) -> Application | None:
    rows = Application.objects.filter(user=http.user).select_related("practice", "municipality", "region")
    return rows.order_by("-made_at").first()


@require_http_methods(["GET", "HEAD", "POST"])
def application_correct(http: HttpRequest) -> HttpResponse:
    """The form as it was sent, to mend an error; what that undoes is said beside it."""
    mine = _latest(http)
    if mine is None:
        return redirect("join")
    if http.method != "POST":
        return (
            _correcting(http, mine, form_of(mine))
            if mine.state in CORRECTABLE
            else redirect("my_application")
        )
    form = form_of(mine, http.POST)
    if http.htmx and http.htmx.trigger_name in form.fields:
        return one_field(http, form, http.htmx.trigger_name)
    if wait := wait_for_turn(http, "join"):
        problem = _(
            "Not saved yet: you corrected it often. What you filled in is still here. Save again later."
        )
        answer = _correcting(http, mine, form_of(mine, http.POST), status=TOO_MANY, problem=problem)
        answer.headers["Retry-After"] = str(wait)
        return answer
    if not form.is_valid():
        return _correcting(http, mine, form, status=400)
    return _correct(http, mine, form)


def _correct(http: HttpRequest, mine: Application, form: JoinForm) -> HttpResponse:
    version, now = form.cleaned_data["version"], timezone.now()
    try:
        changed = correct_application(
            application=mine, filled=form.as_filled(), expected_version=version, by=http.user, now=now
        )
    except VersionConflict as conflict:
        again = http.POST.copy()
        again["version"] = str(conflict.version)
        problem = _(
            "You changed this in another window too. Below is what you typed here. Check it and save again."
        )
        return _correcting(http, mine, form_of(mine, again), status=CONFLICT, problem=problem)
    except JoiningStepRefused:
        problem = _(
            "This was not saved: your application is decided already. Mail the project office what is wrong."
        )
        return _correcting(http, mine, form, status=CONFLICT, problem=problem)
    if changed:
        messages.success(http, _("Your correction is saved. The project office sees what changed."))
    else:
        messages.info(http, _("Nothing changed. Your application stays as it is."))
    return redirect("my_application")


def _correcting(
    http: HttpRequest, mine: Application, form: JoinForm, *, status: int = 200, problem: str = ""
) -> HttpResponse:
    context = {"application": mine, "form": form, "problem": problem}
    return render(http, "directory/application_correct.html", context, status=status)


def _answer_form(application: Application) -> AnswerForm | None:
    if application.state != ApplicationState.ASKED:
        return None
    return AnswerForm(initial={row.register: row.number for row in application.numbers.all()})


def _show(
    http: HttpRequest,
    application: Application,
    form: AnswerForm | None,
    *,
    status: int = 200,
    problem: str = "",
) -> HttpResponse:
    context = {"page": own_page(application), "form": form, "problem": problem}
    return render(http, "directory/my_application.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def join_colleague(http: HttpRequest, application_id: str) -> HttpResponse:
    """The owner of a practice agrees to a new colleague, or does not; sees the name and nothing else."""
    rows = Application.objects.select_related("practice").filter(state__in=AT_THE_OFFICE)
    found = rows.filter(pk=application_id).first()
    if found is None or not http.user.has_perm(Permission.AGREE_TO_COLLEAGUE, found):
        raise Http404
    context = {
        "name": found.name,
        "practice": found.practice,
        "agrees": found.practice_agrees,
        "version": found.version,
    }
    if http.method != "POST":
        return render(http, "directory/join_colleague.html", context)
    if http.POST.get("wat") not in ("ja", "nee"):
        raise Http404
    agrees = http.POST["wat"] == "ja"
    try:
        practice_says(
            application=found,
            agrees=agrees,
            by=http.user,
            now=timezone.now(),
            expected_version=version_read(http),
        )
    except VersionConflict:
        context["problem"] = _("The applicant corrected something. Look once more, and answer again.")
        context |= {"name": found.name, "version": found.version}
        return render(http, "directory/join_colleague.html", context, status=CONFLICT)
    except JoiningStepRefused:
        context["problem"] = _("This was already decided. You cannot change it any more.")
        return render(http, "directory/join_colleague.html", context, status=CONFLICT)
    messages.success(http, _("Thank you. The project office knows what you think of it."))
    return redirect("join_colleague", found.pk)
