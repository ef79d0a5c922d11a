"""Who saw this? Told to whose record it is, and to nobody else."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from drakentemmers.accounts.rules import Role
from drakentemmers.audit.actions import Rows, record_read
from drakentemmers.audit.models import Event
from drakentemmers.matching.actions.questions import ask
from drakentemmers.matching.models import TreatmentRequest
from tests.factories.accounts import OrganisationFactory, UserFactory, person_with
from tests.factories.directory import ProfessionalFactory
from tests.factories.matching import therapist
from tests.insight.logbook import a_request, log_manager, looks_at

pytestmark = pytest.mark.django_db


def test_names_roles_organisations_moments_and_what(client: Client, now: datetime):
    request = a_request(now)
    lead = person_with(Role.PROJECT_LEAD, name="Lies Voorbeeld")
    for minute in range(3):
        looks_at(request, lead, now + timedelta(minutes=minute))
    record_read(Rows(TreatmentRequest, [request.pk]), by=lead, now=now, action="request.listed")
    record_read(
        Rows(TreatmentRequest, ["0" * 12]), by=UserFactory(name="Ver Weg"), now=now, action="request.listed"
    )
    client.force_login(request.made_by)
    answer = client.get(f"/logboek/wie/aanvraag/{request.pk}")
    seen = [(entry.who, entry.what, entry.times, entry.is_oneself) for entry in answer.context["entries"]]
    assert ("Lies Voorbeeld", "Bekeken", 3, False) in seen
    assert ("Lies Voorbeeld", "In een lijst gezien", 1, False) in seen
    assert any(who == request.made_by.name and oneself for who, _what, _times, oneself in seen)
    page = answer.content.decode()
    assert "Projectleider" in page and request.organisation.name in page and "Ver Weg" not in page
    assert answer.headers["Cache-Control"] == "no-store"


def test_only_whose_record_it_is(client: Client, now: datetime):
    request = a_request(now)
    asked = therapist(now=now)
    ask(request=request, professionals=[asked], by=request.made_by, now=now)
    profile = ProfessionalFactory(practice=OrganisationFactory())
    shelter = request.organisation
    addresses = {
        f"/logboek/wie/aanvraag/{request.pk}": {request.made_by},
        f"/logboek/wie/organisatie/{shelter.pk}": {request.made_by},
        f"/logboek/wie/behandelaar/{profile.pk}": {
            profile.user,
            owner := person_with(Role.OWNER, profile.practice),
        },
    }
    strangers = {
        person_with(Role.MEMBER),
        person_with(Role.ADMINISTRATOR),
        log_manager(),
        asked.user,
        UserFactory(),
    }
    everybody = {request.made_by, profile.user, owner, *strangers}
    for address, may in addresses.items():
        for person in everybody:
            client.force_login(person)
            expected = 200 if person in may else 404
            assert client.get(address).status_code == expected, (address, person.role_names())


@pytest.mark.parametrize("path", ["aanvraag/0123456789ab", "iets/0123456789ab", "organisatie/x"])
def test_what_does_not_exist_is_not_there(client: Client, path: str):
    client.force_login(person_with(Role.OWNER))
    assert client.get(f"/logboek/wie/{path}").status_code == 404


def test_asking_it_is_written_down_and_is_not_seeing(client: Client, now: datetime):
    request = a_request(now)
    client.force_login(request.made_by)
    address = f"/logboek/wie/aanvraag/{request.pk}"
    before = len(client.get(address).context["entries"])
    assert len(client.get(address).context["entries"]) == before
    assert Event.objects.about(request).filter(action="who_saw.read").count() == 2


def test_as_many_queries_for_many_looks(client: Client, now: datetime, assert_queries_constant):
    request = a_request(now)
    client.force_login(request.made_by)
    with assert_queries_constant(lambda: client.get(f"/logboek/wie/aanvraag/{request.pk}")):
        for _ in range(6):
            looks_at(request, person_with(Role.PROJECT_LEAD), now)
