"""Changing a profile: by the person, or by whoever runs the practice."""

from collections.abc import Sequence

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from drakentemmers.accounts.permissions import Permission
from drakentemmers.directory.actions.errors import NumberTaken, VersionConflict
from drakentemmers.directory.actions.locations import add_work_location, remove_work_location
from drakentemmers.directory.actions.professionals import (
    add_qualification,
    change_professional,
    remove_qualification,
)
from drakentemmers.directory.actions.registrations import add_registration, remove_registration
from drakentemmers.directory.forms.professionals import (
    ProfessionalForm,
    QualificationForm,
    RegistrationForm,
    WorkLocationForm,
    first_values,
)
from drakentemmers.directory.models import Professional
from drakentemmers.directory.read.profiles import professional_seen_by, profile_of
from drakentemmers.directory.views.saving import (
    Difference,
    differences,
    is_autosave,
    not_saved,
    saved,
    somebody_was_first,
)


def _to_edit(http: HttpRequest, professional_id: str) -> Professional:
    found = professional_seen_by(http.user, professional_id)
    if found is None or not http.user.has_perm(Permission.EDIT_PROFESSIONAL, found):
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
def professional_edit(http: HttpRequest, professional_id: str) -> HttpResponse:
    """The profile as a form that saves itself; the button does the same without a script."""
    professional, now = _to_edit(http, professional_id), timezone.now()
    if http.method == "GET":
        return _show(http, professional, ProfessionalForm(initial=first_values(professional)))
    form = ProfessionalForm(http.POST)
    if not form.is_valid():
        return not_saved(form) if is_autosave(http) else _show(http, professional, form, status=400)
    try:
        row = change_professional(
            professional=professional,
            fields=form.values(),
            regions=form.cleaned_data["regions"],
            expected_version=form.cleaned_data["version"],
            by=http.user,
            now=now,
        )
    except VersionConflict:
        return somebody_was_first() if is_autosave(http) else _compare(http, professional, form)
    if is_autosave(http):
        return saved(now, row.version)
    messages.success(http, _("Your profile is saved."))
    return redirect("professional", professional.pk)


def _compare(http: HttpRequest, professional: Professional, form: ProfessionalForm) -> HttpResponse:
    """Show both versions side by side; the form holds yours and goes on from theirs."""
    fresh = professional_seen_by(http.user, professional.pk) or professional
    theirs = first_values(fresh) | {"regions": fresh.regions.all()}
    names = [name for name in form.fields if name != "version"]
    found = differences(form, theirs, names)
    mine = http.POST.copy()
    mine["version"] = str(fresh.version)
    return _show(http, fresh, ProfessionalForm(mine), status=409, conflict=found)


def _show(
    http: HttpRequest,
    professional: Professional,
    form: ProfessionalForm,
    *,
    status: int = 200,
    conflict: Sequence[Difference] = (),
    small: forms.Form | None = None,
) -> HttpResponse:
    """Render the page; `small` is one of the forms below the profile, with its errors."""
    below = {
        "registration_form": RegistrationForm(prefix="registration"),
        "qualification_form": QualificationForm(prefix="qualification"),
        "work_location_form": WorkLocationForm(prefix="place"),
    }
    if small is not None:
        below[f"{small.prefix.replace('place', 'work_location')}_form"] = small
    context = {
        **below,
        "professional": professional,
        "profile": profile_of(professional, http.user),
        "form": form,
        "conflict": conflict,
        "wrong": small or form,
    }
    return render(http, "directory/professional_edit.html", context, status=status)


def _below(professional: Professional) -> str:
    return reverse("professional_edit", args=[professional.pk]) + "#meer"


def _again(http: HttpRequest, professional: Professional, small: forms.Form) -> HttpResponse:
    form = ProfessionalForm(initial=first_values(professional))
    return _show(http, professional, form, status=400, small=small)


@require_POST
def registration_add(http: HttpRequest, professional_id: str) -> HttpResponse:
    """Add a register number; somebody else checks it."""
    professional = _to_edit(http, professional_id)
    form = RegistrationForm(http.POST, prefix="registration")
    if not form.is_valid():
        return _again(http, professional, form)
    try:
        add_registration(professional=professional, **form.cleaned_data, by=http.user, now=timezone.now())
    except NumberTaken:
        form.add_error(
            "number", _("This number is already in the network. Check it, or ask the project office.")
        )
        return _again(http, professional, form)
    messages.success(http, _("Added. Somebody of the project office checks the number."))
    return redirect(_below(professional))


@require_POST
def qualification_add(http: HttpRequest, professional_id: str) -> HttpResponse:
    """Add a diploma or training."""
    professional = _to_edit(http, professional_id)
    form = QualificationForm(http.POST, prefix="qualification")
    if not form.is_valid():
        return _again(http, professional, form)
    add_qualification(professional=professional, **form.cleaned_data, by=http.user, now=timezone.now())
    messages.success(http, _("Added."))
    return redirect(_below(professional))


@require_POST
def work_location_add(http: HttpRequest, professional_id: str) -> HttpResponse:
    """Add a place of work."""
    professional = _to_edit(http, professional_id)
    form = WorkLocationForm(http.POST, prefix="place")
    if not form.is_valid():
        return _again(http, professional, form)
    add_work_location(professional=professional, **form.cleaned_data, by=http.user, now=timezone.now())
    messages.success(http, _("Added."))
    return redirect(_below(professional))


@require_POST
def part_remove(http: HttpRequest, professional_id: str, part: str, part_id: str) -> HttpResponse:
    """Take a registration, a diploma or a place of work off a profile."""
    professional, now = _to_edit(http, professional_id), timezone.now()
    rows = {
        "registratie": professional.registrations,
        "opleiding": professional.qualifications,
        "werkplek": professional.work_locations,
    }
    found = rows[part].filter(pk=part_id).first() if part in rows else None
    if found is None:
        raise Http404
    if part == "registratie":
        remove_registration(registration=found, by=http.user, now=now)
    elif part == "opleiding":
        remove_qualification(qualification=found, by=http.user, now=now)
    else:
        remove_work_location(location=found, by=http.user, now=now)
    messages.success(http, _("Taken away."))
    return redirect(_below(professional))
