"""Decoys: in no list, no count and no match; whoever asks for one by its id is frozen at once."""

import json
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from drakentemmers.accounts.access import Reason
from drakentemmers.accounts.actions.breakglass import ask_emergency
from drakentemmers.accounts.actions.decoys import (
    make_decoys,
    place_decoy,
    propose_decoy,
    propose_removal,
    remove_decoy,
)
from drakentemmers.accounts.actions.opening import Frozen, open_record
from drakentemmers.accounts.models import Decoy, Freeze, User
from drakentemmers.accounts.rules import Role
from drakentemmers.audit.models import Event
from drakentemmers.directory.models import Location
from drakentemmers.matching.actions.tending import tend
from drakentemmers.matching.models import Question, TreatmentRequest
from drakentemmers.matching.pseudonyms import LEAPS, next_pseudonym
from drakentemmers.matching.read.mine import to_do
from drakentemmers.matching.read.my_data import PARTS
from drakentemmers.matching.read.requests import tabs_of
from tests.factories.accounts import OrganisationFactory, person_with
from tests.factories.directory import LocationFactory
from tests.factories.matching import open_request_by
from tests.matching.requesting import FORM, signed_in, worker

pytestmark = pytest.mark.django_db
MONDAY_MORNING = datetime.fromisoformat("2036-11-17T10:00:00+01:00")  # long after whatever was placed


@pytest.fixture
def guards():
    return person_with(Role.LOG_MANAGER), person_with(Role.ADMINISTRATOR)


def placed(kind: str, organisation, guards) -> str:
    """Place a decoy and return the id of its record."""
    decoy = propose_decoy(kind=kind, organisation=organisation, by=guards[0], now=timezone.now())
    place_decoy(decoy=decoy, by=guards[1], now=timezone.now())
    make_decoys(now=MONDAY_MORNING)
    return Decoy.objects.get(pk=decoy.pk).subject_id


@pytest.fixture
def request_decoy(guards) -> TreatmentRequest:
    """A decoy among the requests of an organisation that has one real request."""
    real = open_request_by(person_with(Role.OWNER), now=timezone.now())
    return TreatmentRequest.objects.get(pk=placed("request", real.organisation, guards))


def members_and_office(decoy: TreatmentRequest) -> list[User]:
    return [
        person_with(Role.MEMBER, decoy.organisation),
        person_with(Role.OWNER, decoy.organisation),
        person_with(Role.PROJECT_LEAD),
        person_with(Role.ADMINISTRATOR),
    ]


def test_it_is_in_no_list_and_no_count_and_nothing_is_done_with_it(request_decoy):
    for user in members_and_office(request_decoy):
        assert request_decoy not in TreatmentRequest.objects.visible_to(user)
        assert request_decoy not in TreatmentRequest.objects.followed_by(user)
        assert request_decoy not in TreatmentRequest.objects.of_own_organisations(user)
        assert not user.has_perm("matching.view_request", request_decoy)
        assert not [todo for todo in to_do(user, timezone.now()) if request_decoy.pk in todo.url]
        assert sum(tab.count for tab in tabs_of(user, is_therapist=False, now=timezone.now())) == 1
        browser = signed_in(user)
        assert request_decoy.pseudonym not in browser.get("/aanvragen").content.decode()
        assert request_decoy.pk not in json.dumps(browser.get("/api/v1/requests").json())
    tend(now=timezone.now())
    assert not Question.objects.filter(request=request_decoy).exists()
    assert not Freeze.objects.exists()


