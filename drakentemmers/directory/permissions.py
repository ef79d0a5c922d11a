"""Who may see and change profiles, addresses and areas, in words."""

import rules
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from drakentemmers.accounts.doors import Door, guard
from drakentemmers.accounts.explaining import explain
from drakentemmers.accounts.models import User
from drakentemmers.accounts.permissions import Permission, allow, is_administrator, is_editor, is_network_lead
from drakentemmers.accounts.rules import COORDINATING, Role
from drakentemmers.directory.joining import bars_for
from drakentemmers.directory.models import Application, Location, Professional
from drakentemmers.kernel.clock import local_date


@rules.predicate
def is_shown(user: User, professional: Professional | None) -> bool:
    """The profile is public."""
    return professional is not None and professional.is_active


@rules.predicate
def is_self(user: User, professional: Professional | None) -> bool:
    """It is one's own profile."""
    return professional is not None and user.pk is not None and professional.user_id == user.pk


@rules.predicate
def runs_the_practice(user: User, professional: Professional | None) -> bool:
    """The owner or a coordinator of the practice this professional works for."""
    return (
        user.is_authenticated
        and professional is not None
        and professional.practice_id in user.organisation_ids(*COORDINATING)
        and professional.practice_in_charge(local_date(timezone.now())) is not None
    )


@rules.predicate
def belongs_to_its_organisation(user: User, location: Location | None) -> bool:
    """A member of the very organisation whose location it is."""
    known = user.is_authenticated and location is not None
    return known and location.organisation_id in user.organisation_ids()


@rules.predicate
def has_emergency_access_there(user: User, location: Location | None) -> bool:
    """Somebody to whom a second person opened this whole organisation, for some hours."""
    known = user.is_authenticated and location is not None
    return known and location.organisation_id in user.emergency_reach.organisations


@rules.predicate
def is_kept_from_the_organisation(user: User, location: Location | None) -> bool:
    """Somebody with another interest in the organisation whose location it is."""
    known = user.is_authenticated and location is not None
    return known and user.kept_apart.holds(location.organisation_id, location.pk)


@rules.predicate
def is_not_confidential(user: User, location: Location | None) -> bool:
    """The address of this location is not a secret."""
    return location is not None and not location.is_confidential


@rules.predicate
def is_applicant(user: User, application: Application | None) -> bool:
    """It is one's own application."""
    return application is not None and user.pk is not None and application.user_id == user.pk


@rules.predicate
def has_proven_address(user: User, application: Application | None) -> bool:
    """The e-mail address of the application is proven; before that it is nobody's business."""
    return application is None or application.confirmed_at is not None


@rules.predicate
def stands_apart(user: User, application: Application | None) -> bool:
    """Neither the applicant nor somebody of an organisation the applicant belongs to or wants to work for."""
    if application is None or not user.is_authenticated:
        return user.is_authenticated
    theirs = application.user.organisation_ids() if application.user else set()
    return not bars_for(
        user.pk,
        judges_organisations=user.organisation_ids(),
        applicant=application.user_id,
        applicants_organisations=theirs | {application.practice_id},
        gave_first_yes=None,
    )


@rules.predicate
def owns_the_practice(user: User, application: Application | None) -> bool:
    """The owner of the practice that the applicant wants to work for."""
    known = user.is_authenticated and application is not None and application.practice_id is not None
    return known and application.practice_id in user.organisation_ids(Role.OWNER)


explain(is_shown, _("when it is public"), everywhere=True)
explain(is_self, _("of yourself"), unless=_("but not your own"))
explain(runs_the_practice, _("who works for this organisation"), roles=COORDINATING)
explain(belongs_to_its_organisation, _("of this organisation, also when it is secret"), roles=Role)
explain(has_emergency_access_there, _("for which you got access in an emergency"))
explain(is_kept_from_the_organisation, unless=_("unless you must stay out of it"))
explain(is_not_confidential, _("when it is not secret"), everywhere=True)
explain(is_applicant, _("of yourself"), unless=_("but not your own"))
explain(has_proven_address, _("once the applicant confirmed the e-mail address"), everywhere=True)
explain(stands_apart, _("of somebody you do not work with"), everywhere=True)
explain(owns_the_practice, _("for this organisation"), roles=[Role.OWNER])

allow(Permission.VIEW_PROFESSIONAL, is_shown | is_self | runs_the_practice | is_network_lead)
allow(Permission.EDIT_PROFESSIONAL, is_self | runs_the_practice)
allow(Permission.VERIFY_REGISTRATION, is_network_lead & ~is_self)
allow(
    Permission.VIEW_ADDRESS,
    is_not_confidential
    | (~is_kept_from_the_organisation & (belongs_to_its_organisation | has_emergency_access_there)),
)
guard(
    Door(
        kind="address",
        name=_("Address"),
        model=Location,
        visible_to=Location.objects.opening_for,
        is_own_work=belongs_to_its_organisation.test,
        organisation_of=lambda location: location.organisation_id,
        page_of=lambda location: f"/organisaties/{location.organisation_id}",
        seen_at=lambda location: f"/logboek/wie/organisatie/{location.organisation_id}",
    )
)
allow(Permission.IMPORT_DIRECTORY, is_network_lead)
allow(Permission.EDIT_AREAS, is_editor | is_administrator)
allow(Permission.VIEW_APPLICATION, is_applicant | (is_network_lead & has_proven_address))
allow(Permission.JUDGE_APPLICATION, is_network_lead & has_proven_address & stands_apart)
allow(Permission.AGREE_TO_COLLEAGUE, owns_the_practice & has_proven_address & ~is_applicant)
