"""The people of an organisation: who has access, and inviting somebody."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from drakentemmers.accounts.actions.invitations import invite, invite_again, revoke_invitation
from drakentemmers.accounts.actions.refusals import (
    AlreadyHeld,
    AlreadyOver,
    NotTheirsToGive,
    OwnRole,
    TooMany,
)
from drakentemmers.accounts.forms.invitations import InviteForm
from drakentemmers.accounts.known import demand_known
from drakentemmers.accounts.labels import names_of
from drakentemmers.accounts.models import Invitation, Organisation
from drakentemmers.accounts.permissions import Permission
from drakentemmers.accounts.read.members import open_invitations, people_page, took_the_place_of_another
from drakentemmers.accounts.stepup import Freshness, demand_fresh
from drakentemmers.accounts.views.refused import in_words

CONFLICT = 409


def organisation_for(http: HttpRequest, organisation_id: str, permission: Permission) -> Organisation:
    """Return the organisation when this person may do that there; 404 for every other."""
    organisation = get_object_or_404(Organisation, pk=organisation_id, is_active=True)
    demand_known(http.user, permission, organisation)
    return organisation


@require_safe
def people(http: HttpRequest, organisation_id: str) -> HttpResponse:
    """Everybody with a role here. The owner also sees what it takes to decide, and can change it."""
    organisation = organisation_for(http, organisation_id, Permission.VIEW_MEMBERS)
    return _show(http, organisation, InviteForm(organisation=organisation))


def _show(
    http: HttpRequest, organisation: Organisation, form: InviteForm, *, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    may_manage = http.user.has_perm(Permission.MANAGE_MEMBERS, organisation)
    rows, page = people_page(organisation, http.GET.get("pagina", "1"), for_owner=may_manage, now=now)
    invitations = open_invitations(organisation) if may_manage else []
    context = {
        "organisation": organisation,
        "people": rows,
        "page": page,
        "invitations": [
            (invitation, names_of(invitation.roles), invitation.expires_at <= now)
            for invitation in invitations
        ],
        "may_manage": may_manage,
        "form": form,
    }
    return render(http, "accounts/people.html", context, status=status)


@require_POST
def invite_person(http: HttpRequest, organisation_id: str) -> HttpResponse:
    """Send an invitation to an address."""
    organisation = organisation_for(http, organisation_id, Permission.MANAGE_MEMBERS)
    demand_fresh(http, Freshness.RIGHTS, deed=_("Send the invitation"))
    form = InviteForm(http.POST, organisation=organisation)
    if form.is_valid():
        try:
            made = invite(organisation=organisation, **form.cleaned_data, by=http.user, now=timezone.now())
        except AlreadyHeld:
            form.add_error("roles", _("This person holds one of these roles already. Look in the list."))
        except OwnRole:
            form.add_error("email", _("This is your own address. Nobody gives a role to himself or herself."))
        except TooMany:
            form.add_error("email", _("Your organisation sent many invitations today. Try again tomorrow."))
        else:
            messages.success(http, _said_of(made))
            return redirect("people", organisation.pk)
    return _show(http, organisation, form, status=400)


def _said_of(invitation: Invitation) -> str:
    words = {"email": invitation.email, "roles": names_of(invitation.roles)}
    if took_the_place_of_another(invitation):
        said = _(
            "%(email)s is now invited as: %(roles)s. What was chosen before no longer counts, and the link in the "
            "earlier mail does not work any more."
        )
    else:
        said = _("The invitation to %(email)s is on its way, as: %(roles)s.")
    return said % words


@require_POST
def invitation_change(http: HttpRequest, organisation_id: str, invitation_id: str) -> HttpResponse:
    """Send an invitation again with a fresh link, or take it back."""
    organisation = organisation_for(http, organisation_id, Permission.MANAGE_MEMBERS)
    invitation = get_object_or_404(organisation.invitations.to_join(), pk=invitation_id)
    demand_fresh(http, Freshness.RIGHTS, deed=_("Change the invitation"))
    deeds = {"opnieuw": invite_again, "intrekken": revoke_invitation}
    deed = http.POST.get("wat", "")
    if deed not in deeds:
        raise Http404
    try:
        deeds[deed](invitation=invitation, by=http.user, now=timezone.now())
    except AlreadyOver:
        messages.info(http, _("Too late: the invitation was used or taken back in the meantime."))
    except NotTheirsToGive as refusal:
        messages.error(http, in_words(refusal))
    except TooMany:
        messages.error(http, _("Your organisation sent many invitations today. Try again tomorrow."))
    else:
        said = {
            "opnieuw": _("Sent again to %(email)s. The link in the earlier mail does not work any more."),
            "intrekken": _("Taken back: the link in the mail to %(email)s does not work any more."),
        }
        messages.success(http, said[deed] % {"email": invitation.email})
    return redirect("people", organisation.pk)
