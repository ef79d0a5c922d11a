"""The way in for strangers: the forms, the mail, the link."""

import re
from datetime import datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from drakentemmers.accounts.models import User
from drakentemmers.accounts.rules import OrganisationKind
from drakentemmers.directory.joining import ApplicationState
from drakentemmers.directory.models import Application
from drakentemmers.kernel.ids import new_id
from tests.conftest import NEVER_OVER
from tests.directory.join_pages import FORM, SHELTER, THERAPIST, errors_of, page, texts
from tests.factories.accounts import OrganisationFactory, UserFactory
from tests.factories.directory import MunicipalityFactory, PlaceFactory
from tests.factories.joining import (
    confirmed,
    filled,
    sent,
    token_in_mail,
)
from tests.mailbox import mailed

pytestmark = pytest.mark.django_db


def test_the_front_door_shows_three_ways_and_what_happens_then(client: Client):
    soup = page(client, "/aanmelden")
    assert [tile["href"] for tile in soup.select("main a.tile")] == [
        "/aanmelden/als/behandelaar",
        "/aanmelden/als/professional",
        "/aanmelden/als/organisatie",
    ]
    assert "Ik ben uitgenodigd" in texts(soup)


def test_a_way_that_is_none_does_not_exist(client: Client):
    assert client.get("/aanmelden/als/anders").status_code == 404


def test_a_therapist_sends_the_form_and_is_told_to_look_in_the_mail(client: Client):
    response = client.post(FORM, THERAPIST)
    assert (response.status_code, response["Location"]) == (302, "/aanmelden/verstuurd")
    assert "noor@voorbeeld.example" in texts(page(client, "/aanmelden/verstuurd"))
    application = Application.objects.get()
    assert (application.kvk_number, application.organisation_kind) == ("12345678", OrganisationKind.PRACTICE)
    assert len(mailed()) == 1


def test_every_wrong_answer_is_told_at_its_field_and_nothing_typed_is_lost(client: Client):
    wrong = THERAPIST | {"big": "190123", "kvk_number": "123", "email": "noor", "agb": "12"}
    response = client.post(FORM, wrong)
    assert response.status_code == 400
    assert set(errors_of(response)) == {"id_big", "id_kvk_number", "id_email", "id_agb"}
    assert b'value="190123"' in response.content and b"Praktijk Voorbeeldsma" in response.content
    assert Application.objects.count() == 0


def test_a_bsn_is_never_taken(client: Client):
    response = client.post(FORM, THERAPIST | {"skj": "111222333", "why": "Mijn nummer is 111222333."})
    assert set(errors_of(response)) == {"id_skj", "id_why"}


def test_a_field_is_checked_when_it_is_left_and_reads_as_on_the_whole_page(client: Client):
    wrong = THERAPIST | {"big": "190123"}
    part = client.post(FORM, wrong, HTTP_HX_REQUEST="true", HTTP_HX_TRIGGER_NAME="big")
    whole = BeautifulSoup(client.post(FORM, wrong).content, "html.parser")
    field = BeautifulSoup(part.content, "html.parser").select_one(".field")
    assert part.status_code == 200
    assert str(field) == str(whole.select_one("#id_big").find_parent(class_="field"))
    assert Application.objects.count() == 0


def look_at_big(client: Client) -> int:
    """Leave one field, as a browser tells it; return the status of the answer."""
    return client.post(FORM, THERAPIST, HTTP_HX_REQUEST="true", HTTP_HX_TRIGGER_NAME="big").status_code


def test_fields_that_are_looked_at_do_not_use_up_the_turns_for_sending(client: Client):
    assert [look_at_big(client) for _ in range(40)] == [200] * 40
    assert client.post(FORM, THERAPIST).status_code == 302


def test_looking_at_fields_has_a_limit_of_its_own_and_the_form_still_goes(client: Client, settings):
    settings.TURNS = settings.TURNS | {"join_field": [(2, NEVER_OVER)]}
    assert [look_at_big(client) for _ in range(3)] == [200, 200, 429]
    assert client.post(FORM, THERAPIST).status_code == 302


def test_a_field_that_does_not_exist_is_no_way_around_the_limit_on_sending(client: Client, settings):
    settings.TURNS = settings.TURNS | {"join": [(0, NEVER_OVER)]}
    other = client.post(FORM, THERAPIST, HTTP_HX_REQUEST="true", HTTP_HX_TRIGGER_NAME="anders")
    assert (other.status_code, Application.objects.count()) == (429, 0)


