"""The reading room: who finds what, who comes in, and that looking is written down."""

import csv
import io
from datetime import datetime, timedelta

import pytest
from django.test import Client
from openpyxl import load_workbook

from drakentemmers.accounts.rules import Role
from drakentemmers.audit.actions import Rows, record, record_read
from drakentemmers.audit.models import Event
from drakentemmers.audit.origin import Origin, current
from drakentemmers.insight.read.search import Asked, cursor_from, cursor_of, search
from drakentemmers.matching.models import TreatmentRequest
from tests.factories.accounts import OrganisationFactory, UserFactory, person_with
from tests.insight.logbook import a_request, log_manager, looks_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client: Client):
    user = log_manager()
    client.force_login(user)
    return user


def ids(answer) -> list[int]:
    return [line.pk for line in answer.context["lines"]]


@pytest.mark.parametrize("role", [role for role in Role if role != Role.LOG_MANAGER])
def test_to_anybody_but_a_log_manager_the_log_does_not_exist(client: Client, role: Role):
    client.force_login(person_with(role))
    for path in ("/logboek", "/logboek/export.csv", "/logboek/controle"):
        assert client.get(path).status_code == 404
    assert client.post("/logboek/controle/0123456789ab").status_code == 404
    assert not Event.objects.filter(action__startswith="log.").exists()


def test_looking_in_the_log_is_in_the_log(client: Client, manager):
    client.get("/logboek", {"adres": "192.0.2.1"})
    event = Event.objects.get(action="log.searched")
    assert (event.actor_id, event.details["asked"]) == (str(manager.pk), {"address": "192.0.2.1"})
    client.get("/logboek/export.csv")
    assert Event.objects.get(action="log.exported").details["file"] == "csv"


def test_each_question_finds_its_own(client: Client, manager, now: datetime):
    request, other = a_request(now), a_request(now)
    anna = UserFactory(name="Anna Voorbeeld", email="anna@voorbeeld.example")
    before = current.set(Origin(address="198.51.100.7"))
    first = looks_at(request, anna, now - timedelta(days=3))
    current.reset(before)
    second = looks_at(other, UserFactory(), now)
    listed = record_read(
        Rows(TreatmentRequest, [request.pk, other.pk]), by=anna, now=now, action="request.listed"
    )
    asked = {
        "wie=anna": [listed, first],
        "wie=ANNA@voorbeeld.example": [listed, first],
        f"wat={request.pk}&soort=read": [listed, first],
        f"wat=/aanvragen/{other.pk}&soort=read": [second, listed],
        f"wat=aanvraag:{other.pk}&wie=anna": [listed],
        "handeling=request.read": [second, first],
        "handeling=request.read&van=2026-11-16": [second],
        "handeling=request.read&tot=2026-11-15": [first],
        "adres=198.51.100.7": [first],
        "adres=::ffff:198.51.100.7": [first],
    }
    for query, found in asked.items():
        got = ids(client.get(f"/logboek?{query}"))
        assert sorted(got) == sorted(event.pk for event in found), query


def test_two_people_with_one_name_are_told_apart_also_when_one_is_gone(
    client: Client, manager, now: datetime
):
    request, real, gone = a_request(now), UserFactory(name="Sam Voorbeeld"), UserFactory(name="Sam Voorbeeld")
    looks_at(request, real, now)
    event = looks_at(request, gone, now)
    number = gone.pk
    gone.delete()
    page = client.get("/logboek").content.decode()
    assert f'?wie={number}">Sam Voorbeeld</a>' in page and f"nr. {number}" in page
    assert ids(client.get("/logboek", {"wie": str(number)})) == [event.pk]


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("wie=niemand-bekend", "We kennen niemand"),
        ("adres=ergens", "netwerkadres"),
        ("wat=een zin", "nummer"),
        ("van=2026-11-18&tot=2026-11-01", "Draai ze om"),
    ],
)
def test_a_question_that_makes_no_sense_says_what_to_do(client: Client, manager, query: str, says: str):
    answer = client.get(f"/logboek?{query}")
    assert answer.status_code == 400 and says in answer.content.decode()


def test_pages_follow_each_other_without_gap_or_repeat(now: datetime):
    subject = OrganisationFactory()
    made = [
        record("organisation.changed", subject, by=None, now=now - timedelta(minutes=n // 3))
        for n in range(10)
    ]
    asked, seen, before = Asked(action="organisation.changed"), [], None
    while True:
        page = search(asked, before, size=3)
        seen += [event.pk for event in page.events]
        if page.older is None:
            break
        before = cursor_from(str(page.older))
        assert before == page.older
    assert sorted(seen) == sorted(event.pk for event in made) and len(seen) == 10
    assert cursor_of(made[0]).at == made[0].at


@pytest.mark.parametrize("text", ["", "x", "1-", "-1", "1-x", "9" * 30 + "-1", "1-" + "9" * 30])
def test_a_made_up_place_to_begin_is_no_place(text: str):
    assert cursor_from(text) is None


def test_the_page_needs_as_many_queries_for_many_events(
    client: Client, manager, now, assert_queries_constant
):
    looks_at(a_request(now), person_with(Role.MEMBER), now)
    with assert_queries_constant(lambda: client.get("/logboek")):
        for _ in range(5):
            looks_at(a_request(now), person_with(Role.MEMBER), now)


def test_a_file_holds_the_selection_and_no_formula(client: Client, manager, now: datetime):
    bad = UserFactory(name='=HYPERLINK("http://voorbeeld.example")')
    looks_at(a_request(now), bad, now, purpose="+31")
    looks_at(a_request(now), UserFactory(name="Iemand Anders"), now)
    answer = client.get("/logboek/export.csv", {"wie": "HYPERLINK"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 2
    assert rows[1][2].startswith("'=HYPERLINK") and "'+31" in rows[1]
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="logboek-20')
    answer = client.get("/logboek/export.xlsx", {"wie": "HYPERLINK"})
    sheet = load_workbook(io.BytesIO(answer.content)).active
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert any(isinstance(cell.value, datetime) for cell in cells)
    assert client.get("/logboek/export.pdf").status_code == 404