def test_it_looks_like_any_other_request_in_the_database(request_decoy):
    real = TreatmentRequest.objects.exclude(pk=request_decoy.pk).get()
    same = ("group", "place_name", "setting", "made_by_id", "state", "organisation_id")
    assert [getattr(request_decoy, name) for name in same] == [getattr(real, name) for name in same]
    assert list(request_decoy.steps.values_list("step", flat=True)) == ["made", "opened"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_decoy")
        assert request_decoy.pk not in str(cursor.fetchall())
    assert request_decoy.pk not in str(list(Event.objects.values_list("details", flat=True)))


def test_its_steps_are_those_of_a_request_made_by_the_form_and_the_log_says_nothing_untrue(guards):
    asker = worker()
    signed_in(asker).post("/aanvragen/nieuw", FORM)
    real = TreatmentRequest.objects.get()
    deeds = Event.objects.filter(actor_id=str(asker.pk)).count()
    decoy = TreatmentRequest.objects.get(pk=placed("request", real.organisation, guards))
    steps = [
        [(step.step, step.by, step.at - row.made_at) for step in row.steps.all()] for row in (real, decoy)
    ]
    assert steps[0] == steps[1]
    assert Event.objects.about(real).count() == 2
    assert not Event.objects.about(decoy).exists()
    assert Event.objects.filter(actor_id=str(asker.pk)).count() == deeds


def test_the_record_is_not_made_beside_the_deed_of_a_guardian(guards):
    real, now = open_request_by(person_with(Role.OWNER), now=timezone.now()), timezone.now()
    decoy = propose_decoy(kind="request", organisation=real.organisation, by=guards[0], now=now)
    place_decoy(decoy=decoy, by=guards[1], now=now)
    assert TreatmentRequest.objects.get() == real
    night, weekend = MONDAY_MORNING.replace(hour=3), MONDAY_MORNING - timedelta(days=1)
    assert [make_decoys(now=moment) for moment in (night, weekend)] == [0, 0]
    assert [make_decoys(now=MONDAY_MORNING) for _ in range(2)] == [1, 0]
    assert TreatmentRequest.objects.count() == 2


def test_within_a_day_the_moment_is_drawn(guards):
    real = open_request_by(person_with(Role.OWNER), now=timezone.now())
    soon = MONDAY_MORNING + timedelta(minutes=5)
    decoy = propose_decoy(kind="request", organisation=real.organisation, by=guards[0], now=MONDAY_MORNING)
    place_decoy(decoy=decoy, by=guards[1], now=MONDAY_MORNING)
    assert make_decoys(now=soon, one_in=10**12) == 0
    assert make_decoys(now=soon, one_in=1) == 1


def test_its_pseudonym_is_no_way_to_find_out_that_it_is_there(request_decoy):
    """Neither a hole in the row of names, nor naming it where people name a request."""
    organisation = request_decoy.organisation
    owner = signed_in(person_with(Role.OWNER, organisation))
    colleague = person_with(Role.MEMBER, organisation)
    sent = {"user": colleague.email, "request": request_decoy.pseudonym, "why": "family"}
    answer = owner.post(f"/organisaties/{organisation.pk}/afscherming", sent)
    assert answer.status_code == 400 and "geen aanvraag met deze schuilnaam" in answer.content.decode()
    asked = ask_emergency(
        organisation=organisation,
        asked_for=request_decoy.pseudonym,
        reason=Reason.SAFETY,
        line="De opvang is vannacht niet bereikbaar",
        hours=1,
        by=person_with(Role.PROJECT_LEAD),
        now=timezone.now(),
    )
    assert asked.subject_id == ""
    names = [next_pseudonym(set(), "Opvang", leap=leap) for leap in range(LEAPS)]
    assert len(set(names)) == LEAPS


def test_the_copy_of_my_data_does_not_count_it(request_decoy):
    owner = request_decoy.made_by
    told = {part.key: len(part.lines(owner)) for part in PARTS}
    assert (told["requests"], told["steps"]) == (1, 2)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/aanvragen/{pk}"),
        ("get", "/aanvragen/{pk}/behandelaars"),
        ("get", "/aanvragen/{pk}/notitie"),
        ("post", "/aanvragen/{pk}/sluiten"),
        ("get", "/api/v1/requests/{pk}"),
        ("get", "/behandelaars/0123456789ab/waarom-niet?aanvraag={pk}"),
        ("post", "/inzage/reden"),
    ],
)
@pytest.mark.parametrize("role", [Role.MEMBER, Role.PROJECT_LEAD, Role.ADMINISTRATOR])
def test_who_asks_for_it_by_its_id_is_frozen_at_once(
    request_decoy, guards, method: str, path: str, role: Role
):
    user = person_with(role)
    browser, sent = signed_in(user), {"kind": "request", "pk": request_decoy.pk, "reason": "help"}
    path = path.format(pk=request_decoy.pk)
    answer = browser.get(path) if method == "get" else browser.post(path, sent)
    assert answer.status_code == 403 and request_decoy.pseudonym not in answer.content.decode()
    assert Freeze.objects.holding().get().user == user
    assert browser.get("/mijn").status_code == 403
    assert [guard.notifications.count() for guard in guards] == [1, 1]


def test_a_stranger_is_sent_to_sign_in_and_a_wrong_id_freezes_nobody(request_decoy):
    assert Client().get(f"/aanvragen/{request_decoy.pk}").status_code == 302
    assert signed_in(person_with(Role.MEMBER)).get("/aanvragen/0123456789ab").status_code == 404
    assert not Freeze.objects.exists()


def test_the_door_itself_knows_it_too(request_decoy):
    user = person_with(Role.MEMBER, request_decoy.organisation)
    with pytest.raises(Frozen):
        open_record(request_decoy, by=user, now=timezone.now(), through="export")
    assert Freeze.objects.get().why == "decoy"


