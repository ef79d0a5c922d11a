"""The description of the API is valid, complete, and true: calls made from it get only what it promises."""

import os
import re
import secrets
import sys
from collections import Counter
from typing import Any

import pytest
from django.test import Client, override_settings
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from drakentemmers.accounts.rules import Role
from drakentemmers.kernel.models import Hits
from tests.conftest import NEVER_OVER
from tests.factories.accounts import UserFactory, person_with

pytestmark = pytest.mark.django_db
LONG = "API_CALLS" in os.environ  # `make api-fuzz` makes 10,000 calls, other ones each time
CALLS = int(os.environ.get("API_CALLS", "400"))
HOSTILE = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["", "0", "-1", "1e9", "99999999999999999999", "null", "' OR 1=1 --", "é\u0000", "../..", "true", "𝟙"]
    ),
    st.integers().map(str),
)
REASONS = st.sampled_from(
    [
        "",
        "",
        "help: De opvang vroeg om mee te kijken",
        "help: x",
        "onzin",
        "other: \u00e9\u00e9n twee drie vier",
    ]
)


@pytest.fixture
def description(db) -> dict[str, Any]:
    response = Client().get("/api/v1/openapi.json")
    assert response.status_code == 200
    return response.json()


def operations(description: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(path, methods["get"]) for path, methods in description["paths"].items()]


def references(part: Any) -> set[str]:
    if isinstance(part, dict):
        own = {part["$ref"]} if "$ref" in part else set()
        return own.union(*(references(value) for value in part.values()))
    return set().union(*(references(value) for value in part)) if isinstance(part, list) else set()


def test_it_has_the_shape_of_openapi_3_1(description):
    assert description["openapi"] == "3.1.0"
    assert {"title", "version", "description"} <= set(description["info"])
    for path, operation in operations(description):
        assert {"operationId", "summary", "responses", "parameters"} <= set(operation), path
        for parameter in operation["parameters"]:
            assert {"name", "in", "schema"} <= set(parameter), path
            assert parameter["in"] in {"query", "path"}
            assert parameter["required"] or parameter["in"] == "query"
    names = [operation["operationId"] for _path, operation in operations(description)]
    assert len(names) == len(set(names))


def test_everything_it_refers_to_stands_in_it(description):
    assert {ref.removeprefix("#/components/schemas/") for ref in references(description)} <= set(
        description["components"]["schemas"]
    )


def test_it_follows_the_design_rules(description):
    for path, operation in operations(description):
        assert not path.endswith("/")
        nouns = [part for part in path.removeprefix("/api/v1/").split("/") if not part.startswith("{")]
        assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*s|municipalities|matches", noun) for noun in nouns), path
        for parameter in operation["parameters"]:
            assert re.fullmatch(r"[a-z]+([A-Z][a-z]+)*", parameter["name"]), parameter["name"]


def test_every_refusal_is_described_as_a_problem(description):
    for path, operation in operations(description):
        assert set(operation["responses"]) == {"200", "400", "401", "403", "404", "429", "503"}, path
        for status, answer in operation["responses"].items():
            kind = "application/json" if status == "200" else "application/problem+json"
            assert set(answer["content"]) == {kind}
            assert "API-Version" in answer["headers"]
            assert ("Retry-After" in answer["headers"]) == (status in {"429", "503"})


def allowed_values(schema: dict[str, Any], description: dict[str, Any]) -> list[str]:
    """Return values the schema itself names, found through references and alternatives."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return allowed_values(description["components"]["schemas"][name], description)
    inner = [*schema.get("anyOf", []), *([schema["items"]] if "items" in schema else [])]
    return [
        *map(str, schema.get("enum", [])),
        *(value for part in inner for value in allowed_values(part, description)),
    ]


class Asker:
    """Somebody who asks, and the records that really stand there."""

    def __init__(self, network) -> None:
        request = network.request
        self.clients = {
            "nobody": Client(),
            "of the shelter": network.client(),
            "elsewhere": network.client(network.stranger),
            "therapist": network.client(network.professional.user),
            "office": network.client(person_with(Role.PROJECT_LEAD)),
            "administrator": network.client(person_with(Role.ADMINISTRATOR)),
            "without a role": network.client(UserFactory()),
        }
        self.ids = {
            "/api/v1/professionals/{id}": network.professional.pk,
            "/api/v1/organisations/{id}": request.organisation_id,
            "/api/v1/requests/{id}": request.pk,
        }


def calls(
    description: dict[str, Any], asker: Asker
) -> st.SearchStrategy[tuple[str, str, str, dict[str, Any]]]:
    """Return a strategy of calls: who asks, the described path, the path to call, its query and why."""

    def of_one(path: str, operation: dict[str, Any]):
        parts = {}
        for parameter in operation["parameters"]:
            good = allowed_values(parameter["schema"], description)
            value = (
                st.one_of(st.sampled_from(good), HOSTILE) if good else st.one_of(HOSTILE, st.just("Almere"))
            )
            parts[parameter["name"]] = st.lists(value, max_size=2)
        query = st.fixed_dictionaries({}, optional={**parts, "unknown": st.lists(HOSTILE, max_size=1)})
        ids = st.text(min_size=1, max_size=20).filter(
            lambda text: "/" not in text and text not in {".", ".."}
        )
        ids = st.one_of(st.just(asker.ids.get(path, "1")), ids)
        called = st.builds(lambda id_: path.replace("{id}", id_), ids)
        return st.tuples(st.sampled_from(list(asker.clients)), st.just(path), called, query, REASONS)

    return st.one_of([of_one(path, operation) for path, operation in operations(description)])


@override_settings(TURNS={"api": [(100, NEVER_OVER)]})  # so few that the limit is met on a slow machine too
def test_generated_calls_get_only_documented_answers(network, description, capsys):
    """With the limits on; whoever reached one waits, so that the next calls come through again."""
    asker = Asker(network)
    documented = {
        path: {int(code) for code in operation["responses"]} for path, operation in operations(description)
    }
    met: Counter[int] = Counter()

    def holds(call):
        who, described, path, query, reason = call
        response = asker.clients[who].get(path, query, headers={"Access-Reason": reason} if reason else {})
        met[response.status_code] += 1
        assert response.status_code in documented[described], (who, path, query, response.status_code)
        assert response.headers["Content-Type"].startswith(
            "application/json" if response.status_code == 200 else "application/problem+json"
        )
        if response.status_code == 429:
            assert int(response.headers["Retry-After"]) > 0
            Hits.objects.all().delete()

    number = int(os.environ.get("API_SEED") or secrets.randbits(32)) if LONG else 0
    if LONG:
        with capsys.disabled():
            sys.stdout.write(f"\nAPI_SEED={number} makes the same calls again\n")
    rules = settings(
        max_examples=CALLS, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    seed(number)(rules(given(calls(description, asker))(holds)))()
    if LONG:
        with capsys.disabled():
            sys.stdout.write(f"answers: {dict(sorted(met.items()))}\n")
        assert {200, 400, 401, 403, 404, 429} <= set(met)


def test_asking_too_often_answers_as_described(network, settings):
    settings.TURNS = {"api": [(1, NEVER_OVER)]}
    client = network.client()
    for _ in range(2):  # an account has twice the turns of a network
        client.get("/api/v1/regions")

    answer = client.get("/api/v1/regions")

    assert (answer.status_code, answer.json()["status"]) == (429, 429)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert int(answer.headers["Retry-After"]) > 0