@pytest.mark.parametrize("way", ["behandelaar", "professional", "organisatie"])
def test_who_sends_too_often_keeps_what_was_typed_and_reads_when_to_go_on(way: str, client: Client, settings):
    settings.TURNS = settings.TURNS | {"join": [(0, NEVER_OVER)]}
    response = client.post(f"/aanmelden/als/{way}", THERAPIST)
    soup = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= NEVER_OVER
    assert "Wat je invulde, staat er nog" in soup.select_one("[role=alert]").get_text()
    kept = {name: soup.select_one(f"[name={name}]") for name in ("form_key", "name", "email", "kvk_number")}
    assert {name: tag["value"] for name, tag in kept.items()} == {name: THERAPIST[name] for name in kept}
    assert soup.select_one("[name=why]").get_text().strip() == THERAPIST["why"]
    assert Application.objects.count() == 0


def test_a_therapist_needs_a_number_and_a_trainee_a_supervisor(client: Client):
    assert errors_of(client.post(FORM, THERAPIST | {"big": ""})) == {
        "id_big": "Vul minstens één nummer in: BIG, SKJ, NIP of NVO."
    }
    trainee = THERAPIST | {"big": "", "kind": "trainee"}
    assert errors_of(client.post(FORM, trainee)) == {"id_supervisor": "Vul in wie je begeleidt."}
    assert client.post(FORM, trainee | {"supervisor": "S. Voorbeeld"}).status_code == 302


def test_a_practice_that_takes_part_is_found_by_its_name(client: Client):
    practice = OrganisationFactory(name="Praktijk De Voorbeeldlinde", kind=OrganisationKind.PRACTICE)
    known = THERAPIST | {"practice_choice": "existing", "organisation_name": "praktijk de voorbeeldlinde"}
    near = client.post(FORM, known | {"organisation_name": "Voorbeeldlinde"})
    assert errors_of(near) == {
        "id_organisation_name": "We kennen deze naam niet. Bedoel je: Praktijk De Voorbeeldlinde?"
    }
    assert client.post(FORM, known).status_code == 302
    assert Application.objects.get().practice == practice


def test_a_therapist_cannot_name_a_shelter_as_practice(client: Client):
    OrganisationFactory(name="Opvang Geheim")
    given = THERAPIST | {"practice_choice": "existing", "organisation_name": "Opvang Geheim"}
    response = client.post(FORM, given)
    assert "id_organisation_name" in errors_of(response)


def test_a_partner_professional_and_an_organisation_apply(client: Client):
    partner = THERAPIST | {"form_key": "k2", "email": "p@voorbeeld.example", "organisation_kind": "lawyer"}
    assert client.post("/aanmelden/als/professional", partner).status_code == 302
    assert client.post("/aanmelden/als/organisatie", SHELTER).status_code == 302
    made = Application.objects.order_by("kvk_number").values_list("kind", "organisation_kind")
    assert list(made) == [("partner", "lawyer"), ("organisation", "womens_shelter")]


@pytest.mark.parametrize("way", ["behandelaar", "professional", "organisatie"])
@pytest.mark.parametrize("known", [True, False], ids=["signed in", "stranger"])
def test_the_list_of_errors_follows_the_page_and_says_what_to_do(way: str, known: bool, client: Client):
    if known:
        client.force_login(UserFactory())
    wrong = {"practice_choice": "", "kind": "", "agb": "1", "big": "2", "kvk_number": "3", "region": "geen"}
    soup = BeautifulSoup(client.post(f"/aanmelden/als/{way}", wrong).content, "html.parser")
    told = [link["href"].removeprefix("#").removesuffix("_0") for link in soup.select(".errors a")]
    at_fields = [error["id"].removesuffix("-error") for error in soup.select("main form .field__err")]
    assert told == at_fields and len(told) >= 6
    assert "verplicht" not in soup.select_one("main").get_text()


def test_a_municipality_is_typed_with_the_known_ones_to_choose_from(client: Client):
    almere = MunicipalityFactory()
    field = page(client, "/aanmelden/als/organisatie").select_one("#id_municipality")
    assert (field.name, field["list"]) == ("input", "id_municipality-list")
    assert [option["value"] for option in field.find_next("datalist").select("option")] == ["Almere"]
    for number, typed in enumerate(("almere ", "Hoorn")):
        stranger = SHELTER | {
            "form_key": new_id(),
            "email": f"o{number}@voorbeeld.example",
            "municipality": typed,
        }
        assert client.post("/aanmelden/als/organisatie", stranger).status_code == 302
    kept = Application.objects.order_by("email").values_list("municipality", "municipality_name")
    assert list(kept) == [(almere.pk, ""), (None, "Hoorn")]


def test_a_municipality_is_no_address(client: Client):
    response = client.post("/aanmelden/als/organisatie", SHELTER | {"municipality": "Kanarieweg 7, Hoorn"})
    assert errors_of(response) == {
        "id_municipality": "Vul alleen de naam van de gemeente in, geen straat, nummer of postcode."
    }


