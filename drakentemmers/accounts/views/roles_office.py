"""Roles that open much: proposing, deciding as a second person, ending."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from drakentemmers.accounts.actions.members import end_membership
from drakentemmers.accounts.actions.refusals import (
    AlreadyHeld,
    AlreadyOver,
    NotTheirsToGive,
    OwnRole,
    Refused,
    RolesExclude,
    SamePerson,
    TooLong,
)
from drakentemmers.accounts.actions.roles import confirm_role, propose_role, refuse_role, withdraw_role
from drakentemmers.accounts.forms.roles import ProposalForm
from drakentemmers.accounts.known import demand_known
from drakentemmers.accounts.models import Membership, RoleProposal
from drakentemmers.accounts.permissions import Permission
from drakentemmers.accounts.read.review import waiting_for_office
from drakentemmers.accounts.read.roles import ending_soon, holders_of_privilege, proposals_for
from drakentemmers.accounts.roles import PRIVILEGED, roles_the_office_extends
from drakentemmers.accounts.rules import Role
from drakentemmers.accounts.stepup import Freshness, demand_fresh
from drakentemmers.accounts.views.members import CONFLICT
from drakentemmers.accounts.views.refused import in_words

DEEDS = {"ja": confirm_role, "nee": refuse_role, "terug": withdraw_role}


@require_safe
def rights_office(http: HttpRequest) -> HttpResponse:
    """Who holds a privileged role, what waits for a second person, and proposing a role."""
    demand_known(http.user, Permission.GIVE_ROLES)
    return _show(http, ProposalForm(by=http.user, initial={"email": http.GET.get("wie", "")}))


def _show(http: HttpRequest, form: ProposalForm, *, problem: str = "", status: int = 200) -> HttpResponse:
    now = timezone.now()
    context = {
        "proposals": proposals_for(http.user),
        "holders": holders_of_privilege(http.user, now),
        "ending": ending_soon(http.user, now),
        "to_review": waiting_for_office(http.user, now),
        "form": form,
        "problem": problem,
    }
    return render(http, "accounts/rights_office.html", context, status=status)


@require_POST
def role_propose(http: HttpRequest) -> HttpResponse:
    """Propose a role; a colleague decides."""
    demand_known(http.user, Permission.GIVE_ROLES)
    demand_fresh(http, Freshness.RIGHTS, deed=_("Propose the role"))
    form = ProposalForm(http.POST, by=http.user)
    if not form.is_valid():
        return _show(http, form, status=400)
    given = form.cleaned_data
    try:
        propose_role(
            user=form.user,
            organisation=given["organisation"],
            role=given["role"],
            ends_on=given["ends_on"],
            region=given["region"],
            by=http.user,
            now=timezone.now(),
        )
    except OwnRole:
        form.add_error("email", _("Nobody proposes a role for himself or herself. Ask a colleague."))
    except AlreadyHeld:
        form.add_error("role", _("This was proposed already, and waits for a second person."))
    except (RolesExclude, TooLong) as refusal:
        form.add_error("role" if isinstance(refusal, RolesExclude) else "ends_on", in_words(refusal))
    else:
        messages.success(http, _("Proposed. A colleague decides; until then nothing changes."))
        return redirect("rights_office")
    return _show(http, form, status=400)


@require_POST
def office_role_extend(http: HttpRequest, membership_id: str) -> HttpResponse:
    """Propose that somebody keeps a role that only the office extends, for as long as it may last."""
    demand_known(http.user, Permission.GIVE_ROLES)
    seats = Membership.objects.filter(role__in=roles_the_office_extends()).select_related("organisation")
    seat = get_object_or_404(seats.select_related("user"), pk=membership_id)
    demand_fresh(http, Freshness.RIGHTS, deed=_("Propose to extend the role"))
    try:
        propose_role(
            user=seat.user,
            organisation=seat.organisation,
            role=Role(seat.role),
            region=seat.region,
            by=http.user,
            now=timezone.now(),
        )
    except AlreadyHeld:
        messages.info(http, _("This was proposed already, and waits for a second person."))
    except NotTheirsToGive:
        messages.info(http, _("This role has ended in the meantime. Let the person apply again."))
    except Refused as refusal:
        messages.info(http, in_words(refusal))
    else:
        messages.success(http, _("Proposed. A colleague decides; until then nothing changes."))
    return redirect("rights_office")


@require_POST
def role_decide(http: HttpRequest, proposal_id: str) -> HttpResponse:
    """Confirm or refuse what a colleague proposed, or take back one's own proposal."""
    demand_known(http.user, Permission.GIVE_ROLES)
    proposal = get_object_or_404(RoleProposal.objects.select_related("user", "organisation"), pk=proposal_id)
    demand_fresh(http, Freshness.RIGHTS, deed=_("Decide about the role"))
    wanted = http.POST.get("wat", "")
    if wanted not in DEEDS:
        raise Http404
    try:
        DEEDS[wanted](proposal=proposal, by=http.user, now=timezone.now())
    except AlreadyOver:
        messages.info(http, _("Somebody had decided about this in the meantime."))
        return redirect("rights_office")
    except (SamePerson, OwnRole):
        problem = _("A second person decides: not who proposed it, and not whom it is about.")
        return _show(http, ProposalForm(by=http.user), problem=problem, status=CONFLICT)
    except Refused as refusal:
        return _show(http, ProposalForm(by=http.user), problem=in_words(refusal), status=CONFLICT)
    said = {
        "ja": _("Given. It holds from the next click on."),
        "nee": _("Refused. Nothing changes."),
        "terug": _("Taken back. Nothing changes."),
    }
    messages.success(http, said[wanted])
    return redirect("rights_office")


@require_POST
def office_role_end(http: HttpRequest, membership_id: str) -> HttpResponse:
    """End a privileged role at once; that needs no second person."""
    demand_known(http.user, Permission.GIVE_ROLES)
    seats = Membership.objects.filter(role__in=PRIVILEGED).select_related("user", "organisation")
    membership = get_object_or_404(seats, pk=membership_id)
    demand_fresh(http, Freshness.RIGHTS, deed=_("End the role"))
    try:
        end_membership(membership=membership, by=http.user, now=timezone.now())
    except Refused as refusal:
        messages.info(http, in_words(refusal))
    else:
        messages.success(http, _("The role has ended. It holds from the next click on."))
    return redirect("rights_office" if http.user.pk != membership.user_id else "my_rights")
