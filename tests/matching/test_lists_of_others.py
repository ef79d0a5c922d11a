"""Lists pass nobody by the budget: the office follows the requests of everybody, and reads little of them."""

from datetime import datetime

import pytest
from django.test import Client

from drakentemmers.accounts.access import WhyKept
from drakentemmers.accounts.actions.blocks import keep_organisation_from
from drakentemmers.accounts.actions.opening import open_record
from drakentemmers.accounts.models import DayBudget, Freeze, Opening, OutgoingMail
from drakentemmers.accounts.rules import Role
from drakentemmers.accounts.session_clock import FRESH_AT
from drakentemmers.audit.models import Event
from drakentemmers.matching.models import TreatmentRequest
from drakentemmers.matching.rules import Urgency
from tests.factories.accounts import MembershipFactory, person_with
from tests.factories.matching import open_request_by
from tests.factories.sign_in import let_pass
from tests.matching.requesting import asked_request, signed_in, worker

pytestmark = pytest.mark.django_db
API = "/api/v1/requests"
OFFICE = [Role.PROJECT_LEAD, Role.ADMINISTRATOR]


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def requests(now: datetime) -> list[TreatmentRequest]:
    """Four requests of four organisations, with a need that can be told from a page."""
    return [asked_request(worker(), urgency=Urgency.ACUTE, place_name="Zierikzee") for _ in range(4)]


@pytest.fixture
def four_rows(settings):
    """Four rows a day; all of them within the hour."""
    settings.LIST_BUDGET, settings.VIEW_BUDGET_HOUR_PERCENT = 4, 200


@pytest.mark.parametrize("role", OFFICE)
def test_the_office_reads_how_far_it_is_and_not_what_is_asked(role: Role, requests) -> None:
    client = signed_in(person_with(role))

    page, items = text_of(client.get("/aanvragen")), client.get(API).json()["items"]

    for request in requests:
        assert request.pseudonym in page and request.organisation.name in page
    assert not any(word in page for word in ("Zierikzee", "Kind 6", "Trauma", "Acuut"))
    assert [set(item) for item in items] == [{"id", "pseudonym", "organisationId", "state", "stateSince"}] * 4


@pytest.mark.parametrize("role", OFFICE)
def test_the_office_reads_that_the_organisation_has_the_ball(role: Role, now: datetime) -> None:
    asker = worker()
    request = open_request_by(asker, now=now)
    office, own = signed_in(person_with(role)), signed_in(asker)
    organisation, mine = "De organisatie is aan zet", "Jij bent aan zet"

    listed, of_own = text_of(office.get("/aanvragen")), text_of(own.get("/aanvragen"))
    assert (listed.count(organisation), "Wij zijn aan zet" in listed, mine in listed) == (3, False, False)
    assert ("Wij zijn aan zet" in of_own, mine in of_own, organisation in of_own) == (True, True, False)
    why = {"reason": "help", "line": "De opvang vroeg om mee te kijken"}
    office.post("/inzage/reden", {"kind": "request", "pk": request.pk} | why)
    page = text_of(office.get(f"/aanvragen/{request.pk}"))
    assert request.pseudonym in page
    assert ("De organisatie is aan zet." in page, mine in page) == (True, False)


def test_the_own_request_of_somebody_of_the_office_reads_in_full(requests) -> None:
    lead = person_with(Role.PROJECT_LEAD)
    MembershipFactory(user=lead, organisation=requests[0].organisation, role=Role.MEMBER)
    client = signed_in(lead)

    assert text_of(client.get("/aanvragen")).count("Zierikzee") == 1
    items = client.get(API).json()["items"]
    assert [item["id"] for item in items if "placeName" in item] == [requests[0].pk]
    asked = client.get(API, {"urgency": "acute"}).json()["items"]
    assert [item["id"] for item in asked] == [requests[0].pk]  # a filter tells nothing of the others


