"""What an approved application opens once its waiting time is over, and what expires."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from drakentemmers.accounts.actions.organisations import add_member, add_organisation
from drakentemmers.accounts.actions.refusals import Refused
from drakentemmers.accounts.models import Membership, Organisation, User
from drakentemmers.accounts.rules import OrganisationKind, Role
from drakentemmers.audit.actions import record
from drakentemmers.directory.actions.applications_mail import tell_applicant, tell_office
from drakentemmers.directory.actions.applications_steps import lock, take_step
from drakentemmers.directory.actions.areas import located
from drakentemmers.directory.actions.errors import NumberTaken
from drakentemmers.directory.actions.organisations import change_organisation
from drakentemmers.directory.actions.professionals import add_professional, change_professional
from drakentemmers.directory.actions.registrations import add_registration
from drakentemmers.directory.joining import (
    TREATING_KINDS,
    ApplicationKind,
    ApplicationState,
    JoiningStep,
    missing_for,
)
from drakentemmers.directory.models import Application, Location, Professional
from drakentemmers.directory.read.applications_facts import facts_of
from drakentemmers.directory.read.places import municipality_named
from drakentemmers.directory.rules import ProfessionalKind, Register, RegistrationState
from drakentemmers.kernel.clock import local_date

GONE = "gone"  # the account or the practice was closed in the meantime
ROLES = {
    ApplicationKind.THERAPIST: Role.THERAPIST,
    ApplicationKind.TRAINEE: Role.TRAINEE,
    ApplicationKind.PARTNER: Role.PARTNER,
    ApplicationKind.ORGANISATION: Role.OWNER,
}


@dataclass(frozen=True, slots=True)
class Tended:
    """How many applications moved by themselves."""

    applications_opened: int = 0
    applications_stopped: int = 0
    applications_expired: int = 0


def tend_applications(*, now: datetime) -> Tended:
    """Open what waited long enough and let expire what nobody confirmed. A second run finds nothing to do."""
    due = list(Application.objects.due_to_open(now))
    opened = sum(open_application(application=application, now=now) for application in due)
    too_old = now - timedelta(hours=settings.JOINING_CONFIRM_WITHIN)
    expired = sum(
        _expire(application, sent_before=too_old, now=now)
        for application in Application.objects.never_confirmed(sent_before=too_old)
    )
    return Tended(opened, len(due) - opened, expired)


@transaction.atomic
def _expire(application: Application, *, sent_before: datetime, now: datetime) -> bool:
    lock(application)
    if application.state != ApplicationState.SENT or application.made_at >= sent_before:
        return False
    take_step(application, JoiningStep.EXPIRED, by=None, now=now)
    return True


@transaction.atomic
def open_application(*, application: Application, now: datetime) -> bool:
    """Give the applicant what was applied for, once; False when it is not due, or something came in between.

    What was in order at the second yes is looked at once more: a number that somebody else has got since, or an
    account that was closed, sends the application back to the office.
    """
    lock(application)
    if (
        application.state != ApplicationState.WAITING
        or not application.opens_at
        or application.opens_at > now
    ):
        return False
    missing = missing_for(JoiningStep.SECOND_YES, facts_of(application))
    if missing:
        return _send_back(application, missing[0], now=now)
    if application.user is None or not application.user.is_active or _practice_is_gone(application):
        return _send_back(application, GONE, now=now)
    try:
        with transaction.atomic():
            application.opened_as = _let_in(application, now=now)
    except (
        Refused,
        NumberTaken,
    ) as refusal:  # a role that goes not together with another one, a number just taken
        return _send_back(application, type(refusal).__name__, now=now)
    take_step(application, JoiningStep.OPENED, by=None, now=now)
    subject = _("Welcome to Drakentemmers")
    tell_applicant(application, subject, _("Your application is open. You can start."), now=now)
    return True


def _send_back(application: Application, reason: str, *, now: datetime) -> bool:
    take_step(application, JoiningStep.STOPPED, by=None, now=now, reason=reason)
    tell_office(application, _("An application could not be opened. It waits for you."), now=now)
    return False


def _let_in(application: Application, *, now: datetime) -> Organisation:
    """Make what was applied for, and return the organisation that the applicant belongs to from now on."""
    user, organisation = (
        _applicant(application),
        application.practice or _new_organisation(application, now=now),
    )
    today = local_date(now)
    own = Membership.objects.standing(today).filter(user=user, organisation=organisation)
    held = set(own.values_list("role", flat=True))
    for role in _roles(application):
        if role not in held:
            add_member(organisation=organisation, user=user, role=role, starts_on=today, by=None, now=now)
    if application.kind in TREATING_KINDS:
        _open_profile(application, organisation, now=now)
    return organisation


def _applicant(application: Application) -> User:
    """Return the account that was made when the address was confirmed."""
    if application.user is None:
        raise ValueError(f"application {application.pk} was never confirmed")
    return application.user


def _practice_is_gone(application: Application) -> bool:
    """The practice left the network, or was never named: nothing to belong to."""
    if application.practice is not None:
        return not application.practice.is_active
    return not application.organisation_name


def _roles(application: Application) -> list[Role]:
    """Who brings a practice of one's own also runs it."""
    role = ROLES[ApplicationKind(application.kind)]
    return [role] if application.practice or role == Role.OWNER else [role, Role.OWNER]


def _new_organisation(application: Application, *, now: datetime) -> Organisation:
    kind = OrganisationKind(application.organisation_kind or OrganisationKind.PRACTICE)
    organisation = add_organisation(name=application.organisation_name, kind=kind, by=None, now=now)
    fields = {"kvk_number": application.kvk_number, "region": application.region}
    change_organisation(organisation=organisation, fields=fields, expected_version=None, by=None, now=now)
    if municipality := application.municipality or municipality_named(application.municipality_name):
        secret = Location.confidential_by_default(organisation)
        location = Location(organisation=organisation, municipality=municipality, is_confidential=secret)
        located(location, municipality.latitude, municipality.longitude)
        location.save()
        record("location.added", organisation, by=None, now=now, on_behalf_of=organisation.pk)
    return organisation


def _open_profile(application: Application, practice: Organisation, *, now: datetime) -> None:
    """Make the profile, or complete the one that this person already has (from an import)."""
    fields = {
        "name": application.name,
        "email": application.email,
        "practice": practice,
        "kind": ProfessionalKind(application.kind),
    }
    found = Professional.objects.filter(user=application.user).first()
    if found is None:
        found = add_professional(fields=fields | {"user": application.user}, by=None, now=now)
    regions = [application.region] if application.region else []
    row = change_professional(
        professional=found,
        fields=fields,
        expected_version=None,
        by=None,
        now=now,
        regions={*found.regions.all(), *regions},
    )
    _put_registrations(application, row, now=now)


def _put_registrations(application: Application, professional: Professional, *, now: datetime) -> None:
    """The numbers were looked up by two people: they stand on the profile as checked, by whom and when."""
    there = set(professional.registrations.values_list("register", "number"))
    for given in application.numbers.prefetch_related("looks__by"):
        if (given.register, given.number) in there:
            continue
        row = add_registration(
            professional=professional,
            register=Register(given.register),
            number=given.number,
            by=None,
            now=now,
        )
        looks = list(given.looks.all())
        look = next((look for look in looks if look.by_id == application.second_yes_by_id), looks[-1])
        row.state, row.checked_by, row.checked_at = RegistrationState.VERIFIED, look.by, look.at
        row.save()
        record(
            "registration.checked",
            professional,
            by=None,
            now=now,
            register=row.register,
            state=row.state,
        )
