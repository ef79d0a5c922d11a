"""One's own application: what the applicant and the practice see, and what stays shut."""

from datetime import datetime

import pytest
from django.test import Client

from drakentemmers.accounts.rules import OrganisationKind, Role
from drakentemmers.directory.actions.applications_office import ask_applicant, say_yes
from drakentemmers.directory.joining import ApplicationState
from drakentemmers.directory.models import Application
from tests.directory.join_pages import FORM, THERAPIST, errors_of, page, texts
from tests.factories.accounts import OrganisationFactory, UserFactory, person_with
from tests.factories.directory import LocationFactory, ProfessionalFactory
from tests.factories.joining import (
    BIG,
    approved,
    confirmed,
    filled,
    look,
    officers,
)

pytestmark = pytest.mark.django_db
INVITED = "De beheerder van een organisatie kan je uitnodigen."


def test_the_applicant_follows_the_application_and_answers(client: Client, now: datetime):
    application = confirmed(now=now)
    client.force_login(application.user)
    assert "Wordt bekeken" in texts(page(client, "/aanmelden/mijn"))
    ask_applicant(application=application, text="Klopt het nummer?", by=officers(1)[0], now=now)
    soup = page(client, "/aanmelden/mijn")
    assert "Klopt het nummer?" in texts(soup) and soup.select_one("#id_big")["value"] == BIG
    wrong = client.post("/aanmelden/mijn", {"wat": "antwoord", "text": "", "big": "1"})
    assert (wrong.status_code, set(errors_of(wrong))) == (400, {"id_text", "id_big"})
    answer = {"wat": "antwoord", "text": "Ja, dat klopt.", "big": BIG}
    assert client.post("/aanmelden/mijn", answer).status_code == 302
    assert client.post("/aanmelden/mijn", answer).status_code == 409
    application.refresh_from_db()
    assert application.state == ApplicationState.CONFIRMED


def test_the_applicant_takes_it_back_and_may_apply_once_more(client: Client, now: datetime):
    application = confirmed(now=now)
    client.force_login(application.user)
    client.post("/aanmelden/mijn", {"wat": "intrekken"})
    assert "Ingetrokken" in texts(page(client, "/aanmelden/mijn"))
    assert page(client, FORM).select_one("#id_email") is None
    form = {name: value for name, value in THERAPIST.items() if name != "email"}
    assert client.post(FORM, form)["Location"] == "/aanmelden/mijn"
    assert client.get(FORM)["Location"] == "/aanmelden/mijn"


def test_who_has_no_application_is_led_to_the_ways_in(client: Client):
    client.force_login(UserFactory())
    assert client.get("/aanmelden/mijn")["Location"] == "/aanmelden"


def test_my_work_tells_where_the_application_stands_and_what_to_do_meanwhile(client: Client, now: datetime):
    application = confirmed(now=now)
    client.force_login(application.user)
    soup = page(client, "/mijn")
    assert soup.select_one("#application").get_text() == "Je aanmelding wordt bekeken"
    links = [link["href"] for link in soup.select("section[aria-labelledby=application] a")]
    assert links == ["/aanmelden/mijn", "/account/beveiliging", "/behandelaars"]
    assert "Vraag de beheerder" not in texts(soup) and "Er wacht niets op je" not in texts(soup)

    ask_applicant(application=application, text="Klopt het nummer?", by=officers(1)[0], now=now)
    assert "Vraag beantwoorden" in texts(page(client, "/mijn"))


def test_my_work_says_when_an_approved_application_opens(client: Client, now: datetime):
    client.force_login(approved(now=now).user)
    assert "Alles gaat open op 19 november 2026" in texts(page(client, "/mijn"))


def test_my_work_of_somebody_without_an_application_is_as_it_was(client: Client):
    client.force_login(UserFactory())
    assert page(client, "/mijn").select_one("#application") is None


def test_the_applicant_does_not_see_the_office(now: datetime, client: Client):
    application = confirmed(now=now)
    officer = officers(1)[0]
    look(application, officer, now=now)
    say_yes(application=application, by=officer, now=now)
    client.force_login(application.user)
    assert client.get(f"/kantoor/aanmeldingen/{application.pk}").status_code == 404
    own = texts(page(client, "/aanmelden/mijn"))
    assert officer.name not in own and "opgezocht" not in own


def test_the_owner_of_the_practice_sees_the_name_and_nothing_else(now: datetime, client: Client):
    practice = OrganisationFactory(kind=OrganisationKind.PRACTICE)
    owner = person_with(Role.OWNER, practice)
    application = confirmed(filled(practice=practice, organisation_name=""), now=now)
    client.force_login(owner)
    path = f"/aanmelden/collega/{application.pk}"
    html = client.get(path).content.decode()
    assert "Noor Voorbeeldsma" in html
    assert not [part for part in (BIG, "noor@", "EMDR", "12345678") if part in html]
    assert client.get(f"/kantoor/aanmeldingen/{application.pk}").status_code == 404
    assert client.post(path, {"wat": "misschien"}).status_code == 404
    assert client.post(path, {"wat": "ja"}).status_code == 302
    assert "Je bent akkoord" in client.get(path).content.decode()
    client.force_login(person_with(Role.MEMBER, practice))
    assert client.get(path).status_code == 404


def test_a_decided_application_leaves_the_practice(now: datetime, client: Client):
    practice = OrganisationFactory(kind=OrganisationKind.PRACTICE)
    owner = person_with(Role.OWNER, practice)
    application = confirmed(filled(practice=practice, organisation_name=""), now=now)
    Application.objects.filter(pk=application.pk).update(state=ApplicationState.REFUSED)
    client.force_login(owner)
    assert client.get(f"/aanmelden/collega/{application.pk}").status_code == 404


@pytest.mark.parametrize("state", ["confirmed", "waiting"])
def test_before_the_waiting_time_is_over_nothing_sensitive_opens(state: str, now: datetime, client: Client):
    application = confirmed(now=now) if state == "confirmed" else approved(now=now)
    user = application.user
    professional = ProfessionalFactory(email="geheim@voorbeeld.example", phone="0612345678")
    location = LocationFactory(street="Kanarieweg 7", is_confidential=False)
    client.force_login(user)

    for path in ("/behandelvragen/nieuw", "/organisaties/import", "/kantoor", "/kantoor/aanmeldingen"):
        assert client.get(path).status_code in (403, 404), path
    profile = client.get(f"/behandelaars/{professional.pk}").content.decode()
    assert "geheim@voorbeeld.example" not in profile and "0612345678" not in profile
    organisation = client.get(f"/organisaties/{location.organisation_id}").content.decode()
    assert "Kanarieweg" not in organisation
    for path in ("/api/v1/professionals", "/api/v1/organisations", "/api/v1/treatment-requests"):
        response = client.get(path)
        body = response.content.decode()
        assert "geheim@" not in body and "Kanarieweg" not in body and "0612345678" not in body
    assert not user.role_names()


def test_what_may_i_do_tells_an_applicant_of_the_application(client: Client, now: datetime):
    application = confirmed(now=now)
    client.force_login(application.user)
    soup = page(client, "/account/wat-mag-ik")
    assert soup.select_one("main a[href='/aanmelden/mijn']") is not None
    assert INVITED not in texts(soup)
    client.force_login(UserFactory())
    soup = page(client, "/account/wat-mag-ik")
    assert soup.select_one("main a[href='/aanmelden/mijn']") is None
    assert INVITED in texts(soup)
