"""The list of requests and what waits for somebody: whose turn, in what order, with how many queries."""

from datetime import timedelta

import pytest
from django.utils import timezone

from drakentemmers.accounts.models import User
from drakentemmers.accounts.rules import Role
from drakentemmers.matching.actions.questions import accept, decline
from drakentemmers.matching.course import DeclineReason
from drakentemmers.matching.models import Offer
from drakentemmers.matching.read.mine import to_do
from drakentemmers.matching.read.requests import PER_PAGE, Tab, page_of, tabs_of
from drakentemmers.matching.rules import Urgency
from tests.factories.accounts import MembershipFactory, UserFactory, person_with
from tests.matching.requesting import asked_request, question_of, signed_in, therapist, worker

pytestmark = pytest.mark.django_db


def fresh(user: User) -> User:
    """The same person in a next request, when memberships are read anew."""
    return User.objects.get(pk=user.pk)


def pseudonyms(user: User, tab: Tab) -> list[str]:
    rows, _page = page_of(user, tab, 1, now=timezone.now())
    return [row.pseudonym for row in rows]


def test_a_request_stands_under_the_tab_of_whoever_has_the_ball():
    asker, professional = worker(), therapist(places=5)
    untold, waiting, yes = asked_request(asker), asked_request(asker, professional), None
    yes = asked_request(asker, professional)
    accept(question=question_of(yes, professional), by=professional.user, now=timezone.now())
    refused = asked_request(asker, professional)
    decline(
        question=question_of(refused, professional),
        reason=DeclineReason.TOO_FAR,
        by=professional.user,
        now=timezone.now(),
    )
    assert pseudonyms(asker, Tab.OUR_TURN) == [untold.pseudonym, yes.pseudonym, refused.pseudonym]
    assert pseudonyms(asker, Tab.WAITING) == [waiting.pseudonym]
    assert pseudonyms(professional.user, Tab.ASKED_ME) == [waiting.pseudonym]
    assert pseudonyms(professional.user, Tab.TREATING) == [yes.pseudonym]
    assert pseudonyms(professional.user, Tab.ANSWERED) == [refused.pseudonym]
    counts = {entry.tab: entry.count for entry in tabs_of(asker, is_therapist=False, now=timezone.now())}
    assert counts == {Tab.OUR_TURN: 3, Tab.WAITING: 1, Tab.PLACED: 0, Tab.DONE: 0}


def test_what_is_urgent_comes_first():
    asker = worker()
    regular, acute = asked_request(asker), asked_request(asker, urgency=Urgency.ACUTE)
    assert pseudonyms(asker, Tab.OUR_TURN) == [acute.pseudonym, regular.pseudonym]


def test_another_organisations_request_never_shows():
    asked_request(worker(), therapist())
    stranger = person_with(Role.OWNER)
    assert [pseudonyms(stranger, tab) for tab in Tab] == [[] for _tab in Tab]
    assert to_do(stranger, timezone.now()) == []


def test_the_office_sees_all_but_drafts():
    request = asked_request(worker())
    assert pseudonyms(person_with(Role.PROJECT_LEAD), Tab.OUR_TURN) == [request.pseudonym]


def test_a_page_beyond_the_last_is_the_last():
    asker = worker()
    for _ in range(PER_PAGE + 1):
        asked_request(asker)
    rows, page = page_of(asker, Tab.OUR_TURN, "99", now=timezone.now())
    assert (len(rows), page.number) == (1, 2)


@pytest.mark.parametrize("tab", [Tab.OUR_TURN, Tab.WAITING, Tab.ASKED_ME])
def test_the_list_needs_no_more_queries_for_more_rows(tab, assert_queries_constant):
    asker, professional = worker(), therapist()
    browser = signed_in(professional.user if tab == Tab.ASKED_ME else asker)
    asked_request(asker, *([] if tab == Tab.OUR_TURN else [professional]))
    with assert_queries_constant(lambda: browser.get("/aanvragen", {"stand": tab})):
        for number in range(4):
            extra = [] if tab == Tab.OUR_TURN else [professional, therapist(f"Behandelaar {number}")]
            asked_request(asker, *extra)


def test_the_page_of_a_request_needs_no_more_queries_for_more_steps(assert_queries_constant):
    asker = worker()
    request = asked_request(asker, therapist())
    browser = signed_in(asker)
    with assert_queries_constant(lambda: browser.get(f"/aanvragen/{request.pk}")):
        for number in range(4):
            browser.post(f"/aanvragen/{request.pk}/vragen", {"therapist": therapist(f"Nog {number}").pk})
        browser.get("/mijn")  # what was still to be said leaves the session here


def test_what_waits_is_named_with_the_pressing_things_first():
    asker, professional = worker(), therapist()
    asked_request(asker)
    acute = asked_request(asker, urgency=Urgency.ACUTE)
    found = to_do(asker, timezone.now())
    assert (found[0].url, found[0].comes_first) == (f"/aanvragen/{acute.pk}", True)
    assert len(found) == 2
    asked = asked_request(asker, professional)
    (mine,) = to_do(professional.user, timezone.now())
    assert (mine.url, asked.pseudonym in mine.text) == (f"/aanvragen/{asked.pk}", True)


def test_a_therapist_is_reminded_of_an_offer_that_grew_old():
    professional, now = therapist(), timezone.now()
    assert to_do(professional.user, now) == []
    Offer.objects.update(confirmed_at=now - timedelta(days=15))
    assert [todo.url for todo in to_do(professional.user, now)] == ["/mijn/aanbod"]


def test_nothing_waits_for_somebody_without_a_role():
    assert to_do(UserFactory(), timezone.now()) == []


def test_to_do_needs_no_more_queries_for_more_rows(assert_queries_constant):
    asker, professional = worker(), therapist()
    MembershipFactory(
        user=professional.user, organisation=asker.memberships.get().organisation, role=Role.MEMBER
    )
    asked_request(asker, professional)
    with assert_queries_constant(lambda: to_do(fresh(professional.user), timezone.now())):
        for _ in range(4):
            asked_request(asker)
            asked_request(asker, professional)
