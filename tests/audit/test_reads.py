"""Searching, listing, looking up contact data, printing and taking out: each is one event."""

from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from drakentemmers.accounts.rules import Role
from drakentemmers.audit.models import Event
from drakentemmers.audit.rules import Kind, Sensitivity
from tests.factories.accounts import OrganisationFactory, UserFactory, person_with
from tests.factories.directory import OrganisationProfileFactory, PlaceFactory, WorkLocationFactory
from tests.factories.matching import open_request_by, therapist

pytestmark = pytest.mark.django_db


def seen() -> Event:
    """The one event of seeing there is."""
    return Event.objects.exclude(kind=Kind.WRITE).get()


@pytest.fixture
def member(client: Client):
    user = person_with(Role.MEMBER)
    client.force_login(user)
    return user


def test_a_search_says_who_was_shown_and_which_needs_not_their_values(client: Client, member):
    PlaceFactory()
    professional = therapist(now=timezone.now())
    WorkLocationFactory(professional=professional)
    client.get("/behandelaars", {"plaats": "Almere", "voor-wie": "child_6_12", "binnen": "30"})
    event = seen()
    assert (event.action, event.kind, event.actor_id) == (
        "professional.searched",
        Kind.SEARCH,
        str(member.pk),
    )
    assert (event.subject_type, event.route) == ("directory.professional", "professionals")
    assert event.details["ids"] == [professional.pk]
    assert event.details["filters"] == ["binnen", "plaats", "voor-wie"]
    assert "Almere" not in str(event.details)


def test_a_stranger_who_searches_is_not_written_down(client: Client):
    client.get("/behandelaars")
    assert not Event.objects.exists()


def test_a_list_of_requests_is_one_sensitive_event(client: Client, member, now: datetime):
    requests = [open_request_by(member, now=now) for _ in range(3)]
    client.get("/aanvragen")
    event = seen()
    assert (event.action, event.sensitivity) == ("request.listed", Sensitivity.SENSITIVE)
    assert sorted(event.details["ids"]) == sorted(request.pk for request in requests)


def test_the_api_writes_the_same_down(client: Client, member, now: datetime):
    request = open_request_by(member, now=now)
    client.get("/api/v1/requests")
    event = seen()
    assert (event.action, event.details) == (
        "request.listed",
        {"ids": [request.pk], "count": 1, "page": 1, "through": "api"},
    )
    therapist(now=now)
    client.get("/api/v1/matches", {"group": "child_6_12", "language": "en"})
    searched = Event.objects.get(action="professional.searched")
    assert (searched.details["filters"], searched.details["count"]) == (["group", "language"], 1)


def test_contact_data_of_somebody_else_is_one_event_and_of_oneself_none(
    client: Client, member, now: datetime
):
    professional = therapist(now=now)
    client.get(f"/behandelaars/{professional.pk}")
    event = seen()
    assert (event.action, event.subject_id) == ("professional.read", professional.pk)
    client.force_login(professional.user)
    client.get(f"/behandelaars/{professional.pk}")
    assert seen() == event


def test_contact_data_of_another_organisation(client: Client, member):
    other = OrganisationProfileFactory().organisation
    client.get(f"/organisaties/{other.pk}")
    assert (seen().action, seen().subject_id) == ("organisation.read", other.pk)
    client.get(f"/organisaties/{member.memberships.get().organisation_id}")
    assert seen().subject_id == other.pk


def test_an_export_says_how_much_was_taken_out(client: Client):
    OrganisationFactory()
    client.force_login(person_with(Role.PROJECT_LEAD))
    client.get("/organisaties/export/organisaties.xlsx")
    event = seen()
    assert (event.kind, event.subject_type) == (Kind.EXPORT, "accounts.organisation")
    assert (event.details["file"], event.details["count"]) == ("xlsx", 2)


class TestPrinting:
    def test_of_a_request(self, client: Client, member, now: datetime):
        request = open_request_by(member, now=now)
        assert client.post("/logboek/afgedrukt", {"pad": f"/aanvragen/{request.pk}"}).status_code == 204
        event = seen()
        assert (event.action, event.kind, event.subject_id) == ("request.printed", Kind.PRINT, request.pk)
        assert event.sensitivity == Sensitivity.SENSITIVE

    def test_of_another_page(self, client: Client, member):
        client.post("/logboek/afgedrukt", {"pad": "/mijn"})
        assert (seen().action, seen().details) == ("page.printed", {"page": "my_work"})

    def test_of_what_one_may_not_know_tells_nothing(self, client: Client, now: datetime):
        request = open_request_by(person_with(Role.MEMBER), now=now)
        client.force_login(UserFactory())
        assert client.post("/logboek/afgedrukt", {"pad": f"/aanvragen/{request.pk}"}).status_code == 204
        assert (seen().action, seen().subject_type) == ("page.printed", "accounts.user")

    @pytest.mark.parametrize("path", ["", "geen pad", "/bestaat-niet", "http://elders.example/"])
    def test_of_no_page_of_ours_is_nothing(self, client: Client, member, path: str):
        assert client.post("/logboek/afgedrukt", {"pad": path}).status_code == 204
        assert not Event.objects.exists()

    def test_a_page_tells_the_browser_where_to_say_so(self, client: Client, member):
        assert 'data-printed="/logboek/afgedrukt"' in client.get("/mijn").content.decode()
        client.logout()
        assert "data-printed" not in client.get("/").content.decode()
