"""Changing the page of an organisation: by its owner or a coordinator."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from drakentemmers.accounts.permissions import Permission
from drakentemmers.directory.actions.errors import NumberTaken, VersionConflict
from drakentemmers.directory.actions.locations import add_location, remove_location, set_confidential
from drakentemmers.directory.actions.organisations import change_organisation
from drakentemmers.directory.forms.organisations import LocationForm, OrganisationForm, first_values
from drakentemmers.directory.models import Location
from drakentemmers.directory.read.people import people_of
from drakentemmers.directory.read.profiles import OrganisationPage, organisation_page
from drakentemmers.directory.views.saving import (
    Difference,
    differences,
    is_autosave,
    not_saved,
    saved,
    somebody_was_first,
)
from drakentemmers.kernel.clock import local_date


def _to_edit(http: HttpRequest, organisation_id: str) -> OrganisationPage:
    page = organisation_page(http.user, organisation_id)
    if page is None or not http.user.has_perm(Permission.EDIT_ORGANISATION, page.organisation):
        raise Http404
    return page


@require_http_methods(["GET", "POST"])
def organisation_edit(http: HttpRequest, organisation_id: str) -> HttpResponse:
    """The page as a form that saves itself; the button does the same without a script."""
    page, now = _to_edit(http, organisation_id), timezone.now()
    if http.method == "GET":
        return _show(http, page, OrganisationForm(initial=first_values(page.profile)))
    form = OrganisationForm(http.POST)
    if not form.is_valid():
        return not_saved(form) if is_autosave(http) else _show(http, page, form, status=400)
    try:
        row = change_organisation(
            organisation=page.organisation,
            fields=form.values(),
            expected_version=form.cleaned_data["version"],
            by=http.user,
            now=now,
        )
    except VersionConflict:
        return somebody_was_first() if is_autosave(http) else _compare(http, page, form)
    except NumberTaken:
        form.add_error("kvk_number", _("Another organisation in the network has this number. Check it."))
        return not_saved(form) if is_autosave(http) else _show(http, page, form, status=400)
    if is_autosave(http):
        return saved(now, row.version)
    messages.success(http, _("The page is saved."))
    return redirect("organisation", page.organisation.pk)


def _compare(http: HttpRequest, page: OrganisationPage, form: OrganisationForm) -> HttpResponse:
    """Show both versions side by side; the form holds yours and goes on from theirs."""
    fresh = organisation_page(http.user, page.organisation.pk) or page
    theirs = first_values(fresh.profile)
    names = [name for name in form.fields if name != "version"]
    found = differences(form, theirs, names)
    mine = http.POST.copy()
    mine["version"] = str(theirs["version"])
    return _show(http, fresh, OrganisationForm(mine), status=409, conflict=found)


def _show(
    http: HttpRequest,
    page: OrganisationPage,
    form: OrganisationForm,
    *,
    status: int = 200,
    conflict: Sequence[Difference] = (),
    location_form: LocationForm | None = None,
) -> HttpResponse:
    context = {
        "page": page,
        "form": form,
        "conflict": conflict,
        "location_form": location_form or LocationForm(prefix="place", organisation=page.organisation),
        "wrong": location_form or form,
        "people": people_of(page.organisation, on=local_date(timezone.now())),
    }
    return render(http, "directory/organisation_edit.html", context, status=status)


@require_POST
def location_add(http: HttpRequest, organisation_id: str) -> HttpResponse:
    """Add where the organisation is."""
    page = _to_edit(http, organisation_id)
    form = LocationForm(http.POST, prefix="place", organisation=page.organisation)
    if not form.is_valid():
        first = OrganisationForm(initial=first_values(page.profile))
        return _show(http, page, first, status=400, location_form=form)
    add_location(organisation=page.organisation, **form.cleaned_data, by=http.user, now=timezone.now())
    messages.success(http, _("Added."))
    return redirect(reverse("organisation_edit", args=[page.organisation.pk]) + "#meer")


@require_POST
def location_change(http: HttpRequest, organisation_id: str, location_id: str) -> HttpResponse:
    """Make an address secret or public, or take it away."""
    page, now = _to_edit(http, organisation_id), timezone.now()
    rows = Location.objects.without_decoys().filter(organisation=page.organisation)
    found = rows.filter(pk=location_id).first()
    if found is None:
        raise Http404
    match http.POST.get("wat"):
        case "geheim":
            set_confidential(location=found, is_confidential=True, by=http.user, now=now)
            messages.success(http, _("This address is secret now."))
        case "openbaar":
            set_confidential(location=found, is_confidential=False, by=http.user, now=now)
            messages.success(http, _("Everybody can see this address now."))
        case "weg":
            remove_location(location=found, by=http.user, now=now)
            messages.success(http, _("Taken away."))
        case _:
            raise Http404
    return redirect(reverse("organisation_edit", args=[page.organisation.pk]) + "#meer")