def test_a_place_with_one_municipality_around_it_will_do(client: Client):
    almere = MunicipalityFactory()
    PlaceFactory(name="Almere Haven", municipality=almere)
    client.post("/aanmelden/als/organisatie", SHELTER | {"municipality": "Almere Haven"})
    assert Application.objects.get().municipality == almere


def test_known_and_unknown_addresses_hear_the_same(client: Client, now: datetime):
    UserFactory(email="bekend@voorbeeld.example")
    confirmed(filled(email="onderweg@voorbeeld.example"), now=now)
    answers = set()
    for name in ("bekend", "onderweg", "vreemd"):
        stranger, address = Client(), f"{name}@voorbeeld.example"
        response = stranger.post(FORM, THERAPIST | {"email": address, "form_key": new_id()})
        after = stranger.get("/aanmelden/verstuurd").content.decode().replace(name, "")
        again = stranger.post("/aanmelden/opnieuw", {"email": address})
        answers.add((response.status_code, response["Location"], again.status_code, len(after)))
    assert len(answers) == 1


def test_who_confirmed_and_chose_no_password_finds_the_way_from_the_used_link(client: Client):
    _, token = sent(now=timezone.now())
    client.post(f"/aanmelden/bevestigen/{token}")  # and the page with the password is closed
    before, again = len(mailed()), Client()
    way = page(again, f"/aanmelden/bevestigen/{token}", status=404).select_one("main a.btn--p")
    assert (way.get_text(strip=True), way["href"]) == ("Kies een wachtwoord", "/wachtwoord-vergeten")
    again.post(way["href"], {"email": "noor@voorbeeld.example"})
    link = re.search(r"https?://[^/]+(/wachtwoord-kiezen/\S+)", mailed()[before].body)[1]
    words = "vier-woorden-op-een-rij"
    again.post(again.get(link)["Location"], {"password1": words, "password2": words})
    assert User.objects.get(email="noor@voorbeeld.example").check_password(words)


def test_opening_the_link_changes_nothing_and_the_button_leads_to_a_password(client: Client, now: datetime):
    application, token = sent(now=timezone.now())
    soup = page(client, f"/aanmelden/bevestigen/{token}")
    assert "noor@voorbeeld.example" in texts(soup)
    application.refresh_from_db()
    assert application.state == ApplicationState.SENT

    response = client.post(f"/aanmelden/bevestigen/{token}")
    assert response["Location"].startswith("/wachtwoord-kiezen/")
    response = client.post(
        client.get(response["Location"])["Location"],
        {"password1": "vier-woorden-op-een-rij", "password2": "vier-woorden-op-een-rij"},
        follow=True,
    )
    assert User.objects.get(email="noor@voorbeeld.example").has_usable_password()
    again = page(client, f"/aanmelden/bevestigen/{token}", status=404)
    assert "Deze link werkt niet meer" in texts(again)


def test_the_link_does_not_hand_out_a_password_for_an_account_that_is_used(client: Client, now: datetime):
    UserFactory(email="noor@voorbeeld.example")
    _, token = sent(now=timezone.now())
    assert client.post(f"/aanmelden/bevestigen/{token}")["Location"] == "/aanmelden/mijn"


def test_an_old_link_offers_a_new_one(client: Client):
    _, token = sent(now=timezone.now() - timedelta(hours=50))
    soup = page(client, f"/aanmelden/bevestigen/{token}", status=410)
    assert soup.select_one("main form")["action"] == "/aanmelden/opnieuw"
    client.post("/aanmelden/opnieuw", {"email": "noor@voorbeeld.example"})
    assert client.get(f"/aanmelden/bevestigen/{token_in_mail()}").status_code == 200


def test_who_did_not_send_it_says_so_with_one_tap(client: Client):
    application, token = sent(now=timezone.now())
    response = client.post(f"/aanmelden/bevestigen/{token}", {"wat": "niet-ik"})
    assert "weggegooid" in response.content.decode()
    application.refresh_from_db()
    assert application.state == ApplicationState.WITHDRAWN


def test_many_forms_from_one_network_wait(client: Client, settings):
    settings.LOCKOUT = settings.LOCKOUT | {"link_network": (3, 60, 60)}
    answers = [client.post(FORM, THERAPIST | {"form_key": new_id()}) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 429, 429]
    assert 3500 < int(answers[-1]["Retry-After"]) <= 3600
    assert THERAPIST["email"] in answers[-1].text  # what was filled in is still there


def test_many_links_to_one_network_wait_on_the_page_of_every_other_limit(client: Client, settings):
    settings.LOCKOUT = settings.LOCKOUT | {"link_network": (1, 60, 60)}
    answers = [client.post("/aanmelden/opnieuw", {"email": "noor@voorbeeld.example"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 429]
    assert 3500 < int(answers[-1]["Retry-After"]) <= 3600
    assert "Even rust" in answers[-1].text
    assert "60 min" in answers[-1].text
