"""Applications at the office: who sees what, and does what."""

from datetime import datetime

import pytest
from django.test import Client

from drakentemmers.accounts.rules import Role
from drakentemmers.audit.models import Event
from drakentemmers.directory.actions.applications_office import ask_applicant
from drakentemmers.directory.joining import ApplicationKind, ApplicationState
from drakentemmers.directory.models import Application
from drakentemmers.directory.rules import Register
from tests.directory.join_pages import FORM, THERAPIST, errors_of, page, texts
from tests.factories.accounts import person_with
from tests.factories.joining import (
    BIG,
    approved,
    confirmed,
    filled,
    look,
    officers,
    sent,
    shelter,
)

pytestmark = pytest.mark.django_db


OFFICE = {Role.PROJECT_LEAD, Role.ADMINISTRATOR}


def test_the_office_is_told_that_a_municipality_is_not_in_the_list(client: Client, now: datetime):
    application = confirmed(shelter(municipality_name="Hoorn"), now=now)
    client.force_login(officers(1)[0])
    assert "Hoorn niet in onze lijst" in texts(page(client, f"/kantoor/aanmeldingen/{application.pk}"))


def test_the_office_walks_an_application_to_the_waiting_time(now: datetime):
    application = confirmed(now=now)
    path = f"/kantoor/aanmeldingen/{application.pk}"
    first, second = (Client() for _ in range(2))
    for client, officer in zip((first, second), officers(), strict=True):
        client.force_login(officer)
    number = application.numbers.get()

    assert "Zoek eerst elk nummer op" in texts(page(first, path))
    early = first.post(f"{path}/ja")
    assert early.status_code == 409 and "Zoek eerst elk nummer op" in early.content.decode()
    look_up = f"{path}/nummers/{number.pk}/gezien"
    assert first.post(look_up, {f"{number.pk}-found": ""}).status_code == 400
    for client in (first, second):
        assert client.post(look_up, {f"{number.pk}-found": "found"}).status_code == 302
        assert client.post(f"{path}/ja").status_code == 302
    application.refresh_from_db()
    assert application.state == ApplicationState.WAITING
    assert "Gaat open op" in texts(page(second, path))
    assert second.post(f"{path}/ja").status_code == 409


def test_a_no_without_words_is_asked_for_words(now: datetime, client: Client):
    application = confirmed(now=now)
    client.force_login(officers(1)[0])
    path = f"/kantoor/aanmeldingen/{application.pk}"
    response = client.post(f"{path}/nee", {"nee-reason": "other", "nee-text": ""})
    assert (response.status_code, set(errors_of(response))) == (400, {"id_nee-text"})
    assert client.post(f"{path}/iets").status_code == 404
    assert client.post(f"{path}/vraag", {"vraag-text": "Waar werk je?"}).status_code == 302
    assert client.post(f"{path}/nee", {"nee-reason": "other", "nee-text": "Nee."}).status_code == 302
    client.force_login(application.user)
    assert "Een andere reden" in texts(page(client, "/aanmelden/mijn"))


@pytest.mark.parametrize(
    ("deed", "form"), [("vraag", "vraag"), ("stop", "stop"), ("nee", "nee")], ids=["ask", "stop", "refuse"]
)
def test_what_was_typed_comes_back_when_somebody_was_first(
    deed: str, form: str, now: datetime, client: Client
):
    application = confirmed(now=now)
    first, second = officers()
    path = f"/kantoor/aanmeldingen/{application.pk}"
    client.force_login(first)
    client.post(f"{path}/nee", {"nee-reason": "other", "nee-text": "Nee."})
    client.force_login(second)
    typed = {f"{form}-text": "Waar werk je <nu>?", f"{form}-reason": "other"}
    late = client.post(f"{path}/{deed}", typed)
    assert late.status_code == 409
    assert "Waar werk je &lt;nu&gt;?" in late.content.decode()


def test_reading_an_application_is_written_down(now: datetime, client: Client):
    application = confirmed(now=now)
    client.force_login(officers(1)[0])
    client.get(f"/kantoor/aanmeldingen/{application.pk}")
    assert Event.objects.about(application).filter(action="application.read").count() == 1


