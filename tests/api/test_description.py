"""The description of the API is valid, complete, and true: calls made from it get only what it promises."""

import re
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.django_db
HOSTILE = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["", "0", "-1", "1e9", "99999999999999999999", "null", "' OR 1=1 --", "é\u0000", "../..", "true", "𝟙"]
    ),
    st.integers().map(str),
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
        assert set(operation["responses"]) == {"200", "400", "401", "403", "404"}, path
        for status, answer in operation["responses"].items():
            kind = "application/json" if status == "200" else "application/problem+json"
            assert set(answer["content"]) == {kind}
            assert "API-Version" in answer["headers"]


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


def calls(description: dict[str, Any]) -> st.SearchStrategy[tuple[str, str, dict[str, list[str]]]]:
    """Return a strategy of calls: the described path, the path to call and its query."""

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
        return st.tuples(st.just(path), st.builds(lambda id_: path.replace("{id}", id_), ids), query)

    return st.one_of([of_one(path, operation) for path, operation in operations(description)])


def test_generated_calls_get_only_documented_answers(network, description):
    client = network.client()
    documented = {
        path: {int(code) for code in operation["responses"]} for path, operation in operations(description)
    }

    @settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(calls(description))
    def holds(call):
        described, path, query = call
        response = client.get(path, query)
        assert response.status_code in documented[described], (path, query, response.status_code)
        assert response.headers["Content-Type"].startswith(
            "application/json" if response.status_code == 200 else "application/problem+json"
        )

    holds()
