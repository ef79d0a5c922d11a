"""`/aanvragen/<id>/behandelaars`: choosing whom to ask, for one person or for a family."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from drakentemmers.accounts.access import WhyKept
from drakentemmers.accounts.actions.blocks import step_aside
from drakentemmers.accounts.rules import Role
from drakentemmers.directory.rules import ClientGroup
from drakentemmers.kernel.geography import point
from drakentemmers.matching.course import QuestionState, RequestState
from drakentemmers.matching.models import Question, TreatmentRequest
from drakentemmers.matching.views.find import PER_PAGE
from tests.factories.accounts import OrganisationFactory, UserFactory, person_with
from tests.factories.directory import ALMERE, GRONINGEN, UTRECHT
from tests.matching.therapists import therapist

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelter():
    return OrganisationFactory(name="Opvang de Ark")


@pytest.fixture
def worker(shelter) -> Client:
    client = Client()
    client.force_login(person_with(Role.MEMBER, shelter))
    return client


@pytest.fixture
def offer() -> dict:
    now = timezone.now()
    return {"confirmed_at": now, "starts_on": now.date()}


def asked(shelter, group=ClientGroup.CHILD_6_12, **fields) -> TreatmentRequest:
    place, now = point(*ALMERE), timezone.now()
    facts = {"organisation": shelter, "made_at": now, "state_since": now, "pseudonym": f"Wilg {group}"}
    facts |= {"state": RequestState.OPEN, "group": group, "place_name": "Almere", "max_km": 30}
    facts |= {"latitude": ALMERE[0], "longitude": ALMERE[1], "x": place.x, "y": place.y, "z": place.z}
    return TreatmentRequest.objects.create(**(facts | fields))


def opened(client: Client, request: TreatmentRequest, query: str = "") -> BeautifulSoup:
    response = client.get(f"/aanvragen/{request.pk}/behandelaars{query}")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_what_is_ticked_stays_ticked_on_the_next_page(worker, shelter, offer):
    for n in range(PER_PAGE + 1):
        therapist(f"Behandelaar {n:02}", offer=offer)
    request = asked(shelter)
    first = opened(worker, request, "?volgorde=nearest")
    form = first.select_one(f"form[action='/aanvragen/{request.pk}/vragen']")
    chosen = [box["value"] for box in form.select("input[name=therapist]")][:2]
    order = first.select_one(f"select[name=volgorde][form={form['id']}] option[selected]")["value"]
    turn = {"therapist": chosen, "pagina": "2", "volgorde": order, "one_by_one": "1"}
    moved = worker.post(f"/aanvragen/{request.pk}/vragen", turn)
    second = opened(worker, request, "?" + moved.headers["Location"].partition("?")[2])
    assert len(second.select("ol.ress > li")) == 1
    assert [box["value"] for box in second.select("input[name=therapist][checked]")] == chosen
    assert second.select_one("input[name=one_by_one]").has_attr("checked")
    assert second.select_one("select[name=volgorde] option[selected]")["value"] == "nearest"
    back = worker.post(f"/aanvragen/{request.pk}/vragen", turn | {"pagina": "1"})
    again = opened(worker, request, "?" + back.headers["Location"].partition("?")[2])
    assert [box["value"] for box in again.select("input[name=therapist][checked]")] == chosen
    assert Question.objects.count() == 0


def test_what_is_ticked_stays_ticked_in_another_order(worker, shelter, offer):
    noor, request = therapist("Noor", offer=offer), asked(shelter)
    shown = opened(worker, request, "?ruimer=km-45")
    form = shown.select_one(f"form[action='/aanvragen/{request.pk}/vragen']")
    sort = shown.select_one(f"noscript button[form={form['id']}][name=pagina]")
    assert shown.select_one("select[name=volgorde]")["hx-post"] == form["action"]  # with a script at once
    hidden = {field["name"]: field["value"] for field in form.select("input[type=hidden]")}
    sent = hidden | {"therapist": noor.pk, "volgorde": "points", sort["name"]: sort["value"]}
    moved = worker.post(form["action"], sent)
    again = opened(worker, request, "?" + moved.headers["Location"].partition("?")[2])
    assert [box["value"] for box in again.select("input[name=therapist][checked]")] == [noor.pk]
    assert again.select_one("select[name=volgorde] option[selected]")["value"] == "points"
    assert ("ruimer=" in moved.headers["Location"]) == ("ruimer" in hidden)
    assert Question.objects.count() == 0


def test_what_is_ticked_stays_ticked_when_a_name_is_looked_up(worker, shelter, offer):
    noor, request = therapist("Noor", offer=offer), asked(shelter)
    shown = opened(worker, request)
    fields = shown.select("[form=kiezen]")
    button = next(field for field in fields if field.get("id") == "opzoeken")
    assert fields[0]["name"] == button["name"]  # what Enter does: the first button of the form
    assert any(field["name"] == "mist" for field in fields)
    sent = {"therapist": noor.pk, "mist": "noo", "volgorde": "points", button["name"]: button["value"]}
    moved = worker.post(f"/aanvragen/{request.pk}/vragen", sent).headers["Location"]
    assert moved.endswith("#mis-je-iemand")
    again = opened(worker, request, "?" + moved.partition("?")[2])
    assert [box["value"] for box in again.select("input[name=therapist][checked]")] == [noor.pk]
    assert again.select_one("#mis-je-iemand .lines strong").get_text() == "Noor"
    why = worker.get(again.select_one("#mis-je-iemand .lines a")["href"])
    back = BeautifulSoup(why.content, "html.parser").select_one(".record__side .btn--s")["href"]
    assert f"kies={noor.pk}" in back and "volgorde=points" in back
    assert Question.objects.count() == 0


def test_enter_without_a_name_shows_the_same_page(worker, shelter, offer):
    noor, request = therapist("Noor", offer=offer), asked(shelter)
    moved = worker.post(
        f"/aanvragen/{request.pk}/vragen", {"therapist": noor.pk, "opzoeken": "1", "mist": ""}
    )
    assert moved.headers["Location"].endswith(f"/behandelaars?kies={noor.pk}&pagina=1")


def test_where_places_are_not_confirmed_is_said_once_and_only_between_both(worker, shelter, offer):
    stale = offer | {"confirmed_at": timezone.now() - timedelta(days=20)}
    therapist("Oud", offer=stale)
    request = asked(shelter)
    assert not opened(worker, request).select(".stale-from")
    therapist("Vers", offer=offer)
    shown = opened(worker, request)
    lists = shown.select("ol.ress")
    assert [part.select_one("h3").get_text() for part in lists] == ["Vers", "Oud"]
    assert lists[1]["start"] == "2" and shown.select_one("ol + .stale-from + ol") == lists[1]
    assert "langer dan 14 dagen niet bevestigd" in shown.select_one(".stale-from").get_text()


def test_a_page_of_only_stale_places_says_so_when_fresh_ones_stand_before_it(worker, shelter, offer):
    stale = offer | {"confirmed_at": timezone.now() - timedelta(days=20)}
    for n in range(PER_PAGE):
        therapist(f"Vers {n:02}", offer=offer)
    therapist("Oud", offer=stale)
    request = asked(shelter)
    assert not opened(worker, request).select(".stale-from")
    second = opened(worker, request, "?pagina=2")
    assert len(second.select("ol.ress")) == 1 and second.select_one(".stale-from + ol.ress")


def test_the_keyboard_gets_from_a_tick_and_from_the_top_to_the_button_that_asks(worker, shelter, offer):
    therapist("Noor", offer=offer)
    shown = opened(worker, asked(shelter))
    assert [link["href"] for link in shown.select("a.jump")] == ["#vragen", "#vragen"]
    assert shown.select_one("#vragen[tabindex='-1'] button")
    assert shown.select_one(".pick + a.jump")


# A profile opened from the list


def profile(client: Client, link: str) -> BeautifulSoup:
    response = client.get(link)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_a_profile_from_the_list_leads_back_to_it_and_asks_for_that_request(worker, shelter, offer):
    noor, sam = (therapist(name, offer=offer) for name in ("Noor", "Sam"))
    request = asked(shelter)
    shown = opened(worker, request, f"?volgorde=points&kies={sam.pk}")
    link = next(a["href"] for a in shown.select(".ress h3 a") if a.get_text() == "Noor")
    page = profile(worker, link)
    back = f"/aanvragen/{request.pk}/behandelaars?volgorde=points&kies={sam.pk}"
    crumbs = [a["href"] for a in page.select(".crumbs a")]
    assert crumbs == ["/", "/aanvragen", f"/aanvragen/{request.pk}", back]
    form = page.select_one(f"form[action='/aanvragen/{request.pk}/vragen']")
    assert form.select_one("[name=therapist]")["value"] == noor.pk
    assert request.pseudonym in form.get_text() and "/aanvragen/nieuw" not in str(page.select_one("main"))
    worker.post(form["action"], {"therapist": noor.pk})
    assert [question.professional_id for question in Question.objects.all()] == [noor.pk]
    page = profile(worker, link)
    assert (
        not page.select("main form[action$='/vragen']")
        and "Al gevraagd" in page.select_one("main").get_text()
    )


def test_a_profile_offers_no_asking_for_a_request_that_is_over(worker, shelter, offer):
    noor, request = therapist("Noor", offer=offer), asked(shelter, state=RequestState.PLACED)
    page = profile(worker, f"/behandelaars/{noor.pk}?aanvraag={request.pk}")
    assert not page.select("main form[action$='/vragen']") and page.select(".crumbs a[href$='/behandelaars']")


def test_a_profile_says_nothing_of_a_request_of_others(worker, offer):
    noor, request = therapist("Noor", offer=offer), asked(OrganisationFactory(), pseudonym="Vlier 99")
    link = f"/behandelaars/{noor.pk}?aanvraag={request.pk}"
    for client in (worker, Client()):
        page = profile(client, link)
        assert "Vlier 99" not in str(page) and request.pk not in str(page.select_one("main"))
        assert page.select_one(f"main a[href='/aanvragen/nieuw?behandelaar={noor.pk}']")


def test_who_must_stay_out_of_a_request_cannot_be_asked_from_the_profile(worker, shelter, offer):
    noor, request = therapist("Noor", offer=offer, user=UserFactory()), asked(shelter)
    step_aside(subject=request, why=WhyKept.FRIEND, by=noor.user, now=timezone.now())
    page = profile(worker, f"/behandelaars/{noor.pk}?aanvraag={request.pk}")
    assert not page.select("main form[action$='/vragen']")


def test_no_more_travels_in_the_address_than_can_be_chosen(worker, shelter, offer):
    noor, request = therapist("Noor", offer=offer), asked(shelter)
    sent = {"therapist": [noor.pk, "<script>", "x" * 500, noor.pk], "pagina": "1"}
    moved = worker.post(f"/aanvragen/{request.pk}/vragen", sent)
    assert moved.headers["Location"] == f"/aanvragen/{request.pk}/behandelaars?pagina=1&kies={noor.pk}"


def test_the_chosen_therapists_are_sent_to_asking(worker, shelter, offer):
    noor = therapist("Noor", offer=offer)
    utrecht = therapist("Utrecht", at=UTRECHT, offer=offer)
    request = asked(shelter)
    page = opened(worker, request, f"?kies={noor.pk}")
    form = page.select_one(f"form[action='/aanvragen/{request.pk}/vragen']")
    boxes = {box["value"]: box.has_attr("checked") for box in form.select("input[name=therapist]")}
    assert boxes == {noor.pk: True, utrecht.pk: False}
    assert form.select_one("input[name=one_by_one]") and form.select_one("button")


def test_one_by_one_says_who_is_asked_and_who_waits(worker, shelter, offer):
    chosen, request = [therapist(name, offer=offer).pk for name in ("Noor", "Sam", "Bo")], asked(shelter)
    sent = {"therapist": chosen, "one_by_one": "1"}
    answer = worker.post(f"/aanvragen/{request.pk}/vragen", sent, follow=True)
    assert "1 behandelaar gevraagd. 2 wachten op hun beurt." in answer.content.decode()


def test_who_is_asked_already_cannot_be_chosen_again(worker, shelter, offer):
    noor, request = therapist("Noor", offer=offer), asked(shelter)
    Question.objects.create(
        request=request, professional=noor, state=QuestionState.ASKED, state_since=timezone.now()
    )
    assert not opened(worker, request).select("input[name=therapist]")


def test_a_request_of_others_does_not_exist(worker, offer):
    request = asked(OrganisationFactory())
    assert worker.get(f"/aanvragen/{request.pk}/behandelaars").status_code == 404
    assert Client().get(f"/aanvragen/{request.pk}/behandelaars").status_code == 302


def test_a_family_sees_who_can_serve_everybody(worker, shelter, offer):
    therapist("Kind Elders", at=UTRECHT, offer=offer, groups=frozenset({ClientGroup.CHILD_6_12}))
    therapist("Voor kind", offer=offer, groups=frozenset({ClientGroup.CHILD_6_12}))
    therapist("Voor ouder", offer=offer, groups=frozenset({ClientGroup.ADULT}))
    child = asked(shelter, family="gezin1")
    asked(shelter, ClientGroup.ADULT, family="gezin1", made_at=timezone.now() + timedelta(seconds=1))
    links = opened(worker, child).select("#gezin ~ ul a")
    assert [link.get_text() for link in links] == ["Voor kind", "Voor ouder"]
    page = BeautifulSoup(worker.get(links[1]["href"]).content, "html.parser")
    assert page.select_one("input[name=therapist][checked]")
    assert not opened(worker, asked(shelter, pseudonym="Eik 1")).select("#gezin")


def test_somebody_missed_is_explained_against_the_request(worker, shelter, offer):
    therapist("Ver Weg", at=GRONINGEN, offer=offer)
    request = asked(shelter)
    link = opened(worker, request, "?mist=ver").select_one("#mis-je-iemand .lines a")["href"]
    assert link.endswith(f"?aanvraag={request.pk}")
    explained = worker.get(link)
    assert explained.status_code == 200 and b"is-missed" in explained.content
    assert Client().get(link).status_code == 404


def test_more_therapists_take_no_more_queries(worker, shelter, offer, assert_queries_constant):
    therapist("Noor", offer=offer)
    request = asked(shelter)
    with assert_queries_constant(lambda: worker.get(f"/aanvragen/{request.pk}/behandelaars")):
        for number in range(10):
            therapist(f"Behandelaar {number}", offer=offer)
