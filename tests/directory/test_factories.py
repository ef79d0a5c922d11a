"""The rows other tests stand on hold together."""

import pytest

from drakentemmers.accounts.rules import Role
from drakentemmers.directory.models import Professional
from tests.factories.accounts import person_with
from tests.factories.directory import LocationFactory, RegistrationFactory, WorkLocationFactory

pytestmark = pytest.mark.django_db


def test_a_professional_can_work_in_two_places():
    first = WorkLocationFactory()
    WorkLocationFactory(professional=first.professional, place_name="Utrecht")
    assert first.professional.work_locations.count() == 2
    assert Professional.objects.visible_to(first.professional.user).get() == first.professional


def test_two_locations_share_a_municipality():
    assert LocationFactory().municipality == LocationFactory().municipality


def test_register_numbers_differ():
    assert RegistrationFactory().number != RegistrationFactory().number


def test_a_person_holds_the_role_that_was_given():
    assert person_with(Role.OWNER).has_role(Role.OWNER)
