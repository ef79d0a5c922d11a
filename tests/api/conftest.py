"""A small network to ask the API about: two organisations, a therapist with a place, a request and its question."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from drakentemmers.accounts.models import User
from drakentemmers.accounts.rules import Role
from drakentemmers.directory.models import Location, Professional
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.models import TreatmentRequest
from tests.factories.accounts import OrganisationFactory, UserFactory, person_with
from tests.factories.directory import (
    LocationFactory,
    OrganisationProfileFactory,
    PlaceFactory,
    ProfessionalFactory,
    RegionFactory,
    WorkLocationFactory,
)
from tests.factories.matching import OfferFactory

SECRET_STREET = "Verborgenpad"


@dataclass
class Network:
    """The rows the tests of the API ask about."""

    asker: User
    stranger: User
    professional: Professional
    location: Location
    request: TreatmentRequest

    def client(self, user: User | None = None) -> Client:
        client = Client()
        client.force_login(user or self.asker)
        return client


@pytest.fixture
def network(db) -> Network:
    from drakentemmers.matching.actions.questions import ask
    from drakentemmers.matching.actions.requests import make_request, open_request
    from tests.factories.matching import NEED

    now = timezone.now()
    shelter = OrganisationFactory(name="Opvang De Brug")
    OrganisationProfileFactory(
        organisation=shelter, region=RegionFactory(code="pr-flevoland", name="Flevoland")
    )
    location = LocationFactory(organisation=shelter, street=f"{SECRET_STREET} 1", name=SECRET_STREET)
    PlaceFactory()
    professional = ProfessionalFactory(name="Behandelaar Eén", phone="0612345678", user=UserFactory())
    WorkLocationFactory(professional=professional, street=f"{SECRET_STREET} 2")
    OfferFactory(
        professional=professional, places=3, starts_on=local_date(now) - timedelta(days=7), confirmed_at=now
    )
    asker = person_with(Role.MEMBER, shelter)
    request = make_request(organisation=shelter, fields=dict(NEED), by=asker, now=now)
    open_request(request=request, by=asker, now=now)
    ask(request=request, professionals=[professional], by=asker, now=now)
    return Network(asker, person_with(Role.MEMBER), professional, location, request)
