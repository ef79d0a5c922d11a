"""`drakentemmers find`, as somebody types it."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from drakentemmers.directory.rules import Gender
from tests.factories.directory import GRONINGEN, PlaceFactory
from tests.matching.therapists import therapist

pytestmark = pytest.mark.django_db


@pytest.fixture
def noor():
    """The command looks at the clock, so the offer is confirmed today."""
    PlaceFactory()
    today = {"confirmed_at": timezone.now(), "starts_on": timezone.now().date()}
    therapist("Ver Weg", at=GRONINGEN, offer=today)
    therapist("Bram de Wit", gender=Gender.MALE, offer=today)
    return therapist("Noor Lindeman", gender=Gender.FEMALE, works_with_interpreter=True, offer=today)


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("find", *arguments, stdout=out)
    return out.getvalue()


ASKED = ("--place", "Almere", "--group", "child_6_12", "--within-km", "30", "--gender", "female")


def test_json_lists_who_fits_and_who_nearly_does(noor):
    found = json.loads(run(*ASKED, "--problem", "trauma", "--start-within-weeks", "4", "--json"))
    assert [row["name"] for row in found] == ["Noor Lindeman", "Bram de Wit"]
    assert set(found[0]) == {"id", "name", "rank", "points", "distance_km", "first_place", "fits", "misses"}
    assert found[0] | {"points": 0, "first_place": ""} == {
        "id": noor.pk,
        "name": "Noor Lindeman",
        "rank": 1,
        "points": 0,
        "distance_km": 0,
        "first_place": "",
        "fits": True,
        "misses": [],
    }
    assert (found[1]["rank"], found[1]["fits"], found[1]["misses"]) == (2, False, ["gender"])


def test_the_table_is_read_by_people(noor):
    table = run(*ASKED)
    assert "Noor Lindeman" in table and noor.pk in table and "Ver Weg" not in table


def test_the_list_is_no_longer_than_asked(noor):
    assert len(json.loads(run(*ASKED, "--json", "--limit", "1"))) == 1


def test_an_interpreter_and_a_wish_keep_somebody_in(noor):
    no_arabic = ("--group", "adult", "--language", "ar", "--json")
    assert not any(row["fits"] for row in json.loads(run(*no_arabic)))
    assert [row["name"] for row in json.loads(run(*no_arabic, "--interpreter")) if row["fits"]] == [
        "Noor Lindeman"
    ]
    assert all(row["fits"] for row in json.loads(run(*no_arabic, "--wish", "language")))


def test_methods_and_problems_come_repeated_or_with_commas(noor):
    found = json.loads(
        run("--method", "net,emdr", "--method", "kidnet", "--problem", "trauma,attachment", "--json")
    )
    assert {tuple(row["misses"]) for row in found} == {("problem",)}


def test_why_not_lists_every_rule(noor):
    table = run(*ASKED, "--language", "ar", "--why-not", noor.pk)
    assert "Noor Lindeman" in table and table.count("\n") > 5
    explained = json.loads(run(*ASKED, "--language", "ar", "--why-not", noor.pk, "--json"))
    assert {rule["rule"]: rule["met"] for rule in explained["rules"]} == {
        "group": True,
        "language": False,
        "gender": True,
        "distance": True,
        "start": True,
    }


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--group", "kind"], "--group kind: unknown; choose from child_0_5, child_6_12"),
        (["--method", "emdr,emd"], "--method emd: unknown; choose from emdr"),
        (["--wish", "group"], "--wish group: unknown; choose from client_role"),
        (["--order", "best"], "--order best: unknown; choose from first_place"),
        (["--place", "Nergenshuizen"], "--place Nergenshuizen: unknown"),
        (["--within-km", "ver", "--place", "Almere"], "--within-km ver: give a whole number"),
        (["--within-km", "-5", "--place", "Almere"], "--within-km -5: give a whole number"),
        (["--within-km", "30"], "need a --place"),
        (["--limit", "0"], "--limit 0: give a whole number from 1"),
        (["--why-not", "niemand"], "no therapist has this id"),
    ],
)
def test_what_is_wrong_is_one_line_with_what_is_allowed(noor, arguments, said):
    with pytest.raises(CommandError) as refused:
        run(*arguments)
    assert said in str(refused.value) and "\n" not in str(refused.value)
    assert refused.value.returncode == 2
