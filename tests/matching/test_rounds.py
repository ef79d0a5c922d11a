"""A round from proposal to questions: what it proposes, what a person changes, what is sent."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from drakentemmers.accounts.access import WhyKept
from drakentemmers.accounts.actions.blocks import keep_organisation_from
from drakentemmers.accounts.rules import Role
from drakentemmers.audit.models import Event
from drakentemmers.directory.rules import ClientGroup, Setting
from drakentemmers.matching.actions.errors import RoundRefused
from drakentemmers.matching.actions.questions import accept, ask, decline
from drakentemmers.matching.actions.rounds import (
    close_round,
    forbid,
    let_go,
    make_round,
    pin,
    stop_round,
    swap,
    work_out_again,
)
from drakentemmers.matching.actions.rounds_sending import send
from drakentemmers.matching.actions.working_out import set_to_work, work_out
from drakentemmers.matching.course import DeclineReason, QuestionState, RequestState
from drakentemmers.matching.models import Offer, Question, Round, TreatmentRequest
from drakentemmers.matching.rounds import RoundState, SuggestionState
from drakentemmers.matching.rules import Urgency
from tests.factories.accounts import person_with
from tests.matching.round_stage import (
    ALMERE,
    FLEVOLAND,
    LELYSTAD,
    held_round,
    lead_of,
    lines,
    practice,
    project_lead,
    proposal,
    region,
    shelter,
    therapist,
    waiting,
)

pytestmark = pytest.mark.django_db


def test_the_most_urgent_gets_the_only_place_and_the_other_hears_why():
    asker = shelter()
    (regular,) = waiting(asker, 1)
    (acute,) = waiting(asker, 1, urgency=Urgency.ACUTE)
    only = therapist()
    held = held_round()
    assert held.state == RoundState.READY
    assert proposal(held) == {acute.pseudonym: only.name}
    (line,) = held.suggestions.filter(state=SuggestionState.UNPLACED)
    assert (line.request, line.reason, line.facts["lost_to"]) == (regular, "lost", [acute.pk])
    assert line.facts["helps"] == [only.pk]


def test_nobody_is_asked_by_making_a_proposal():
    waiting(shelter(), 2)
    therapist()
    held_round()
    assert Question.objects.count() == 0


def test_the_reasons_tell_nobody_fits_from_everybody_is_full():
    asker = shelter()
    (no_fit,) = waiting(asker, 1, group=ClientGroup.ADULT)
    (full,) = waiting(asker, 1)
    therapist(places=0, groups=frozenset({ClientGroup.CHILD_6_12}))
    held = held_round()
    reasons = dict(held.suggestions.values_list("request_id", "reason"))
    assert reasons == {no_fit.pk: "no_fit", full.pk: "all_full"}


def test_a_request_that_nobody_fits_hears_which_need_would_help():
    (request,) = waiting(shelter(), 1, max_km=5)
    therapist(at=LELYSTAD)
    held = held_round()
    line = held.suggestions.get(request=request)
    assert (line.reason, line.facts["ways"]) == ("no_fit", [[["distance"], 1]])


def test_only_requests_of_the_region_that_nobody_is_asked_for_take_part():
    asker = shelter()
    elsewhere = shelter(region("pr-zeeland", "Zeeland"), "Opvang Ver")
    (here,) = waiting(asker, 1)
    (asked,) = waiting(asker, 1)
    (there,) = waiting(elsewhere, 1)
    first, second = therapist("Een", places=2), therapist("Twee")
    ask(request=asked, professionals=[second], by=asker, now=timezone.now())
    assert set(held_round().suggestions.values_list("request", flat=True)) == {here.pk}
    assert proposal(held_round()) == {here.pseudonym: first.name}
    everywhere = held_round("")
    assert set(everywhere.suggestions.values_list("request", flat=True)) == {here.pk, there.pk}


def test_a_place_somebody_is_asked_for_is_not_proposed_again():
    asker = shelter()
    asked, waits = waiting(asker, 2)
    only = therapist()
    ask(request=asked, professionals=[only], by=asker, now=timezone.now())
    held = held_round()
    assert proposal(held) == {}
    assert held.suggestions.get().request == waits


def test_who_said_no_before_or_must_stay_out_of_it_is_not_proposed():
    asker = shelter()
    now = timezone.now()
    (request,) = waiting(asker, 1)
    said_no, apart, free = therapist("Nee"), therapist("Apart"), therapist("Vrij", at=LELYSTAD)
    (question,) = ask(request=request, professionals=[said_no], by=asker, now=now)
    decline(question=question, reason=DeclineReason.OTHER, by=said_no.user, now=now)
    keep_organisation_from(
        user=apart.user, organisation=request.organisation, why=WhyKept.FAMILY, by=None, now=now
    )
    assert proposal(held_round()) == {request.pseudonym: free.name}


def test_a_family_goes_to_one_practice_or_waits_together():
    asker = shelter()
    child, parent = waiting(asker, 2, family="gezin0000001", setting=Setting.AMBULATORY)
    therapist("Noord", at=(53.2, 6.5))
    linde = practice()
    therapist("Zuid", at=(51.5, 5.4))
    apart = held_round()
    assert proposal(apart) == {}
    assert set(apart.suggestions.values_list("reason", flat=True)) == {"apart"}
    therapist("Samen een", practice=linde)
    therapist("Samen twee", practice=linde, at=LELYSTAD)
    assert set(proposal(held_round())) == {child.pseudonym, parent.pseudonym}
    assert set(proposal(held_round()).values()) == {"Samen een", "Samen twee"}
    assert len(proposal(held_round(families=False))) == 2


def test_the_same_round_again_proposes_the_same():
    waiting(shelter(), 6)
    for number in range(4):
        therapist(f"Behandelaar {number}")
    assert proposal(held_round()) == proposal(held_round())


def test_a_new_round_closes_the_one_before_and_two_at_once_are_refused():
    first = held_round()
    second = held_round()
    first.refresh_from_db()
    assert (first.state, second.state) == (RoundState.CLOSED, RoundState.READY)
    make_round(scope="pr-zeeland", by=None, now=timezone.now())
    with pytest.raises(RoundRefused):
        make_round(scope="pr-zeeland", by=None, now=timezone.now())
    assert [step.step for step in first.steps.all()] == ["made", "solved", "closed"]


def test_a_round_nobody_works_out_any_more_makes_room_for_a_new_one():
    now = timezone.now()
    stuck = make_round(scope=FLEVOLAND, by=None, now=now - timedelta(hours=2))
    assert make_round(scope=FLEVOLAND, by=None, now=now).state == RoundState.WORKING
    stuck.refresh_from_db()
    assert stuck.state == RoundState.CLOSED


def test_a_pin_moves_the_others_and_says_what_it_costs():
    asker = shelter()
    now = timezone.now()
    one, two = waiting(asker, 2)
    near, far = therapist("Dichtbij"), therapist("Verderop", at=LELYSTAD)
    held = held_round()
    before = proposal(held)
    moved = one if before[one.pseudonym] == "Dichtbij" else two
    stays = two if moved is one else one
    pin(held=held, request=moved, professional=far, by=lead_of(), now=now)
    set_to_work(held, now=now)
    assert proposal(held) == {moved.pseudonym: "Verderop", stays.pseudonym: "Dichtbij"}
    assert held.figures["change"][0] == [0, 0, 0]
    assert held.figures["change"][3] == 2
    let_go(held=held, request=moved, by=None, now=now)
    set_to_work(held, now=now)
    assert len(proposal(held)) == 2
    assert near.pk in held.suggestions.values_list("professional_id", flat=True)


def test_a_pin_that_breaks_a_need_is_refused_and_changes_nothing():
    (request,) = waiting(shelter(), 1, max_km=5)
    far = therapist(at=LELYSTAD)
    held = held_round()
    with pytest.raises(RoundRefused):
        pin(held=held, request=request, professional=far, by=None, now=timezone.now())
    held.refresh_from_db()
    assert (held.state, held.choices.count()) == (RoundState.READY, 0)


def test_of_two_pins_on_one_place_one_stays():
    one, two = waiting(shelter(), 2)
    only = therapist()
    held = held_round()
    now = timezone.now()
    for request in (one, two):
        pin(held=held, request=request, professional=only, by=None, now=now)
        set_to_work(held, now=now)
    assert len(proposal(held)) == 1
    assert held.choices.count() == 1


def test_a_forbidden_pair_is_not_proposed_again():
    (request,) = waiting(shelter(), 1)
    near, far = therapist("Dichtbij"), therapist("Verderop", at=LELYSTAD)
    held = held_round()
    assert proposal(held) == {request.pseudonym: near.name}
    forbid(held=held, request=request, professional=near, by=None, now=timezone.now())
    set_to_work(held, now=timezone.now())
    assert proposal(held) == {request.pseudonym: far.name}
    work_out_again(held=held, by=None, now=timezone.now())
    set_to_work(held, now=timezone.now())
    assert proposal(held) == {request.pseudonym: far.name}


def test_two_requests_change_therapists():
    one, two = waiting(shelter(), 2)
    therapist("Dichtbij")
    therapist("Verderop", at=LELYSTAD)
    held = held_round()
    before = proposal(held)
    swap(held=held, request=one, other=two, by=None, now=timezone.now())
    set_to_work(held, now=timezone.now())
    assert proposal(held) == {
        one.pseudonym: before[two.pseudonym],
        two.pseudonym: before[one.pseudonym],
    }
    with pytest.raises(RoundRefused):
        swap(held=held, request=one, other=one, by=None, now=timezone.now())


def test_sending_asks_the_ordinary_question_and_tells_both_sides():
    asker = shelter()
    lead = lead_of()
    one, two = waiting(asker, 2)
    therapist("Een")
    therapist("Twee")
    held, now = held_round(), timezone.now()
    found = send(held=held, suggestions=lines(held, [one]), by=lead, now=now)
    assert found == {SuggestionState.SENT: 1}
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.state, two.state) == (RequestState.ASKED, RequestState.OPEN)
    question = one.questions.get()
    assert question.state == QuestionState.ASKED
    assert held.suggestions.get(request=one).question == question
    assert list(one.steps.values_list("step", "by"))[-1] == ("asked", lead.pk)
    assert question.professional.user.notifications.get().topic == "matching.asked"
    assert asker.notifications.get().topic == "matching.asked"
    assert Event.objects.filter(action="question.asked", actor_id=str(lead.pk)).count() == 1
    assert Event.objects.filter(action="round.sent", actor_id=str(lead.pk)).count() == 1


def test_what_was_sent_stays_and_is_not_sent_twice():
    (request,) = waiting(shelter(), 1)
    therapist()
    held = held_round()
    now = timezone.now()
    assert send(held=held, suggestions=lines(held, [request]), by=None, now=now) == {"sent": 1}
    assert send(held=held, suggestions=lines(held, [request]), by=None, now=now) == {"sent": 1}
    assert request.questions.count() == 1
    work_out_again(held=held, by=None, now=now)
    set_to_work(held, now=now)
    assert held.suggestions.get().state == SuggestionState.SENT
    question = request.questions.get()
    accept(question=question, by=question.professional.user, now=now)
    request.refresh_from_db()
    assert request.state == RequestState.ACCEPTED


def test_what_changed_since_is_not_sent_and_says_why():
    asker = shelter()
    now = timezone.now()
    was_asked, gone, no_fit = waiting(asker, 3)
    for name in ("Een", "Twee", "Drie"):
        therapist(name)
    held = held_round()
    of = {line.request_id: line for line in lines(held, [was_asked, gone, no_fit])}
    ask(request=was_asked, professionals=[therapist("Ander")], by=asker, now=now)
    other = waiting(asker, 1)[0]
    ask(request=other, professionals=[of[gone.pk].professional], by=asker, now=now)
    Offer.objects.filter(professional=of[no_fit.pk].professional).update(state="closed")
    found = send(held=held, suggestions=list(of.values()), by=None, now=now)
    assert found == {"was_asked": 1, "place_gone": 1, "no_fit": 1}
    states = dict(held.suggestions.values_list("request", "state"))
    assert states[was_asked.pk] == SuggestionState.WAS_ASKED
    assert states[gone.pk] == SuggestionState.PLACE_GONE
    assert states[no_fit.pk] == SuggestionState.NO_FIT


def test_a_proposal_of_an_older_version_is_thrown_away():
    waiting(shelter(), 1)
    therapist()
    now = timezone.now()
    held = make_round(scope=FLEVOLAND, by=None, now=now)
    Round.objects.filter(pk=held.pk).update(version=7)
    work_out(held, version=1, now=now)
    held.refresh_from_db()
    assert (held.state, held.suggestions.count()) == (RoundState.WORKING, 0)


def test_a_stopped_round_keeps_the_best_so_far():
    waiting(shelter(), 3)
    therapist(places=2)
    now = timezone.now()
    held = make_round(scope=FLEVOLAND, by=None, now=now)
    stop_round(held=held, by=None, now=now)
    set_to_work(held, now=now)
    assert held.state == RoundState.READY
    assert len(proposal(held)) == 2
    assert held.figures["reached"]["was_stopped"]
    assert not held.figures["reached"]["is_best"]


def test_leads_hold_rounds_of_their_own_region_and_the_project_lead_of_all():
    now = timezone.now()
    ours, theirs = held_round(), held_round("pr-zeeland")
    everywhere = held_round("")
    lead, office = lead_of(), project_lead()
    assert set(Round.objects.visible_to(lead)) == {ours}
    assert set(Round.objects.visible_to(office)) == {ours, theirs, everywhere}
    for role in (Role.ADMINISTRATOR, Role.THERAPIST, Role.OWNER, Role.POLICY_READER):
        somebody = person_with(role)
        assert not Round.objects.visible_to(somebody).exists()
        with pytest.raises(PermissionDenied):
            make_round(scope=FLEVOLAND, by=somebody, now=now)
    for held in (theirs, everywhere):
        for act in (close_round, work_out_again):
            with pytest.raises(PermissionDenied):
                act(held=held, by=lead, now=now)
        with pytest.raises(PermissionDenied):
            send(held=held, suggestions=[], by=lead, now=now)
    with pytest.raises(PermissionDenied):
        make_round(scope="", by=lead, now=now)
    assert make_round(scope="pr-zeeland", by=office, now=now).made_by == office


def test_a_lead_with_another_interest_cannot_touch_that_request():
    asker, lead = shelter(), lead_of()
    now = timezone.now()
    (request,) = waiting(asker, 1)
    one = therapist(at=ALMERE)
    held = held_round()
    keep_organisation_from(user=lead, organisation=request.organisation, why=WhyKept.FAMILY, by=None, now=now)
    lead = type(lead).objects.get(pk=lead.pk)
    assert not held.suggestions.not_kept_from(lead).exists()
    with pytest.raises(PermissionDenied):
        pin(held=held, request=request, professional=one, by=lead, now=now)
    with pytest.raises(PermissionDenied):
        send(held=held, suggestions=lines(held, [request]), by=lead, now=now)


def test_who_waits_longest_is_not_left_out_because_the_day_to_start_by_has_passed():
    asker = shelter()
    long_ago = timezone.now() - timedelta(weeks=9)
    (acute,) = waiting(asker, 1, urgency=Urgency.ACUTE)
    (regular,) = waiting(asker, 1, start_by=long_ago.date())
    TreatmentRequest.objects.filter(pk=acute.pk).update(made_at=long_ago)
    therapist("Een")
    therapist("Twee")
    held = held_round()
    assert set(proposal(held)) == {acute.pseudonym, regular.pseudonym}
    assert send(held=held, suggestions=lines(held, [acute]), by=None, now=timezone.now()) == {"sent": 1}
