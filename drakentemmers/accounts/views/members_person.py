"""One person of an organisation: change, extend and end a role, say goodbye, hand over."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from drakentemmers.accounts.actions.members import change_role, end_membership, extend_membership
from drakentemmers.accounts.actions.offboarding import WITHIN_OWNER, hand_over, offboard
from drakentemmers.accounts.actions.refusals import (
    AlreadyOver,
    Refused,
    TooLong,
)
from drakentemmers.accounts.forms.members import ChangeRoleForm, ExtendForm
from drakentemmers.accounts.labels import label
from drakentemmers.accounts.models import Membership, Organisation
from drakentemmers.accounts.permissions import Permission
from drakentemmers.accounts.read.members import person_of
from drakentemmers.accounts.rights import MEANINGS
from drakentemmers.accounts.roles import PRIVILEGED
from drakentemmers.accounts.rules import OrganisationKind, Role
from drakentemmers.accounts.stepup import Freshness, demand_fresh
from drakentemmers.accounts.views.members import CONFLICT, organisation_for
from drakentemmers.accounts.views.refused import in_words
from drakentemmers.kernel.clock import local_date


def _membership(organisation: Organisation, membership_id: str) -> Membership:
    seats = organisation.memberships.select_related("user", "organisation")
    return get_object_or_404(seats, pk=membership_id)


@require_safe
def person(http: HttpRequest, organisation_id: str, membership_id: str) -> HttpResponse:
    """One person with every role here, and what the owner may do about it."""
    organisation = organisation_for(http, organisation_id, Permission.MANAGE_MEMBERS)
    membership = _membership(organisation, membership_id)
    standing = organisation.memberships.not_over(local_date(timezone.now())).filter(user=membership.user_id)
    if not standing.exists():
        raise Http404
    return _show(http, organisation, membership)


def _show(
    http: HttpRequest,
    organisation: Organisation,
    membership: Membership,
    *,
    problem: str = "",
    status: int = 200,
    filled: Any = None,
) -> HttpResponse:
    """Render the page; `filled` is a form that came back with errors, which belongs to `membership`."""
    now = timezone.now()
    today, kind = local_date(now), OrganisationKind(organisation.kind)
    found = person_of(membership, now=now)
    rows = []
    for seat in found.seats:
        forms = {
            "extend": ExtendForm(role=seat.role, today=today, auto_id=f"tot-{seat.pk}-%s"),
            "change": ChangeRoleForm(kind=kind, held=seat.role, auto_id=f"rol-{seat.pk}-%s"),
        }
        if filled is not None and seat.pk == membership.pk:
            forms["extend" if isinstance(filled, ExtendForm) else "change"] = filled
        rows.append((seat, forms, seat.role in PRIVILEGED))
    context = {
        "organisation": organisation,
        "person": found,
        "rows": rows,
        "membership": membership,
        "is_me": membership.user_id == http.user.pk,
        "is_owner": any(seat.role == Role.OWNER for seat in found.seats),
        "problem": problem,
        "wrong": filled,
    }
    return render(http, "accounts/person.html", context, status=status)


def _carry_out(
    http: HttpRequest, organisation: Organisation, membership: Membership, act: Callable[[], Any], said: str
) -> HttpResponse:
    """Do it and go back to the list; or show how things stand, with what went wrong on top."""
    try:
        act()
    except AlreadyOver as refusal:
        messages.info(http, in_words(refusal))
        return redirect("people", organisation.pk)
    except Refused as refusal:
        return _show(http, organisation, membership, problem=in_words(refusal), status=CONFLICT)
    messages.success(http, said)
    if http.user.has_perm(Permission.VIEW_MEMBERS, Organisation.objects.get(pk=organisation.pk)):
        return redirect("people", organisation.pk)
    return redirect("my_rights")


@require_POST
def role_change(http: HttpRequest, organisation_id: str, membership_id: str) -> HttpResponse:
    """Give another role in place of this one."""
    organisation = organisation_for(http, organisation_id, Permission.MANAGE_MEMBERS)
    membership = _membership(organisation, membership_id)
    demand_fresh(http, Freshness.RIGHTS, deed=_("Change the role"))
    form = ChangeRoleForm(
        http.POST,
        kind=OrganisationKind(organisation.kind),
        held=Role(membership.role),
        auto_id=f"rol-{membership.pk}-%s",
    )
    if not form.is_valid():
        return _show(http, organisation, membership, status=400, filled=form)
    role = form.cleaned_data["role"]
    return _carry_out(
        http,
        organisation,
        membership,
        lambda: change_role(membership=membership, role=role, by=http.user, now=timezone.now()),
        _("The role is changed. It holds from the next click on."),
    )


@require_POST
def role_extend(http: HttpRequest, organisation_id: str, membership_id: str) -> HttpResponse:
    """Move the last day of a role."""
    organisation = organisation_for(http, organisation_id, Permission.MANAGE_MEMBERS)
    membership, now = _membership(organisation, membership_id), timezone.now()
    demand_fresh(http, Freshness.RIGHTS, deed=_("Extend the role"))
    form = ExtendForm(
        http.POST, role=Role(membership.role), today=local_date(now), auto_id=f"tot-{membership.pk}-%s"
    )
    if not form.is_valid():
        return _show(http, organisation, membership, status=400, filled=form)
    ends_on = form.cleaned_data["ends_on"]
    try:
        extend_membership(membership=membership, ends_on=ends_on, by=http.user, now=now)
    except TooLong as refusal:
        form.add_error("ends_on", in_words(refusal))
        return _show(http, organisation, membership, status=400, filled=form)
    except Refused as refusal:
        return _show(http, organisation, membership, problem=in_words(refusal), status=CONFLICT)
    messages.success(http, _("The role is extended."))
    return redirect("people", organisation.pk)


@require_POST
def role_end(http: HttpRequest, organisation_id: str, membership_id: str) -> HttpResponse:
    """End one role at once."""
    organisation = organisation_for(http, organisation_id, Permission.MANAGE_MEMBERS)
    membership = _membership(organisation, membership_id)
    demand_fresh(http, Freshness.RIGHTS, deed=_("End the role"))
    return _carry_out(
        http,
        organisation,
        membership,
        lambda: end_membership(membership=membership, by=http.user, now=timezone.now()),
        _("The role has ended. It holds from the next click on."),
    )


def _ask_first(
    http: HttpRequest, organisation: Organisation, membership: Membership, template: str
) -> HttpResponse:
    """Name the person and say what changes, before it does."""
    if membership.user_id == http.user.pk:
        raise Http404
    found = person_of(membership, now=timezone.now())
    if not found.seats:
        raise Http404
    context = {
        "organisation": organisation,
        "membership": membership,
        "person": found,
        "is_owner": any(seat.role == Role.OWNER for seat in found.seats),
        "ends": label(Role(membership.role)) if membership.role in WITHIN_OWNER else "",
        "meanings": {role.value: MEANINGS[role] for role in (Role.OWNER, Role.COORDINATOR)},
    }
    return render(http, template, context)


@require_http_methods(["GET", "HEAD", "POST"])
def person_offboard(http: HttpRequest, organisation_id: str, membership_id: str) -> HttpResponse:
    """Say goodbye: a page that says what ends, and a button that ends it at once."""
    organisation = organisation_for(http, organisation_id, Permission.MANAGE_MEMBERS)
    membership = _membership(organisation, membership_id)
    demand_fresh(http, Freshness.RIGHTS, deed=_("End the access of this person"))
    if http.method != "POST":
        return _ask_first(http, organisation, membership, "accounts/person_goodbye.html")
    return _carry_out(
        http,
        organisation,
        membership,
        lambda: offboard(organisation=organisation, user=membership.user, by=http.user, now=timezone.now()),
        _("%(name)s has no access any more. Open requests stay with your organisation.")
        % {"name": membership.user.name},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def person_hand_over(http: HttpRequest, organisation_id: str, membership_id: str) -> HttpResponse:
    """Hand over: a page that says what changes for both, and a button that makes this person the owner."""
    organisation = organisation_for(http, organisation_id, Permission.MANAGE_MEMBERS)
    membership = _membership(organisation, membership_id)
    demand_fresh(http, Freshness.RIGHTS, deed=_("Make this person the owner"))
    if http.method != "POST":
        return _ask_first(http, organisation, membership, "accounts/person_hand_over.html")
    return _carry_out(
        http,
        organisation,
        membership,
        lambda: hand_over(to=membership, by=http.user, now=timezone.now()),
        _("%(name)s is the owner now. You are coordinator.") % {"name": membership.user.name},
    )


@require_POST
def leave(http: HttpRequest, organisation_id: str) -> HttpResponse:
    """Leave an organisation by oneself."""
    organisation = get_object_or_404(
        Organisation, pk__in=http.user.organisation_ids(), is_active=True, pk=organisation_id
    )
    demand_fresh(http, Freshness.RIGHTS, deed=_("Leave the organisation"))
    try:
        offboard(organisation=organisation, user=http.user, by=http.user, now=timezone.now())
    except Refused as refusal:
        messages.error(http, in_words(refusal))
    else:
        messages.success(http, _("You have left %(name)s.") % {"name": organisation.name})
    return redirect("my_rights")
