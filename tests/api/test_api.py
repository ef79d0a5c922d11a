"""What the API answers: to whom, in which shape, and how it refuses."""

import json

import pytest
from django.test import Client
from django.utils import timezone

from drakentemmers.audit.models import Event
from drakentemmers.matching.actions.questions import decline
from drakentemmers.matching.course import DeclineReason
from tests.api.conftest import SECRET_STREET

pytestmark = pytest.mark.django_db
LISTS = ("/regions", "/municipalities", "/professionals", "/requests")


def get(client: Client, path: str, **query: object):
    return client.get(f"/api/v1{path}", query)


@pytest.mark.parametrize(
    "path", [*LISTS, "/matches", "/professionals/abc", "/organisations/abc", "/requests/abc"]
)
def test_a_stranger_is_told_to_sign_in(path):
    response = get(Client(), path)
    assert (response.status_code, response.json()["status"]) == (401, 401)
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/openapi.json", "/regions", "/regions/", "/nothing", "/matches?group=x"])
def test_every_answer_says_its_version(network, path):
    assert network.client().get(f"/api/v1{path}").headers["API-Version"] == "1.0.0"
    assert Client().get(f"/api/v1{path}").headers["API-Version"] == "1.0.0"


@pytest.mark.parametrize(
    "path", ["/regions/", "/nothing", "/professionals/000000000000", "/requests/%00", "/"]
)
def test_what_is_not_there_is_a_problem_too(network, path):
    response = network.client().get(f"/api/v1{path}")
    assert response.status_code in {400, 404}
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", LISTS)
def test_a_list_has_items_a_total_and_links(network, path):
    body = get(network.client(), path, pageSize=1).json()
    assert set(body) == {"items", "total", "links"}
    assert body["links"]["self"] == f"/api/v1{path}?pageSize=1&page=1"
    assert body["total"] >= 1 and len(body["items"]) == 1


def test_a_page_past_the_end_is_empty_and_leads_back(network):
    body = get(network.client(), "/regions", page=9).json()
    assert body["items"] == []
    assert body["links"]["prev"] == "/api/v1/regions?page=1"
    assert body["links"]["next"] is None


def test_all_input_errors_come_together(network):
    response = get(network.client(), "/matches", group="whale", sessions="many", pageSize=0, colour="red")
    assert response.status_code == 400
    assert {error["name"] for error in response.json()["errors"]} == {
        "group",
        "sessions",
        "pageSize",
        "colour",
    }


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ({"group": "adult", "place": "Nergenshuizen"}, "place"),
        ({"group": "adult", "withinKm": 5}, "query"),
        ({}, "group"),
    ],
)
def test_a_need_that_cannot_be_asked_says_what_is_wrong(network, query, name):
    response = get(network.client(), "/matches", **query)
    assert response.status_code == 400
    assert [error["name"] for error in response.json()["errors"]] == [name]


def test_matches_are_those_of_the_shortlist(network):
    body = get(
        network.client(), "/matches", group="child_6_12", problem="trauma", place="Almere", withinKm=30
    ).json()
    assert [(match["id"], match["rank"], match["fits"]) for match in body["items"]] == [
        (network.professional.pk, 1, True)
    ]
    assert set(body["items"][0]) >= {"points", "distanceKm", "firstPlace", "misses", "isStale"}


def test_a_confidential_address_and_contact_data_leave_by_no_door(network):
    client = network.client()
    organisation = network.location.organisation_id
    paths = [
        *LISTS,
        "/matches?group=adult",
        f"/organisations/{organisation}",
        f"/professionals/{network.professional.pk}",
        f"/requests/{network.request.pk}",
    ]
    for path in paths:
        response = client.get(f"/api/v1{path}")
        assert response.status_code == 200, path
        text = response.content.decode()
        assert SECRET_STREET not in text and "1315 AB" not in text, path
        assert network.professional.phone not in text and network.professional.email not in text, path


def test_an_open_address_is_given(network):
    network.location.is_confidential = False
    network.location.save()
    body = get(network.client(), f"/organisations/{network.location.organisation_id}").json()
    assert body["locations"][0]["street"] == f"{SECRET_STREET} 1"


def test_somebody_elses_request_is_not_there(network):
    path = f"/requests/{network.request.pk}"
    assert get(network.client(network.stranger), path).status_code == 404
    assert get(network.client(network.stranger), "/requests").json()["total"] == 0
    assert get(network.client(), path).json()["pseudonym"] == network.request.pseudonym


def test_an_asked_therapist_reads_the_request_and_that_is_logged(network):
    response = get(network.client(network.professional.user), f"/requests/{network.request.pk}")
    assert [question["professionalId"] for question in response.json()["questions"]] == [
        network.professional.pk
    ]
    event = Event.objects.about(network.request).filter(action="request.read").get()
    assert event.actor_id == str(network.professional.user.pk)


def test_a_therapist_who_said_no_does_not_learn_how_it_goes_on(network):
    question = network.request.questions.get(professional=network.professional)
    decline(question=question, reason=DeclineReason.TOO_FAR, by=network.professional.user, now=timezone.now())
    client = network.client(network.professional.user)
    left = get(client, f"/requests/{network.request.pk}").json()
    assert set(left) == {"id", "pseudonym", "organisationId", "question"}
    assert get(client, "/requests?state=asked").json()["total"] == 0
    assert get(network.client(), f"/requests/{network.request.pk}").status_code == 200


def test_times_are_utc(network):
    made = get(network.client(), f"/requests/{network.request.pk}").json()["madeAt"]
    assert made.endswith(("Z", "+00:00"))


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_there_is_nothing_to_write(network, method):
    response = getattr(network.client(), method)("/api/v1/regions")
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD"
    assert json.loads(response.content)["status"] == 405


@pytest.mark.parametrize("path", LISTS)
def test_queries_do_not_grow_with_rows(network, assert_queries_constant, path):
    from tests.factories.directory import MunicipalityFactory, RegionFactory, WorkLocationFactory

    client = network.client()
    with assert_queries_constant(lambda: get(client, path)):
        WorkLocationFactory.create_batch(3)
        RegionFactory.create_batch(3)
        MunicipalityFactory(code="GM0344", name="Utrecht")


def test_a_stranger_gets_a_whole_problem():
    answer = Client().get("/api/v1/requests")

    assert answer.json() == {
        "type": "about:blank",
        "title": "Sign in first",
        "status": 401,
        "detail": "Sign in on the site, then ask again: the session opens the API.",
    }
