"""Changing a profile or a page: by its owner, without losing anybody's work."""

import re

import pytest
from django.test import Client

from drakentemmers.accounts.rules import OrganisationKind, Role
from drakentemmers.audit.models import Event
from drakentemmers.directory.models import Location, Municipality, OrganisationProfile, Professional
from drakentemmers.directory.rules import Language, Method
from tests.factories.accounts import MembershipFactory, OrganisationFactory, person_with
from tests.factories.directory import (
    LocationFactory,
    MunicipalityFactory,
    OrganisationProfileFactory,
    PlaceFactory,
    ProfessionalFactory,
    RegionFactory,
    RegistrationFactory,
    WorkLocationFactory,
)

pytestmark = pytest.mark.django_db


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def filled(professional, **changes):
    values = {
        "version": professional.version,
        "name": professional.name,
        "email": professional.email,
        "languages": ["nl"],
        "methods": ["emdr"],
    }
    return values | changes


@pytest.fixture
def professional():
    return ProfessionalFactory(name="Anna de Wit")


@pytest.fixture
def edit(professional):
    return f"/behandelaars/{professional.pk}/bewerken"


def test_the_owner_changes_the_profile_and_it_is_logged(professional, edit):
    region = RegionFactory()
    answer = signed_in(professional.user).post(
        edit, filled(professional, languages=["nl", "ar"], regions=[region.pk])
    )
    assert answer.status_code == 302
    row = Professional.objects.get()
    assert row.languages == {Language.DUTCH, Language.ARABIC}
    assert row.methods == {Method.EMDR}
    assert list(row.regions.all()) == [region]
    assert row.version == 2
    event = Event.objects.get(action="professional.changed")
    assert "languages" in event.details["fields"]
    assert event.actor_id == str(professional.user.pk)


def test_the_form_starts_with_what_is_there(professional, edit):
    text = signed_in(professional.user).get(edit).content.decode()
    assert 'value="Anna de Wit"' in text
    assert "data-autosave" in text


def test_a_stranger_a_colleague_and_another_therapist_may_not(professional, edit):
    assert Client().get(edit).status_code == 302
    for user in (person_with(Role.MEMBER), ProfessionalFactory().user, person_with(Role.PROJECT_LEAD)):
        assert signed_in(user).get(edit).status_code == 404
        assert signed_in(user).post(edit, filled(professional)).status_code == 404


def test_who_runs_the_practice_may(professional, edit):
    professional.practice = OrganisationFactory(kind=OrganisationKind.PRACTICE)
    professional.save()
    MembershipFactory(user=professional.user, organisation=professional.practice, role=Role.THERAPIST)
    owner = person_with(Role.OWNER, professional.practice)
    assert signed_in(owner).get(edit).status_code == 200


def test_a_script_saves_and_is_told_when(professional, edit):
    client = signed_in(professional.user)
    answer = client.post(edit, filled(professional, about="Nieuw"), headers={"X-Autosave": "1"})
    assert answer.status_code == 200
    assert answer.json()["version"] == 2
    assert answer.json()["text"].startswith("Opgeslagen om ")
    again = client.post(edit, filled(professional, about="Nieuw", version=2), headers={"X-Autosave": "1"})
    assert again.json()["version"] == 2  # nothing changed


def test_a_script_that_saves_half_an_answer_is_told_what_to_check(professional, edit):
    answer = signed_in(professional.user).post(
        edit, filled(professional, email="half@"), headers={"X-Autosave": "1"}
    )
    assert answer.status_code == 400
    assert "E-mail" in answer.json()["text"]
    assert Professional.objects.get().version == 1


def test_two_people_at_once_are_compared_and_nothing_is_lost(professional, edit):
    client = signed_in(professional.user)
    client.post(edit, filled(professional, about="Van de ander"))
    mine = filled(professional, about="Van mij")
    answer = client.post(edit, mine)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Van de ander" in text
    assert "Van mij" in text
    assert 'name="version" value="2"' in text
    assert client.post(edit, mine, headers={"X-Autosave": "1"}).status_code == 409
    assert client.post(edit, mine | {"version": 2}).status_code == 302
    assert Professional.objects.get().about == "Van mij"


def test_bad_input_is_named_on_top(professional, edit):
    answer = signed_in(professional.user).post(edit, filled(professional, name="", languages=["xx"]))
    assert answer.status_code == 400
    assert 'href="#id_name"' in answer.content.decode()


def test_a_registration_is_added_once_and_taken_away(professional):
    client = signed_in(professional.user)
    path = f"/behandelaars/{professional.pk}/registraties"
    data = {"registration-register": "big", "registration-number": "1901 2345 625"}
    assert client.post(path, data).status_code == 302
    row = professional.registrations.get()
    assert (row.number, row.state) == ("19012345625", "unverified")
    assert client.post(path, data).status_code == 400
    assert client.post(path, data | {"registration-number": "111222333"}).status_code == 400
    assert client.post(f"/behandelaars/{professional.pk}/weg/registratie/{row.pk}").status_code == 302
    assert not professional.registrations.exists()


def test_the_part_of_somebody_else_is_not_found(professional):
    other = RegistrationFactory()
    client = signed_in(professional.user)
    assert client.post(f"/behandelaars/{professional.pk}/weg/registratie/{other.pk}").status_code == 404
    assert client.post(f"/behandelaars/{professional.pk}/weg/onzin/{other.pk}").status_code == 404


