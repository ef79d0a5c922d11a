"""From rows to a shortlist: what the database leaves out, what it may not, and how often it is asked."""

from dataclasses import replace
from datetime import timedelta

import pytest

from drakentemmers.accounts.rules import OrganisationKind
from drakentemmers.directory.rules import ClientGroup, Gender, Language, Setting
from drakentemmers.kernel.geography import point
from drakentemmers.matching.capacity import OfferState
from drakentemmers.matching.course import QuestionState, RequestState
from drakentemmers.matching.models import Question, Seat, TreatmentRequest
from drakentemmers.matching.read.needs import need_of
from drakentemmers.matching.read.shortlist import Obstacle, explain, find
from drakentemmers.matching.read.supply import findable, supplies
from drakentemmers.matching.rules import Need, NeedName, Urgency, assess
from tests.factories.accounts import OrganisationFactory
from tests.factories.directory import ALMERE, GRONINGEN, UTRECHT, ProfessionalFactory, WorkLocationFactory
from tests.matching.therapists import NOW, ON, THIS_WEEK, therapist

pytestmark = pytest.mark.django_db
CHILD = Need(group=ClientGroup.CHILD_6_12, point=point(*ALMERE), max_km=30)


def names(verdicts) -> list[str]:
    return [verdict.supply.name for verdict in verdicts]


def shortlist(need: Need = CHILD, **options):
    return find(need, on=ON, now=NOW, **options)


def ask(professional, state=QuestionState.ASKED, *, at=NOW) -> Question:
    """A question to this therapist in some request."""
    place = point(*ALMERE)
    request = TreatmentRequest.objects.create(
        organisation=OrganisationFactory(),
        made_at=at,
        pseudonym="Wilg 12",
        state=RequestState.ASKED,
        state_since=at,
        group=ClientGroup.CHILD_6_12,
        place_name="Almere",
        latitude=ALMERE[0],
        longitude=ALMERE[1],
        x=place.x,
        y=place.y,
        z=place.z,
    )
    return Question.objects.create(
        request=request, professional=professional, state=state, state_since=at, asked_at=at
    )


def test_near_and_free_fits_far_away_nearly_fits():
    therapist("Almere")
    therapist("Utrecht", at=UTRECHT)
    found = shortlist()
    assert names(found.fits) == ["Almere"]
    assert [(v.supply.name, v.misses) for v in found.near_misses] == [("Utrecht", (NeedName.DISTANCE,))]
    assert [(relaxation.needs, relaxation.more) for relaxation in found.relaxations] == [
        ((NeedName.DISTANCE,), 1)
    ]


def test_the_other_end_of_the_country_is_no_near_miss():
    therapist("Groningen", at=GRONINGEN)
    assert shortlist().near_misses == []
    without_distance = shortlist(replace(CHILD, max_km=None))
    assert names(without_distance.fits) == ["Groningen"]


def test_as_a_wish_the_distance_leaves_everybody_in_sight():
    therapist("Groningen", at=GRONINGEN)
    assert names(shortlist(replace(CHILD, wishes=frozenset({NeedName.DISTANCE}))).fits) == ["Groningen"]


def test_online_comes_from_anywhere():
    therapist("Groningen", at=GRONINGEN, settings=frozenset({Setting.ONLINE}))
    assert names(shortlist(replace(CHILD, setting=Setting.ONLINE)).fits) == ["Groningen"]


@pytest.mark.parametrize(
    "offer",
    [
        {"state": OfferState.CLOSED},
        {"confirmed_at": NOW - timedelta(days=43)},
        {"ends_on": ON - timedelta(days=1)},
    ],
    ids=["full", "long not confirmed", "ended"],
)
def test_what_cannot_be_asked_for_is_not_found(offer):
    therapist("Weg", offer=offer)
    found = shortlist()
    assert (found.fits, found.near_misses) == ([], [])


def test_who_left_is_not_found():
    therapist("Weg", is_active=False)
    assert shortlist().fits == []


def test_a_parked_offer_counts_from_the_day_it_opens_again():
    back = THIS_WEEK + timedelta(weeks=3)
    therapist("Op reis", offer={"state": OfferState.PARKED, "parked_until": back})
    assert [verdict.supply.first_place for verdict in shortlist().fits] == [back]


def test_an_offer_narrows_settings_and_radius():
    therapist("Alleen hier", offer={"settings": frozenset({Setting.AMBULATORY}), "radius_km": 5})
    supply = shortlist().fits[0].supply
    assert supply.settings == {Setting.AMBULATORY} and supply.places[0].radius_km == 5


def test_who_has_no_place_at_all_is_no_relaxation():
    therapist("Vol", offer={"places": 0})
    therapist("Later", offer={"starts_on": THIS_WEEK + timedelta(weeks=6)})
    found = shortlist(replace(CHILD, start_by=THIS_WEEK + timedelta(weeks=1)))
    assert [(r.needs, r.more) for r in found.relaxations] == [((NeedName.START,), 1)]


def test_a_held_place_is_taken_until_the_hold_ends():
    professional = therapist("Noor")
    Seat.objects.create(
        offer=professional.offer,
        period_start=THIS_WEEK,
        number=1,
        question=ask(professional, QuestionState.HELD),
        held_until=NOW + timedelta(hours=1),
    )
    assert shortlist().fits[0].supply.first_place == THIS_WEEK + timedelta(weeks=4)
    later = find(CHILD, on=ON, now=NOW + timedelta(hours=2))
    assert later.fits[0].supply.first_place == THIS_WEEK


