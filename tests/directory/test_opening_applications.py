"""The waiting time, and what an approved application opens, on real rows."""

from datetime import datetime, timedelta

import pytest

from drakentemmers.accounts.models import Membership, User
from drakentemmers.accounts.rules import OrganisationKind, Role
from drakentemmers.audit.models import Event
from drakentemmers.directory.actions.applications_office import (
    say_yes,
    stop,
)
from drakentemmers.directory.actions.applications_opening import Tended, tend_applications
from drakentemmers.directory.joining import (
    ApplicationKind,
    ApplicationState,
    JoiningStep,
    Missing,
)
from drakentemmers.directory.models import Application, OrganisationProfile, Professional
from drakentemmers.directory.rules import Register, RegistrationState
from tests.factories.directory import (
    MunicipalityFactory,
    RegionFactory,
    RegistrationFactory,
)
from tests.factories.joining import (
    BIG,
    approved,
    confirmed,
    filled,
    look,
    officers,
    shelter,
)

pytestmark = pytest.mark.django_db


def steps_of(application: Application) -> list[str]:
    return [step.step for step in application.steps.all()]


def test_two_people_look_and_say_yes_and_a_day_later_it_opens(now: datetime):
    region = RegionFactory()
    application = confirmed(filled(region=region), now=now)
    first, second = officers()
    look(application, first, now=now)
    assert say_yes(application=application, by=first, now=now) == JoiningStep.FIRST_YES
    look(application, second, now=now)
    assert say_yes(application=application, by=second, now=now) == JoiningStep.SECOND_YES
    application.refresh_from_db()
    assert application.opens_at == now + timedelta(hours=24)

    early = now + timedelta(hours=23, minutes=59)
    assert tend_applications(now=early) == Tended()
    assert not Membership.objects.filter(user=application.user).exists()

    later = now + timedelta(hours=24)
    assert tend_applications(now=later) == Tended(applications_opened=1)
    assert tend_applications(now=later) == Tended()
    application.refresh_from_db()
    assert application.state == ApplicationState.OPEN
    roles = application.user.memberships.order_by("role").values_list("role", "organisation__name")
    assert list(roles) == [("owner", "Praktijk Voorbeeldsma"), ("therapist", "Praktijk Voorbeeldsma")]
    professional = Professional.objects.get(user=application.user)
    assert (professional.name, professional.practice) == (application.name, application.opened_as)
    assert list(professional.regions.all()) == [region]
    registration = professional.registrations.get()
    assert (registration.number, registration.state) == (BIG, RegistrationState.VERIFIED)
    assert registration.checked_by == second
    assert OrganisationProfile.objects.get(organisation=application.opened_as).kvk_number == "12345678"


def test_an_organisation_opens_with_its_contact_as_owner_and_a_secret_address(now: datetime):
    municipality = MunicipalityFactory()
    application = approved(shelter(municipality=municipality), now=now)
    tend_applications(now=now + timedelta(hours=24))

    application.refresh_from_db()
    organisation = application.opened_as
    assert (organisation.name, organisation.kind) == ("Opvang Voorbeeldhuis", OrganisationKind.WOMENS_SHELTER)
    assert [m.role for m in application.user.memberships.all()] == [Role.OWNER]
    location = organisation.locations.get()
    assert (location.public_place, location.street, location.is_confidential) == ("Almere", "", True)
    assert not Professional.objects.filter(user=application.user).exists()


def test_a_typed_municipality_is_found_when_the_site_learned_it_in_the_meantime(now: datetime):
    application = approved(shelter(municipality_name="Almere"), now=now)
    MunicipalityFactory()
    tend_applications(now=now + timedelta(hours=24))
    application.refresh_from_db()
    assert application.opened_as.locations.get().public_place == "Almere"


def test_an_organisation_in_a_municipality_nobody_knows_opens_without_a_location(now: datetime):
    application = approved(shelter(municipality_name="Hoorn"), now=now)
    tend_applications(now=now + timedelta(hours=24))
    application.refresh_from_db()
    assert application.opened_as.locations.count() == 0


def test_a_partner_professional_gets_no_therapists_profile(now: datetime):
    application = approved(filled(kind=ApplicationKind.PARTNER, numbers={}), now=now)
    tend_applications(now=now + timedelta(hours=24))
    assert [m.role for m in application.user.memberships.order_by("role")] == [Role.OWNER, Role.PARTNER]
    assert not Professional.objects.filter(user=application.user).exists()


def test_the_waiting_time_can_be_stopped(now: datetime):
    application = approved(now=now)
    stop(application=application, text="Er belde iemand.", by=officers(1)[0], now=now)
    assert tend_applications(now=now + timedelta(hours=48)) == Tended()
    application.refresh_from_db()
    assert application.state == ApplicationState.CONFIRMED
    assert (application.first_yes_by, application.second_yes_by, application.opens_at) == (None, None, None)


def test_a_number_that_somebody_got_while_waiting_sends_it_back(now: datetime):
    application = approved(now=now)
    RegistrationFactory(register=Register.BIG, number=BIG)
    later = now + timedelta(hours=24)
    assert tend_applications(now=later) == Tended(applications_stopped=1)
    application.refresh_from_db()
    assert application.state == ApplicationState.CONFIRMED
    assert application.steps.last().reason == Missing.NUMBER_TAKEN
    assert not Membership.objects.filter(user=application.user).exists()


def test_an_account_closed_while_waiting_opens_nothing(now: datetime):
    application = approved(now=now)
    User.objects.filter(pk=application.user_id).update(is_active=False)
    assert tend_applications(now=now + timedelta(hours=24)) == Tended(applications_stopped=1)


def test_every_step_is_in_the_log_without_the_address(now: datetime):
    application = approved(now=now)
    events = Event.objects.about(application)
    assert [event.action for event in events] == [f"application.{step}" for step in steps_of(application)]
    assert "noor@" not in repr(list(events.values()))
