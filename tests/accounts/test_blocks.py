"""Conflict of interest: what is kept apart is, for that person, not there. Nothing anywhere tells that it is."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from drakentemmers.accounts.access import WhyKept
from drakentemmers.accounts.actions.blocks import declare_interest, keep_record_from, lift_block
from drakentemmers.accounts.models import Block, User
from drakentemmers.accounts.rules import Role
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.actions.errors import NotAvailable
from drakentemmers.matching.actions.keeping_apart import keep_from, step_aside
from drakentemmers.matching.actions.questions import accept, ask, decline
from drakentemmers.matching.course import DeclineReason, QuestionState
from drakentemmers.matching.models import Question, TreatmentRequest
from drakentemmers.matching.read.mine import to_do
from drakentemmers.matching.read.requests import tabs_of
from tests.factories.accounts import OrganisationFactory, UserFactory, person_with
from tests.factories.directory import ProfessionalFactory
from tests.factories.matching import open_request_by, placed, started
from tests.house.routes import all_routes
from tests.matching.requesting import asked_request, signed_in, therapist, worker

pytestmark = pytest.mark.django_db
WAYS = ["one request", "its family", "the organisation"]


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


class Scene:
    """A family of two requests, put to a therapist; a colleague and the office look on."""

    def __init__(self) -> None:
        self.owner = worker()
        self.owner.memberships.update(role=Role.OWNER)
        self.owner = fresh(self.owner)
        self.professional = therapist("Behandelaar Gezien")
        self.other_therapist = therapist("Behandelaar Anders")
        self.one = asked_request(self.owner, self.professional, family="gezin1")
        self.two = asked_request(self.owner, self.professional, family="gezin1")
        self.apart = open_request_by(self.owner, now=timezone.now())
        self.organisation = self.one.organisation
        self.people = {
            "colleague": person_with(Role.MEMBER, self.organisation),
            "therapist": self.professional.user,
            "office": person_with(Role.PROJECT_LEAD),
        }

    def keep(self, way: str, user: User) -> list[TreatmentRequest]:
        """Keep it from `user` in one of the ways and return what must be gone."""
        request = {"one request": self.apart, "its family": self.one, "the organisation": None}[way]
        keep_from(
            user=user,
            organisation=self.organisation,
            request=request,
            why=WhyKept.FAMILY,
            by=self.owner,
            now=timezone.now(),
        )
        gone = {"one request": [self.apart], "its family": [self.one, self.two]}
        return gone.get(way, [self.one, self.two, self.apart])


@pytest.fixture
def scene() -> Scene:
    return Scene()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("who", ["colleague", "therapist", "office"])
def test_lists_counts_and_things_to_do_are_without_it(scene: Scene, way: str, who: str):
    user = scene.people[who]
    gone = {request.pk for request in scene.keep(way, user)}
    user = fresh(user)
    seen = set(TreatmentRequest.objects.visible_to(user).values_list("pk", flat=True))
    assert not seen & gone
    followed = TreatmentRequest.objects.followed_by(user).values_list("pk", flat=True)
    assert not set(followed) & gone
    assert not Question.objects.put_to(user).filter(request__in=gone).exists()
    assert not Question.objects.asked_by(user).filter(request__in=gone).exists()
    assert not [todo for todo in to_do(user, timezone.now()) if todo.url.rpartition("/")[2] in gone]
    counted = sum(tab.count for tab in tabs_of(user, is_therapist=who == "therapist", now=timezone.now()))
    api = signed_in(user).get("/api/v1/requests").json()
    assert api["total"] == len(seen) and not {row["id"] for row in api["items"]} & gone
    assert counted <= len(seen) + 1
    assert not user.notifications.filter(path__in=[f"/aanvragen/{pk}" for pk in gone]).exists()


def answer_of(browser: Client, method: str, path: str, posted: dict[str, str]) -> tuple[int, bytes]:
    """Return status and body, with what was asked for and the token of the form taken out of the body."""
    answer = getattr(browser, method)(path, posted if method == "post" else None)
    same = re.sub(rb'(csrfmiddlewaretoken" value=|X-CSRFToken": )"\w+', b"", answer.content)
    return answer.status_code, re.sub(
        rb"\d+", b"", same.replace(path.encode(), b"")
    )  # seconds of the session


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("who", ["colleague", "therapist", "office"])
def test_no_route_tells_it_from_what_does_not_exist(scene: Scene, way: str, who: str):
    user = scene.people[who]
    gone = scene.keep(way, user)
    made_up = dict.fromkeys(("request_id", "question_id", "placement_id", "id"), "0123456789ab")
    real = made_up | {"request_id": gone[0].pk, "id": gone[0].pk}
    if question := Question.objects.filter(request=gone[0]).first():
        real["question_id"] = question.pk
    browser, told = signed_in(user), []
    for route in all_routes():
        names = [name for name in made_up if f"{{{name}}}" in pattern_of(route.name)]
        if not route.is_ours or not names or (names == ["id"] and route.name != "api-v1:request_details"):
            continue
        for method in ("get", "post"):
            pattern = pattern_of(route.name)
            kept, none = pattern.format(**real), pattern.format(**made_up)
            if answer_of(browser, method, kept, {}) != answer_of(browser, method, none, {}):
                told.append((method, pattern))
    assert told == []


PATTERNS = {
    "request": "/aanvragen/{request_id}",
    "request_edit": "/aanvragen/{request_id}/wijzigen",
    "request_open": "/aanvragen/{request_id}/openen",
    "request_close": "/aanvragen/{request_id}/sluiten",
    "request_ask": "/aanvragen/{request_id}/vragen",
    "request_shortlist": "/aanvragen/{request_id}/behandelaars",
    "request_step_aside": "/aanvragen/{request_id}/belang",
    "private_note": "/aanvragen/{request_id}/notitie",
    "client_declined": "/aanvragen/{request_id}/client-wil-niet",
    "question_accept": "/vragen/{question_id}/ja",
    "question_hold": "/vragen/{question_id}/vasthouden",
    "question_decline": "/vragen/{question_id}/nee",
    "question_withdraw": "/vragen/{question_id}/intrekken",
    "question_again": "/vragen/{question_id}/opnieuw",
    "question_confirm": "/vragen/{question_id}/bevestigen",
    "api-v1:request_details": "/api/v1/requests/{id}",
}


def pattern_of(name: str) -> str:
    return PATTERNS.get(name, "")


def test_a_treatment_that_is_kept_apart_is_not_there_either():
    placement = started(timezone.now())
    colleague = person_with(Role.MEMBER, placement.request.organisation)
    keep_record_from(
        user=colleague,
        subject=placement.request,
        organisation=placement.request.organisation,
        why=WhyKept.FAMILY,
        by=None,
        now=timezone.now(),
    )
    for deed in ("begin", "verder", "einde"):
        assert signed_in(colleague).post(f"/plaatsingen/{placement.pk}/{deed}").status_code == 404


def test_who_is_kept_apart_is_not_asked_and_no_candidate(scene: Scene):
    now, kept = timezone.now(), scene.other_therapist
    browser = signed_in(scene.owner)
    shortlist = f"/aanvragen/{scene.apart.pk}/behandelaars"
    assert "Behandelaar Anders" in browser.get(shortlist).content.decode()
    scene.keep("one request", kept.user)
    assert "Behandelaar Anders" not in browser.get(shortlist).content.decode()
    why = browser.get(f"/behandelaars/{kept.pk}/waarom-niet", {"aanvraag": scene.apart.pk}).content.decode()
    assert "kan nu niet voor deze aanvraag gevraagd worden" in why
    with pytest.raises(NotAvailable):
        ask(request=scene.apart, professionals=[kept], by=scene.owner, now=now)
    assert "Behandelaar Anders" in browser.get(f"/aanvragen/{scene.one.pk}/behandelaars").content.decode()


def test_who_waits_for_a_turn_and_turns_out_to_be_kept_apart_is_passed_over():
    asker, first, second, third = worker(), therapist("Een"), therapist("Twee"), therapist("Drie")
    request = asked_request(asker, first, second, third, one_by_one=True)
    keep_record_from(
        user=second.user,
        subject=request,
        organisation=request.organisation,
        why=WhyKept.FRIEND,
        by=None,
        now=timezone.now(),
    )
    question = request.questions.get(professional=first)
    decline(question=question, reason=DeclineReason.TOO_FAR, by=first.user, now=timezone.now())
    states = dict(request.questions.values_list("professional__name", "state"))
    assert states == {"Een": "declined", "Twee": "withdrawn", "Drie": "asked"}
    assert not second.user.notifications.exists()


def test_an_open_question_is_taken_back_without_a_word(scene: Scene):
    scene.keep("its family", scene.professional.user)
    states = Question.objects.filter(professional=scene.professional).values_list("state", flat=True)
    assert set(states) == {QuestionState.WITHDRAWN}
    assert not scene.professional.user.notifications.exists()


def test_stepping_aside_answers_no_and_hides_the_family(scene: Scene):
    user, browser = scene.professional.user, signed_in(scene.professional.user)
    answer = browser.post(f"/aanvragen/{scene.one.pk}/belang", {"why": "family"})
    assert answer.status_code == 302 and answer.headers["Location"] == "/aanvragen"
    question = Question.objects.get(request=scene.one)
    assert (question.state, question.decline_reason) == ("declined", DeclineReason.CONFLICT_OF_INTEREST)
    assert not TreatmentRequest.objects.visible_to(fresh(user)).exists()
    page = browser.get("/account/belangen").content.decode()
    assert scene.one.pseudonym not in page and "1 aanvraag" in page


def test_a_no_because_of_another_interest_goes_on_to_the_list_and_not_to_a_page_that_is_gone(scene: Scene):
    browser = signed_in(scene.professional.user)
    question = Question.objects.get(request=scene.one)
    answer = browser.post(f"/vragen/{question.pk}/nee", {"reason": "conflict_of_interest"})
    assert answer.headers["Location"] == "/aanvragen"
    assert browser.get(f"/aanvragen/{scene.one.pk}").status_code == 404


def test_who_treats_the_client_does_not_just_go():
    placement = placed(timezone.now())
    with pytest.raises(ValidationError):
        step_aside(
            request=placement.request, why=WhyKept.FAMILY, by=placement.professional.user, now=timezone.now()
        )
    browser = signed_in(placement.professional.user)
    assert browser.post(f"/aanvragen/{placement.request.pk}/belang", {"why": "family"}).status_code == 409


def test_only_the_owner_and_the_office_keep_something_from_others_and_nobody_from_oneself(scene: Scene):
    for by in (scene.people["colleague"], scene.professional.user, person_with(Role.OWNER), scene.owner):
        with pytest.raises(PermissionDenied):
            keep_from(
                user=scene.owner,
                organisation=scene.organisation,
                request=None,
                why=WhyKept.OTHER,
                by=by,
                now=timezone.now(),
            )
    path = f"/organisaties/{scene.organisation.pk}/afscherming"
    assert signed_in(scene.people["office"]).get(path).status_code == 200
    for other in (scene.people["colleague"], scene.professional.user, person_with(Role.OWNER)):
        assert signed_in(other).get(path).status_code == 404


def test_a_block_ends_on_its_last_day_and_when_it_is_lifted(scene: Scene):
    user, now = scene.people["colleague"], timezone.now()
    block = keep_from(
        user=user,
        organisation=scene.organisation,
        request=None,
        why=WhyKept.OTHER,
        until=local_date(now),
        by=scene.owner,
        now=now,
    )
    assert not fresh(user).has_perm("matching.view_request", scene.one)
    Block.objects.filter(pk=block.pk).update(since="2026-01-01", until=local_date(now) - timedelta(days=1))
    assert fresh(user).has_perm("matching.view_request", scene.one)
    again = keep_from(
        user=user, organisation=scene.organisation, request=None, why=WhyKept.OTHER, by=scene.owner, now=now
    )
    with pytest.raises(PermissionDenied):
        lift_block(block=again, by=user, now=now)
    lift_block(block=again, by=scene.owner, now=now)
    assert fresh(user).has_perm("matching.view_request", scene.one)


def test_one_declares_an_interest_in_another_organisation_but_not_in_the_own_one(scene: Scene):
    user, browser = scene.professional.user, signed_in(scene.professional.user)
    sent = {"organisation": scene.organisation.name.upper(), "why": "friend"}
    assert browser.post("/account/belangen", sent).status_code == 302
    assert browser.post("/account/belangen", sent).status_code == 302
    block = Block.objects.get(user=user)
    assert browser.get(f"/aanvragen/{scene.one.pk}").status_code == 404
    with pytest.raises(ValidationError):
        declare_interest(
            organisation=scene.organisation, why=WhyKept.FRIEND, by=scene.owner, now=timezone.now()
        )
    assert signed_in(scene.owner).post(f"/account/belangen/{block.pk}/voorbij").status_code == 404
    assert browser.post(f"/account/belangen/{block.pk}/voorbij").status_code == 302
    assert browser.get(f"/aanvragen/{scene.one.pk}").status_code == 200


@pytest.mark.parametrize(
    "wrong", [{"organisation": "Bestaat Niet"}, {"organisation": ""}, {"why": "zomaar"}, {"why": ""}]
)
def test_what_is_not_filled_in_well_comes_back_as_it_was(scene: Scene, wrong: dict[str, str]):
    sent = {"organisation": scene.organisation.name, "why": "friend"} | wrong
    answer = signed_in(person_with(Role.MEMBER)).post("/account/belangen", sent)
    assert answer.status_code == 400 and not Block.objects.exists()


def test_a_part_of_a_name_gives_a_choice_while_typing_and_without_javascript():
    one, other = (OrganisationFactory(name=f"Opvang Kastanje {place}") for place in ("Noord", "Zuid"))
    OrganisationFactory(name="Opvang Linde")
    browser, path = signed_in(person_with(Role.MEMBER)), "/account/belangen"
    typed = {"organisation": " kastanje  opvang"}
    part = browser.post(path, typed, headers={"HX-Request": "true"}).content.decode()
    assert [f'value="{found.pk}"' in part for found in (one, other)] == [True, True]
    assert "Linde" not in part and "<form" not in part and "Kies de goede" not in part
    page = browser.post(path, typed | {"why": "friend"})
    assert page.status_code == 400 and "Kies de goede" in page.content.decode()
    assert not Block.objects.exists()
    single = {"organisation": "kastanje zuid", "why": "friend"}
    assert browser.post(path, single).status_code == 400  # never by itself: somebody says which one
    assert browser.post(path, single | {"which": other.pk}).status_code == 302
    assert Block.objects.get().organisation == other
    for nothing in ("k", "", "%"):
        part = browser.post(path, {"organisation": nothing}, headers={"HX-Request": "true"})
        assert part.status_code == 200 and not part.content.strip()


def test_a_person_is_found_by_a_part_of_the_name_among_colleagues_and_therapists_only(scene: Scene):
    browser, path = signed_in(scene.owner), f"/organisaties/{scene.organisation.pk}/afscherming"
    colleague = person_with(Role.MEMBER, scene.organisation, name="Fenna Voorbeeld")
    treating = ProfessionalFactory(user=UserFactory(name="Femke Voorbeeld"))
    elsewhere = person_with(Role.MEMBER, name="Floor Voorbeeld")
    sent = {"user": "voorbeeld", "request": "", "why": "family"}
    part = browser.post(path, sent, headers={"HX-Request": "true"}).content.decode()
    assert [f'value="{user.pk}"' in part for user in (colleague, treating.user, elsewhere)] == [
        True,
        True,
        False,
    ]
    assert browser.post(path, sent | {"which": elsewhere.pk}).status_code == 400
    assert browser.post(path, sent).status_code == 400 and not Block.objects.exists()
    assert browser.post(path, sent | {"which": treating.user.pk}).status_code == 302
    assert Block.objects.get().user == treating.user


def test_what_others_keep_from_somebody_shows_nowhere_to_that_person(scene: Scene):
    user = scene.people["colleague"]
    scene.keep("its family", user)
    browser = signed_in(user)
    for path in ("/account/belangen", "/mijn", "/mijn/meldingen", "/aanvragen", "/aanvragen?stand=wacht"):
        page = browser.get(path).content.decode()
        assert scene.one.pseudonym not in page and scene.two.pseudonym not in page, path
    assert "Nog niets" in browser.get("/account/belangen").content.decode()
    before = user.notifications.count()
    accept(question=Question.objects.get(request=scene.one), by=scene.professional.user, now=timezone.now())
    assert user.notifications.count() == before


def test_the_page_of_the_organisation_walks_through_it(scene: Scene):
    browser, path = signed_in(scene.owner), f"/organisaties/{scene.organisation.pk}/afscherming"
    colleague = scene.people["colleague"]
    sent = {"user": colleague.email, "request": scene.one.pseudonym, "why": "family"}
    for wrong in (
        {"user": "Iemand Anders"},
        {"request": "Baobab 99"},
        {"until": "1-1-2020"},
        {"user": scene.owner.email},
    ):
        assert browser.post(path, sent | wrong).status_code == 400
    assert browser.post(path, sent).status_code == 302
    page = browser.get(path).content.decode()
    assert colleague.name in page and scene.one.pseudonym in page
    block = Block.objects.get()
    assert signed_in(person_with(Role.OWNER)).post(f"{path}/{block.pk}/einde").status_code == 404
    assert browser.post(f"{path}/{block.pk}/einde").status_code == 302
    assert fresh(colleague).has_perm("matching.view_request", scene.one)


def test_a_list_needs_as_many_queries_with_many_blocks(scene: Scene, assert_queries_constant):
    user = scene.people["colleague"]
    browser = signed_in(user)
    scene.keep("one request", user)
    with assert_queries_constant(lambda: browser.get("/aanvragen")):
        for _ in range(4):
            extra = open_request_by(scene.owner, now=timezone.now())
            keep_record_from(
                user=user,
                subject=extra,
                organisation=scene.organisation,
                why=WhyKept.OTHER,
                by=None,
                now=timezone.now(),
            )