def test_a_secret_location_that_is_a_decoy_shows_on_no_page_and_freezes_who_asks_for_it(guards):
    location = LocationFactory(organisation=OrganisationFactory())
    decoy = Location.objects.get(pk=placed("address", location.organisation, guards))
    assert decoy.is_confidential and decoy.municipality == location.municipality
    path = f"/organisaties/{location.organisation.pk}"
    member = signed_in(person_with(Role.MEMBER, location.organisation))
    assert len(member.get(f"/api/v1{path}".replace("organisaties", "organisations")).json()["locations"]) == 1
    for browser in (Client(), member):
        assert decoy.pk not in browser.get(path).content.decode()
    assert member.post(f"{path}/locaties/{decoy.pk}/adres").status_code == 403
    assert Freeze.objects.holding().count() == 1
    owner = signed_in(person_with(Role.OWNER, location.organisation))
    assert owner.post(f"{path}/locaties/{decoy.pk}", {"wat": "openbaar"}).status_code == 403


def test_two_people_place_it_and_two_take_it_away(guards):
    one, two = guards
    real, now = open_request_by(person_with(Role.OWNER), now=timezone.now()), timezone.now()
    decoy = propose_decoy(kind="request", organisation=real.organisation, by=one, now=now)
    assert TreatmentRequest.objects.count() == 1
    with pytest.raises(PermissionDenied):
        place_decoy(decoy=decoy, by=one, now=now)
    place_decoy(decoy=decoy, by=two, now=now)
    make_decoys(now=MONDAY_MORNING)
    with pytest.raises(PermissionDenied):
        place_decoy(decoy=decoy, by=two, now=now)
    with pytest.raises(PermissionDenied):
        remove_decoy(decoy=decoy, by=one, now=now)
    propose_removal(decoy=decoy, by=two, now=now)
    with pytest.raises(PermissionDenied):
        remove_decoy(decoy=decoy, by=two, now=now)
    remove_decoy(decoy=decoy, by=one, now=now)
    assert TreatmentRequest.objects.get() == real
    assert Decoy.objects.subject_ids() == frozenset()
    with pytest.raises(IntegrityError), transaction.atomic():
        Decoy.objects.filter(pk=decoy.pk).update(placed_by=one)


def test_without_a_request_to_look_like_nothing_is_placed(guards):
    decoy = propose_decoy(
        kind="request", organisation=OrganisationFactory(), by=guards[0], now=timezone.now()
    )
    with pytest.raises(ValidationError):
        place_decoy(decoy=decoy, by=guards[1], now=timezone.now())
    page = (
        signed_in(guards[1]).post(f"/kantoor/lokdossiers/{decoy.pk}/plaatsen", follow=True).content.decode()
    )
    assert "nog geen aanvraag" in page
    with pytest.raises(KeyError):
        propose_decoy(kind="note", organisation=OrganisationFactory(), by=guards[0], now=timezone.now())


def test_the_page_walks_through_it_and_never_shows_which_record_it_is(guards):
    real = open_request_by(person_with(Role.OWNER), now=timezone.now())
    first, second = (signed_in(user) for user in guards)
    assert first.post("/kantoor/lokdossiers", {"kind": "request", "organisation": "x"}).status_code == 400
    sent = {"kind": "request", "organisation": real.organisation.name}
    assert first.post("/kantoor/lokdossiers", sent).status_code == 302
    decoy = Decoy.objects.get()
    first.post(f"/kantoor/lokdossiers/{decoy.pk}/plaatsen")
    assert TreatmentRequest.objects.count() == 1
    second.post(f"/kantoor/lokdossiers/{decoy.pk}/plaatsen")
    make_decoys(now=MONDAY_MORNING)
    made = TreatmentRequest.objects.exclude(pk=real.pk).get()
    page = second.get("/kantoor/lokdossiers").content.decode()
    assert real.organisation.name in page and made.pk not in page and made.pseudonym not in page
    for role in (Role.PROJECT_LEAD, Role.OWNER):
        assert signed_in(person_with(role)).get("/kantoor/lokdossiers").status_code == 404
    second.post(f"/kantoor/lokdossiers/{decoy.pk}/weg")
    first.post(f"/kantoor/lokdossiers/{decoy.pk}/echt-weg")
    assert TreatmentRequest.objects.get() == real


def test_ordinary_pages_need_no_more_queries_for_more_decoys(guards, assert_queries_constant):
    real = open_request_by(person_with(Role.OWNER), now=timezone.now())
    browser = signed_in(person_with(Role.MEMBER, real.organisation))
    with assert_queries_constant(lambda: browser.get("/aanvragen")):
        for _ in range(3):
            placed("request", real.organisation, guards)
