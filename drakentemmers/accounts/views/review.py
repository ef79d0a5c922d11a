"""Looking at every role once per round: the owner at those of the organisation, the office at privileged ones."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from drakentemmers.accounts.actions.refusals import AlreadyReviewed, NotInRound, Refused
from drakentemmers.accounts.actions.review import is_for_the_office, sign_off
from drakentemmers.accounts.known import demand_known
from drakentemmers.accounts.labels import label
from drakentemmers.accounts.models import Membership, RoleReview
from drakentemmers.accounts.permissions import Permission
from drakentemmers.accounts.read.review import review_by_office, review_of
from drakentemmers.accounts.roles import PRIVILEGED, roles_an_owner_gives, roles_the_office_gives
from drakentemmers.accounts.rules import OrganisationKind, Role
from drakentemmers.accounts.stepup import Freshness, demand_fresh
from drakentemmers.accounts.views.members import organisation_for
from drakentemmers.accounts.views.refused import in_words

VERDICTS = {
    "klopt": RoleReview.Verdict.KEEP,
    "anders": RoleReview.Verdict.CHANGE,
    "stop": RoleReview.Verdict.END,
}


def _choices(roles: list[Role]) -> list[tuple[str, str]]:
    return [(role.value, label(role)) for role in roles]


@require_safe
def people_review(http: HttpRequest, organisation_id: str) -> HttpResponse:
    """Every role of the organisation, with a sign-off each."""
    organisation = organisation_for(http, organisation_id, Permission.MANAGE_MEMBERS)
    context = {
        "organisation": organisation,
        "review": review_of(organisation, http.user, timezone.now()),
        "roles": _choices(roles_an_owner_gives(OrganisationKind(organisation.kind))),
    }
    return render(http, "accounts/review.html", context)


@require_safe
def office_review(http: HttpRequest) -> HttpResponse:
    """Every privileged role, every owner, and everybody where no owner is."""
    demand_known(http.user, Permission.GIVE_ROLES)
    context = {
        "review": review_by_office(http.user, timezone.now()),
        "roles": _choices(roles_the_office_gives()),
        "privileged": PRIVILEGED,
    }
    return render(http, "accounts/review.html", context)


@require_POST
def people_sign_off(http: HttpRequest, organisation_id: str, membership_id: str) -> HttpResponse:
    """Say of one role of the organisation what should become of it."""
    organisation = organisation_for(http, organisation_id, Permission.MANAGE_MEMBERS)
    seats = organisation.memberships.exclude(role__in=PRIVILEGED).select_related("user", "organisation")
    membership = get_object_or_404(seats, pk=membership_id)
    demand_fresh(http, Freshness.RIGHTS, deed=_("Sign off on the role"))
    _sign_off(http, membership, roles_an_owner_gives(OrganisationKind(organisation.kind)))
    return redirect("people_review", organisation.pk)


@require_POST
def office_sign_off(http: HttpRequest, membership_id: str) -> HttpResponse:
    """Say of one role what should become of it, as the office."""
    demand_known(http.user, Permission.GIVE_ROLES)
    membership = get_object_or_404(
        Membership.objects.select_related("user", "organisation"), pk=membership_id
    )
    if not is_for_the_office(membership, timezone.now()):
        raise Http404
    demand_fresh(http, Freshness.RIGHTS, deed=_("Sign off on the role"))
    _sign_off(http, membership, roles_the_office_gives() if membership.role in PRIVILEGED else [])
    return redirect("office_review")


def _sign_off(http: HttpRequest, membership: Membership, roles: list[Role]) -> None:
    verdict, role = VERDICTS.get(http.POST.get("wat", "")), http.POST.get("rol", "")
    if verdict is None or (verdict == RoleReview.Verdict.CHANGE and role not in roles):
        messages.error(http, _("Choose what should become of this role: it is right, another role, or stop."))
        return
    chosen = Role(role) if verdict == RoleReview.Verdict.CHANGE else None
    try:
        sign_off(membership=membership, verdict=verdict, role=chosen, by=http.user, now=timezone.now())
    except AlreadyReviewed:
        messages.info(http, _("Somebody had looked at this role in the meantime. Nothing was changed."))
    except NotInRound:
        messages.info(http, _("This role began after the review had started. It comes in the next one."))
    except Refused as refusal:
        messages.error(http, in_words(refusal))
    else:
        messages.success(http, _("Written down. Thank you."))