def test_places_of_work_and_training_are_added_and_taken_away(professional):
    PlaceFactory()
    client = signed_in(professional.user)
    base = f"/behandelaars/{professional.pk}"
    assert (
        client.post(f"{base}/werkplekken", {"place-place": "almere", "place-radius_km": "30"}).status_code
        == 302
    )
    assert professional.work_locations.get().place_name == "Almere"
    wrong = client.post(f"{base}/werkplekken", {"place-place": "9999", "place-radius_km": "30"})
    assert wrong.status_code == 400
    assert "We kennen postcode 9999 niet" in wrong.content.decode()
    data = {"qualification-name": "Opleiding", "qualification-year": "2020"}
    assert client.post(f"{base}/opleidingen", data).status_code == 302
    assert client.post(f"{base}/opleidingen", {"qualification-year": "1800"}).status_code == 400
    for part, row in (
        ("werkplek", professional.work_locations.get()),
        ("opleiding", professional.qualifications.get()),
    ):
        assert client.post(f"{base}/weg/{part}/{row.pk}").status_code == 302
    assert not professional.work_locations.exists()
    assert not professional.qualifications.exists()


def test_the_owner_of_a_shelter_makes_and_changes_its_page():
    shelter = OrganisationFactory()
    client = signed_in(person_with(Role.OWNER, shelter))
    path = f"/organisaties/{shelter.pk}/bewerken"
    assert client.get(path).status_code == 200
    assert (
        client.post(path, {"version": 0, "about": "Wij vangen op", "kvk_number": "1234 5678"}).status_code
        == 302
    )
    profile = OrganisationProfile.objects.get()
    assert (profile.about, profile.kvk_number, profile.version) == ("Wij vangen op", "12345678", 2)
    assert client.post(path, {"version": 1, "about": "Anders"}).status_code == 409
    assert client.post(path, {"version": 2, "kvk_number": "123"}).status_code == 400


def test_a_trade_register_number_belongs_to_one_organisation():
    OrganisationProfileFactory(kvk_number="12345678")
    shelter = OrganisationFactory()
    answer = signed_in(person_with(Role.COORDINATOR, shelter)).post(
        f"/organisaties/{shelter.pk}/bewerken", {"version": 0, "kvk_number": "12345678"}
    )
    assert answer.status_code == 400


def test_a_member_may_not_change_the_page_of_the_organisation():
    shelter = OrganisationFactory()
    for user in (person_with(Role.MEMBER, shelter), person_with(Role.OWNER)):
        assert signed_in(user).get(f"/organisaties/{shelter.pk}/bewerken").status_code == 404


def test_the_address_of_a_shelter_is_secret_unless_its_owner_says_otherwise():
    place = PlaceFactory()
    municipality = MunicipalityFactory(latitude=52.4, x=1)
    shelter = OrganisationFactory()
    client = signed_in(person_with(Role.OWNER, shelter))
    page = client.get(f"/organisaties/{shelter.pk}/bewerken").content.decode()
    assert re.search(r'<input[^>]*name="place-is_confidential"[^>]*checked', page)
    data = {"place-place": "Almere", "place-street": "Geheimlaan 1", "place-is_confidential": "on"}
    assert client.post(f"/organisaties/{shelter.pk}/locaties", data).status_code == 302
    location = Location.objects.get()
    assert location.is_confidential
    assert location.municipality == Municipality.objects.get()
    assert (location.latitude, location.longitude) == (municipality.latitude, municipality.longitude)
    path = f"/organisaties/{shelter.pk}/locaties/{location.pk}"
    assert client.post(path, {"wat": "openbaar"}).status_code == 302
    location.refresh_from_db()
    assert not location.is_confidential
    assert (location.latitude, location.x) == (place.latitude, place.x)
    assert client.post(path, {"wat": "geheim"}).status_code == 302
    location.refresh_from_db()
    assert (location.is_confidential, location.latitude) == (True, municipality.latitude)
    assert client.post(path, {"wat": "onzin"}).status_code == 404
    assert not Event.objects.filter(details__icontains="Geheimlaan").exists()
    assert client.post(path, {"wat": "weg"}).status_code == 302
    assert not Location.objects.exists()


def test_the_location_of_another_organisation_is_not_found():
    location = LocationFactory()
    shelter = OrganisationFactory()
    client = signed_in(person_with(Role.OWNER, shelter))
    path = f"/organisaties/{shelter.pk}/locaties/{location.pk}"
    assert client.post(path, {"wat": "weg"}).status_code == 404


def test_the_people_of_an_organisation_are_listed_for_who_runs_it():
    shelter = OrganisationFactory()
    person_with(Role.MEMBER, shelter, name="Medewerker Vijf")
    client = signed_in(person_with(Role.OWNER, shelter))
    assert "Medewerker Vijf" in client.get(f"/organisaties/{shelter.pk}/bewerken").content.decode()


def test_an_edit_page_needs_no_more_queries_for_more_rows(professional, edit, assert_queries_constant):
    client = signed_in(professional.user)
    WorkLocationFactory(professional=professional)
    RegistrationFactory(professional=professional)
    with assert_queries_constant(lambda: client.get(edit)):
        WorkLocationFactory(professional=professional)
        RegistrationFactory(professional=professional)
