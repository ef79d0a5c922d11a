"""Editors keep the regions; others never reach them."""

import pytest
from django.test import Client

from drakentemmers.accounts.rules import Role
from drakentemmers.audit.models import Event
from drakentemmers.directory.models import Region
from tests.factories.accounts import person_with
from tests.factories.directory import MunicipalityFactory, RegionFactory

pytestmark = pytest.mark.django_db
LIST = "/beheer/snippets/directory/region/"


def client_of(role):
    client = Client()
    client.force_login(person_with(role))
    return client


def test_an_editor_changes_the_name_of_a_region_and_it_is_logged():
    region = RegionFactory(code="pr-28", name="Regio 28")
    client = client_of(Role.EDITOR)
    assert "Regio 28" in client.get(LIST).content.decode()
    path = f"{LIST}edit/pr-28/"
    data = {
        "model": region.model,
        "name": "Gevonden naam",
        "source": "Projectbureau",
        "verified": "on",
        "valid_from": "2026-01-01",
    }
    assert client.post(path, data).status_code == 302
    assert Region.objects.get(code="pr-28").name == "Gevonden naam"
    assert Event.objects.filter(action="area.changed", subject_id="pr-28").exists()


def test_an_editor_puts_a_municipality_in_a_region():
    region, municipality = RegionFactory(code="pr-1"), MunicipalityFactory()
    data = {"region": "pr-1", "municipality": municipality.pk, "source": "CBS", "valid_from": "2026-01-01"}
    path = "/beheer/snippets/directory/regionmunicipality/"
    assert client_of(Role.EDITOR).post(f"{path}add/", data).status_code == 302
    assert list(region.municipalities.all()) == [municipality]
    assert municipality.name in client_of(Role.ADMINISTRATOR).get(path).content.decode()


def test_nobody_takes_a_region_away():
    RegionFactory(code="pr-1")
    assert client_of(Role.EDITOR).post(f"{LIST}delete/pr-1/").status_code == 302
    assert Region.objects.filter(code="pr-1").exists()


@pytest.mark.parametrize("role", [Role.MEMBER, Role.THERAPIST, Role.OWNER])
def test_others_never_reach_the_regions(role):
    RegionFactory(name="Regio 28")
    assert client_of(role).get(LIST).status_code == 404