def test_the_turn_counts_questions_per_hundred_therapists_of_a_practice():
    practice = OrganisationFactory(kind=OrganisationKind.PRACTICE)
    pair = [therapist(name, practice=practice) for name in ("Noor", "Sam")]
    alone = therapist("Yusuf")
    ask(pair[0])
    ask(alone)
    ask(alone, QuestionState.DECLINED, at=NOW - timedelta(days=91))
    asked = {s.name: s.asked_lately for s in supplies(findable(ON), ON, NOW)}
    assert asked == {"Noor": 50, "Sam": 50, "Yusuf": 100}


def test_counts_are_of_all_and_the_list_is_as_long_as_asked():
    for number in range(5):
        therapist(f"Behandelaar {number}")
    therapist("Later", offer={"starts_on": THIS_WEEK + timedelta(weeks=5)})
    found = shortlist(limit=2)
    assert (len(found.fits), found.total_fits, found.within_4_weeks) == (2, 6, 5)
    assert names(shortlist().fits)[-1] == "Later"


def test_the_database_leaves_out_nobody_who_fits():
    places = [(lat / 10, lon / 10) for lat in range(515, 533, 3) for lon in range(45, 66, 4)]
    for number, place in enumerate(places):
        therapist(f"Plek {number}", at=place, gender=list(Gender)[number % 3])
    for need in (
        CHILD,
        replace(CHILD, max_km=100, gender=Gender.FEMALE),
        replace(CHILD, max_km=None, max_minutes=45),
    ):
        everybody = [assess(need, supply, on=ON) for supply in supplies(findable(ON), ON, NOW)]
        fits = {verdict.supply.id for verdict in everybody if verdict.fits}
        assert {verdict.supply.id for verdict in shortlist(need).fits} == fits
        in_sight = {v.supply.id for v in everybody if v.is_near_miss and v.distance_m <= 60_000}
        assert in_sight <= {verdict.supply.id for verdict in shortlist(need).near_misses}


def test_more_therapists_take_no_more_queries(assert_queries_constant):
    therapist("Een")
    with assert_queries_constant(shortlist):
        for number in range(12):
            ask(therapist(f"Nog een {number}"))


# Why not


def test_everybody_is_explained_with_both_values():
    far = therapist("Groningen", at=GRONINGEN, languages=frozenset({Language.DUTCH}))
    found = explain(replace(CHILD, language=Language.ARABIC), far.pk, on=ON, now=NOW)
    missed = {
        result.name: (result.asked, result.offered) for result in found.verdict.results if not result.met
    }
    assert found.obstacle is None
    assert missed[NeedName.LANGUAGE] == (Language.ARABIC, frozenset({Language.DUTCH}))
    assert missed[NeedName.DISTANCE][0] == 30 and missed[NeedName.DISTANCE][1] > 120


@pytest.mark.parametrize(
    ("offer", "obstacle"),
    [
        ({"state": OfferState.CLOSED}, Obstacle.CLOSED),
        ({"confirmed_at": NOW - timedelta(days=43)}, Obstacle.NOT_CONFIRMED),
        ({"ends_on": ON - timedelta(days=1)}, Obstacle.ENDED),
    ],
)
def test_what_keeps_somebody_from_every_list_is_said(offer, obstacle):
    found = explain(CHILD, therapist("Weg", offer=offer).pk, on=ON, now=NOW)
    assert found.obstacle == obstacle and found.verdict.misses == (NeedName.START,)


def test_without_an_offer_there_is_still_an_explanation():
    professional = ProfessionalFactory()
    WorkLocationFactory(professional=professional)
    found = explain(CHILD, professional.pk, on=ON, now=NOW)
    assert found.obstacle == Obstacle.NO_OFFER and found.verdict.misses == (NeedName.START,)


def test_nobody_is_explained_who_is_not_there():
    assert explain(CHILD, "bestaatniet1", on=ON, now=NOW) is None
    assert explain(CHILD, ProfessionalFactory(is_active=False).pk, on=ON, now=NOW) is None


# A saved request


def test_a_request_asks_what_it_says():
    request = ask(therapist("Noor")).request
    request.max_km, request.urgency = 30, Urgency.WITHIN_4_WEEKS
    need = need_of(request, ON)
    assert (need.group, need.point, need.max_km) == (ClientGroup.CHILD_6_12, point(*ALMERE), 30)
    assert need.start_by == ON + timedelta(weeks=4)
    request.start_by = ON + timedelta(days=3)
    assert need_of(request, ON).start_by == ON + timedelta(days=3)


def test_a_day_to_start_by_that_has_passed_counts_anew_and_hides_nobody():
    noor = therapist("Noor")
    request = ask(noor).request
    made = NOW - timedelta(weeks=3)
    request.made_at, request.max_km, request.urgency, request.start_by = made, 30, Urgency.ACUTE, None
    need = need_of(request, ON)
    assert need.start_by == ON + timedelta(weeks=1)
    assert names(shortlist(need).fits) == ["Noor"]
    assert explain(need, noor.pk, on=ON, now=NOW).verdict.fits
    request.start_by = ON - timedelta(days=1)
    assert need_of(request, ON) == need
    request.urgency = Urgency.REGULAR
    assert need_of(request, ON).start_by is None
