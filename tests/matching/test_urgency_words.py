"""How urgent a request is, and by when it wants to start, reads the same wherever it stands."""

from datetime import UTC, date, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from drakentemmers.accounts.rules import Role
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.actions.questions import hold
from drakentemmers.matching.course import RequestState
from drakentemmers.matching.models import TreatmentRequest
from drakentemmers.matching.read.mine import to_do
from drakentemmers.matching.read.urgency import start_in_full, start_in_short, urgency_tag
from drakentemmers.matching.rules import Urgency
from tests.factories.accounts import MembershipFactory, OrganisationFactory, person_with
from tests.factories.matching import asked, open_request_by
from tests.matching.round_stage import held_round, lead_of, shelter, therapist, waiting

pytestmark = pytest.mark.django_db
MADE, ON = date(2026, 11, 2), date(2026, 11, 30)
WORDS = {Urgency.ACUTE: "Acuut", Urgency.WITHIN_4_WEEKS: "Binnen 4 weken", Urgency.REGULAR: "Niet dringend"}


def tag_beside(client: Client, path: str, name: str) -> tuple[str, str]:
    """Return the row in which `name` is a link, and the word for how urgent it is."""
    soup = BeautifulSoup(client.get(path).content, "html.parser")
    link = next(tag for tag in soup.select("main h3 a") if name in tag.get_text())
    row = link.find_parent("li")
    (word,) = [
        tag.get_text(strip=True) for tag in row.select(".tag") if tag.get_text(strip=True) in WORDS.values()
    ]
    return " ".join(row.get_text(" ").split()), word


@pytest.mark.parametrize("urgency", list(Urgency))
def test_my_work_the_list_the_page_and_the_round_say_the_same(urgency: Urgency, client: Client):
    asker = shelter()
    (request,) = waiting(asker, 1, urgency=urgency)
    day = start_in_short(request, local_date(timezone.now()))
    assert bool(day) == (urgency != Urgency.REGULAR)
    client.force_login(asker)
    for path in ("/mijn", "/aanvragen"):
        row, word = tag_beside(client, path, request.pseudonym)
        assert (word, day in row) == (WORDS[urgency], True)
    page = client.get(f"/aanvragen/{request.pk}").content.decode()
    assert WORDS[urgency] in page
    assert day.removeprefix("begin uiterlijk ") in page
    therapist()
    held = held_round()
    client.force_login(lead_of())
    assert tag_beside(client, f"/rondes/{held.pk}", request.pseudonym)[1] == WORDS[urgency]


def test_a_place_that_is_kept_comes_first_without_being_called_urgent(client: Client):
    now = timezone.now()
    (question,) = asked(now, therapist())
    hold(question=question, by=question.professional.user, now=now)
    client.force_login(question.professional.user)
    assert tag_beside(client, "/mijn", question.request.pseudonym)[1] == "Niet dringend"
    (todo,) = [todo for todo in to_do(question.professional.user, now) if todo.urgency]
    assert todo.comes_first


@pytest.mark.parametrize(
    ("state", "asked_day", "urgency", "words"),
    [
        (RequestState.OPEN, None, Urgency.ACUTE, "begin uiterlijk 7 december 2026"),
        (RequestState.ASKED, None, Urgency.WITHIN_4_WEEKS, "begin uiterlijk 30 november 2026"),
        (RequestState.OPEN, ON + timedelta(1), Urgency.ACUTE, "begin uiterlijk 1 december 2026"),
        (RequestState.OPEN, ON - timedelta(1), Urgency.REGULAR, "de gevraagde dag is voorbij"),
        (RequestState.OPEN, None, Urgency.REGULAR, ""),
        (RequestState.STARTED, None, Urgency.ACUTE, "begin uiterlijk 9 november 2026"),
        (RequestState.ENDED, ON - timedelta(1), Urgency.REGULAR, "begin uiterlijk 29 november 2026"),
    ],
)
def test_the_day_in_a_list_is_that_of_the_page_and_stands_still_once_somebody_said_yes(
    state: RequestState, asked_day: date | None, urgency: Urgency, words: str
):
    made = datetime(MADE.year, MADE.month, MADE.day, 12, tzinfo=UTC)
    request = TreatmentRequest(state=state, start_by=asked_day, urgency=urgency, made_at=made)
    assert start_in_short(request, ON) == words
    assert words.removeprefix("begin uiterlijk ").casefold() in start_in_full(request, ON).casefold()


def test_every_urgency_has_a_word_a_colour_and_an_icon_of_its_own():
    tags = [urgency_tag(TreatmentRequest(urgency=urgency)) for urgency in Urgency]
    assert [tag.text for tag in tags] == [WORDS[urgency] for urgency in Urgency]
    assert len({tag.tone for tag in tags}) == len({tag.icon for tag in tags}) == 3


def test_the_same_pseudonym_of_two_organisations_is_told_apart_in_every_list(client: Client):
    asker = shelter()
    other = OrganisationFactory(name="Opvang Twee")
    MembershipFactory(user=asker, organisation=other, role=Role.MEMBER)
    now = timezone.now()
    own = asker.memberships.exclude(organisation=other).get().organisation
    first = open_request_by(asker, organisation=own, now=now)
    second = open_request_by(person_with(Role.MEMBER, other), now=now)
    TreatmentRequest.objects.update(pseudonym="Wilg 12")
    assert {first.organisation.name, second.organisation.name} == {"Opvang De Brug", "Opvang Twee"}
    client.force_login(asker)
    for path in ("/mijn", "/aanvragen"):
        page = client.get(path).content.decode()
        main = page[page.index("<main") :]
        assert "Opvang De Brug" in main and "Opvang Twee" in main, path
    told = [todo.text for todo in to_do(asker, now)]
    assert sorted(told) == [
        "Kies wie je vraagt voor Wilg 12 (Opvang De Brug)",
        "Kies wie je vraagt voor Wilg 12 (Opvang Twee)",
    ]


def test_who_asks_for_one_organisation_reads_the_pseudonym_alone():
    asker = shelter()
    (request,) = waiting(asker, 1)
    (todo,) = to_do(asker, timezone.now())
    assert todo.text == f"Kies wie je vraagt voor {request.pseudonym}"