@pytest.mark.parametrize("path", ["/aanvragen", API])
def test_each_row_counts_once_a_day_and_the_guardians_hear_of_who_pages_through(
    path: str, requests, four_rows, now: datetime
) -> None:
    lead, guardian = person_with(Role.PROJECT_LEAD), person_with(Role.LOG_MANAGER)
    client = signed_in(lead)

    assert [client.get(path).status_code for _ in range(3)] == [200, 200, 200]

    assert DayBudget.objects.get(user=lead, kind="listed").spent == 4
    assert Opening.objects.filter(user=lead, kind="listed").count() == 4
    assert guardian.notifications.filter(topic="security.alert").count() == 1
    assert OutgoingMail.objects.filter(to=guardian.email).count() == 1
    assert Event.objects.get(action="budget.spent").details["kind"] == "listed"


@pytest.mark.parametrize(
    ("path", "pages"), [("/aanvragen?stand=aan-zet&pagina={}", 1), (API + "?pageSize=1&page={}", 7)]
)
def test_who_goes_on_paging_is_frozen(path: str, pages: int, requests, four_rows) -> None:
    for _ in range(3):
        asked_request(worker())
    lead = person_with(Role.PROJECT_LEAD)
    client = signed_in(lead)

    answers = [client.get(path.format(page)) for page in range(1, pages + 1)]

    assert Freeze.objects.holding().filter(user=lead).exists()
    assert not any(request.pseudonym in answers[-1].content.decode() for request in requests)


def test_too_many_in_an_hour_is_told_to_wait(requests, settings) -> None:
    settings.LIST_BUDGET, settings.VIEW_BUDGET_HOUR_PERCENT = 100, 3
    client = signed_in(person_with(Role.PROJECT_LEAD))

    assert client.get(API, {"pageSize": 3}).status_code == 200
    assert client.get(API, {"pageSize": 3, "page": 2}).status_code == 429
    assert client.get("/aanvragen").status_code == 429


def test_a_row_in_a_list_does_not_make_opening_the_request_free(requests, now: datetime) -> None:
    lead = person_with(Role.PROJECT_LEAD)
    signed_in(lead).get("/aanvragen")

    open_record(requests[0], by=lead, now=now, reason="help: De opvang vroeg om mee te kijken")

    assert DayBudget.objects.get(user=lead, kind="record").spent == 1


def test_the_own_list_costs_nothing(requests) -> None:
    asker = requests[0].made_by
    client: Client = signed_in(asker)

    assert client.get("/aanvragen").status_code == client.get(API).status_code == 200
    assert not DayBudget.objects.filter(user=asker).exists()


def test_what_is_kept_apart_is_neither_listed_nor_counted(requests, now: datetime) -> None:
    lead = person_with(Role.PROJECT_LEAD)
    keep_organisation_from(
        user=lead, organisation=requests[0].organisation, why=WhyKept.FAMILY, by=None, now=now
    )

    page = text_of(signed_in(lead).get("/aanvragen"))
    # By its address: another organisation may have the same pseudonym.
    assert [f'href="/aanvragen/{request.pk}"' in page for request in requests] == [False, True, True, True]
    assert DayBudget.objects.get(user=lead).spent == 3


def test_the_list_asks_to_confirm_as_the_api_does(requests, client: Client) -> None:
    client.force_login(requests[0].made_by)
    let_pass(client, FRESH_AT, hours=3)

    assert client.get("/aanvragen").headers["Location"].startswith("/account/bevestigen")
    assert client.get(API).status_code == 401


def test_counting_needs_no_more_queries_for_more_rows(assert_queries_constant) -> None:
    client = signed_in(person_with(Role.PROJECT_LEAD))
    asked_request(worker())
    with assert_queries_constant(lambda: client.get("/aanvragen")):
        for _ in range(4):
            asked_request(worker())
        client.get("/aanvragen")  # rows are written down the first time somebody sees them