def test_a_form_nobody_confirmed_is_nobodys_business(now: datetime, client: Client):
    application, _ = sent(now=now)
    client.force_login(officers(1)[0])
    assert client.get(f"/kantoor/aanmeldingen/{application.pk}").status_code == 404
    assert "Noor" not in texts(page(client, "/kantoor/aanmeldingen"))


@pytest.mark.parametrize("role", Role)
def test_only_the_office_and_the_applicant_see_an_application(role: Role, now: datetime, client: Client):
    application = confirmed(now=now)
    ask_applicant(application=application, text="Klopt dit?", by=officers(1)[0], now=now)
    number = application.numbers.get()
    client.force_login(person_with(role))
    path = f"/kantoor/aanmeldingen/{application.pk}"
    opens = role in OFFICE
    assert client.get(path).status_code == (200 if opens else 404)
    assert client.get("/kantoor/aanmeldingen").status_code == (200 if opens else 404)
    assert client.get("/kantoor/registers").status_code == (200 if opens else 404)
    assert client.get(f"/aanmelden/collega/{application.pk}").status_code == 404
    if not opens:
        for deed in ("ja", "nee", "vraag", "stop", "praktijk-ja", "praktijk-nee"):
            assert client.post(f"{path}/{deed}").status_code == 404
        assert client.post(f"{path}/nummers/{number.pk}/gezien").status_code == 404
        seen = "".join(client.get(p).content.decode() for p in ("/mijn", "/aanmelden", "/behandelaars"))
        assert "Voorbeeldsma" not in seen and BIG not in seen
    assert client.get("/aanmelden/mijn")["Location"] == "/aanmelden"


def test_an_officer_who_applies_does_not_judge_it(now: datetime, client: Client):
    officer = officers(1)[0]
    client.force_login(officer)
    form = {name: value for name, value in THERAPIST.items() if name != "email"}
    client.post(FORM, form)
    application = Application.objects.get()
    path = f"/kantoor/aanmeldingen/{application.pk}"
    assert "Dit is je eigen aanmelding" in texts(page(client, path))
    assert client.post(f"{path}/ja").status_code == 409


def test_the_list_and_the_page_need_no_more_queries_for_more_rows(
    now: datetime, client: Client, assert_queries_constant
):
    client.force_login(officers(1)[0])
    application = confirmed(now=now)
    with assert_queries_constant(lambda: client.get("/kantoor/aanmeldingen")):
        for number in range(5):
            confirmed(filled(email=f"n{number}@voorbeeld.example"), now=now)
    with assert_queries_constant(lambda: client.get("/kantoor")):
        confirmed(filled(email="nog@voorbeeld.example"), now=now)
    look(application, officers(1)[0], now=now)
    with assert_queries_constant(lambda: client.get(f"/kantoor/aanmeldingen/{application.pk}")):
        for register, number in ((Register.SKJ, "123456"), (Register.NIP, "1234"), (Register.NVO, "4321")):
            application.numbers.create(register=register, number=number)
        for officer in officers(3):
            look(application, officer, now=now)
    client.force_login(application.user)
    with assert_queries_constant(lambda: client.get("/aanmelden/mijn")):
        application.numbers.create(register=Register.AGB, number="94012345")


def test_the_tabs_count_what_stands_in_them(now: datetime, client: Client):
    client.force_login(officers(1)[0])
    confirmed(now=now)
    approved(shelter(email="opvang@voorbeeld.example"), now=now)
    confirmed(filled(kind=ApplicationKind.PARTNER, email="partner@voorbeeld.example", numbers={}), now=now)
    soup = page(client, "/kantoor/aanmeldingen")
    counts = [tag.get_text(strip=True) for tag in soup.select("nav.tabs .tag")]
    assert counts == ["2", "0", "1", "0"]
    waiting = page(client, "/kantoor/aanmeldingen?stand=wachttijd")
    assert [link.get_text() for link in waiting.select("ul.lines h2 a")] == ["Opvang Voorbeeldhuis"]
