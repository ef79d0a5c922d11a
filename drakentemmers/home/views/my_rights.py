"""What my roles let me do; for an applicant what becomes of the application."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from drakentemmers.accounts.read.rights import rights_of
from drakentemmers.directory.read.applications_own import application_under_way
from drakentemmers.kernel.clock import local_date


@require_safe
def my_rights(http: HttpRequest) -> HttpResponse:
    """Each of my roles with what it lets me do and why, what I may not do, and whom to ask."""
    rights = rights_of(http.user, local_date(timezone.now()))
    context = {"rights": rights, "application": application_under_way(http.user)}
    return render(http, "home/my_rights.html", context)
