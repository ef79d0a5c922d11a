"""Correcting an application on its pages: what was filled in stays, and nobody judges an old page."""

from datetime import datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from drakentemmers.accounts.rules import OrganisationKind, Role
from drakentemmers.directory.actions.applications_office import ask_applicant, say_yes
from drakentemmers.directory.joining import ApplicationKind
from drakentemmers.directory.models import RegisterAnswer
from drakentemmers.directory.rules import Register
from tests.conftest import NEVER_OVER
from tests.factories.accounts import OrganisationFactory, UserFactory, person_with
from tests.factories.directory import MunicipalityFactory, RegionFactory
from tests.factories.joining import BIG, confirmed, correct, filled, officers, shelter

pytestmark = pytest.mark.django_db
PAGE = "/aanmelden/mijn/verbeteren"


def soup_of(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def texts(response) -> str:
    return " ".join(soup_of(response).select_one("main").get_text(" ").split())


def typed_in(response) -> dict[str, str]:
    """What the form of a page would send as it stands."""
    form = soup_of(response).select_one("main form")
    sent = {tag["name"]: tag.get("value", "") for tag in form.select("input") if tag.get("type") != "radio"}
    sent |= {tag["name"]: tag["value"] for tag in form.select("input[type=radio][checked]")}
    sent |= {tag["name"]: tag.get_text().strip() for tag in form.select("textarea")}
    for select in form.select("select"):
        chosen = select.select_one("option[selected]")
        sent[select["name"]] = chosen["value"] if chosen else ""
    return sent


@pytest.mark.parametrize("kind", ["therapist", "trainee", "existing", "partner", "shelter"])
def test_the_form_comes_back_as_it_was_sent_and_saves_as_it_stands(kind: str, client: Client, now: datetime):
    practice = OrganisationFactory(name="Praktijk De Linde", kind=OrganisationKind.PRACTICE)
    region = RegionFactory(name="Flevoland")
    form = {
        "therapist": filled(region=region),
        "trainee": filled(kind=ApplicationKind.TRAINEE, numbers={}, supervisor="S. Voorbeeld"),
        "existing": filled(practice=practice, organisation_name="", organisation_kind="", kvk_number=""),
        "partner": filled(
            kind=ApplicationKind.PARTNER, organisation_kind=OrganisationKind.LAWYER, numbers={}
        ),
        "shelter": shelter(municipality=MunicipalityFactory()),
    }[kind]
    application = confirmed(form, now=now)
    client.force_login(application.user)
    shown = client.get(PAGE)
    assert client.post(PAGE, typed_in(shown)).status_code == 302
    application.refresh_from_db()
    assert application.version == 1
    again = client.post(PAGE, typed_in(shown) | {"name": "Nora Voorbeeldsma"})
    assert again["Location"] == "/aanmelden/mijn"
    step = application.steps.last()
    assert [(row.part, row.before, row.after) for row in step.changes.all()] == [
        ("name", "Noor Voorbeeldsma", "Nora Voorbeeldsma")
    ]


def test_the_applicant_reads_back_everything_with_the_way_to_correct_it(client: Client, now: datetime):
    form = filled(region=RegionFactory(name="Flevoland"), supervisor="S. Voorbeeld")
    client.force_login(confirmed(form, now=now).user)
    response = client.get("/aanmelden/mijn")
    facts = soup_of(response).select_one("dl.facts")
    names = [name.get_text() for name in facts.select("dt")]
    values = [" ".join(value.get_text(" ").split()) for value in facts.select("dd")]
    read = dict(zip(names, values, strict=True))
    assert (read["Regio"], read["Begeleid door"], read["Als wat"]) == (
        "Flevoland",
        "S. Voorbeeld",
        "Behandelaar",
    )
    assert soup_of(response).select_one(f"main a[href='{PAGE}']")


def test_the_office_reads_what_was_corrected_and_the_applicant_too(client: Client, now: datetime):
    application = confirmed(now=now)
    client.force_login(application.user)
    client.post(PAGE, typed_in(client.get(PAGE)) | {"kind": "trainee", "supervisor": "S. Voorbeeld"})
    own = texts(client.get("/aanmelden/mijn"))
    client.force_login(officers(1)[0])
    office = texts(client.get(f"/kantoor/aanmeldingen/{application.pk}"))
    for read in (own, office):
        assert "Als wat : Behandelaar → Aankomend behandelaar" in read
        assert "Begeleid door : niets ingevuld → S. Voorbeeld" in read
    assert "De aanmelder verbeterde dit op" in office


def test_an_answer_of_the_register_about_the_old_name_is_not_shown(client: Client, now: datetime):
    application = confirmed(now=now)
    RegisterAnswer.objects.create(
        register=Register.BIG, number=BIG, at=now, outcome="found", name="N. Voorbeeldsma", name_agrees=True
    )
    client.force_login(officers(1)[0])
    path = f"/kantoor/aanmeldingen/{application.pk}"
    assert "naam klopt" in texts(client.get(path))
    correct(application, now=now + timedelta(minutes=1), name="Iemand Anders")
    assert "naam klopt" not in texts(client.get(path))


def test_an_officer_with_an_old_page_looks_once_more(client: Client, now: datetime):
    application = confirmed(filled(kind=ApplicationKind.TRAINEE, numbers={}), now=now)
    client.force_login(officers(1)[0])
    path = f"/kantoor/aanmeldingen/{application.pk}"
    version = soup_of(client.get(path)).select_one("main input[name=version]")["value"]
    correct(application, now=now, name="Iemand Anders")
    late = client.post(f"{path}/ja", {"version": version})
    assert late.status_code == 409 and "verbeterde iets" in texts(late)
    fresh = soup_of(late).select_one("main input[name=version]")["value"]
    assert client.post(f"{path}/ja", {"version": fresh}).status_code == 302


def test_an_owner_with_an_old_page_looks_once_more(client: Client, now: datetime):
    practice = OrganisationFactory(kind=OrganisationKind.PRACTICE)
    form = filled(practice=practice, organisation_name="", organisation_kind="", kvk_number="")
    application = confirmed(form, now=now)
    client.force_login(person_with(Role.OWNER, practice))
    path = f"/aanmelden/collega/{application.pk}"
    version = soup_of(client.get(path)).select_one("main input[name=version]")["value"]
    correct(application, now=now, name="Iemand Anders")
    late = client.post(path, {"wat": "ja", "version": version})
    assert late.status_code == 409 and "Iemand Anders" in texts(late)
    application.refresh_from_db()
    assert application.practice_agrees is None


def test_two_windows_of_the_applicant_lose_nothing(client: Client, now: datetime):
    application = confirmed(now=now)
    client.force_login(application.user)
    first = second = typed_in(client.get(PAGE))
    client.post(PAGE, first | {"why": "Ik behandel ook kinderen."})
    late = client.post(PAGE, second | {"name": "Nora Voorbeeldsma"})
    assert late.status_code == 409
    assert typed_in(late)["name"] == "Nora Voorbeeldsma"
    assert client.post(PAGE, typed_in(late)).status_code == 302


def test_a_wrong_correction_is_told_at_its_field_and_is_not_saved(client: Client, now: datetime):
    application = confirmed(now=now)
    client.force_login(application.user)
    wrong = client.post(PAGE, typed_in(client.get(PAGE)) | {"big": "12", "name": ""})
    errors = {tag["id"]: tag.get_text(strip=True) for tag in soup_of(wrong).select(".field__err")}
    assert wrong.status_code == 400
    assert set(errors) == {"id_big-error", "id_name-error"}
    assert errors["id_name-error"] == "Vul je naam in."
    application.refresh_from_db()
    assert application.version == 1


def test_a_correction_that_came_too_late_is_told_and_stays_in_the_form(client: Client, now: datetime):
    application = confirmed(
        filled(kind=ApplicationKind.TRAINEE, numbers={}, supervisor="S. Voorbeeld"), now=now
    )
    client.force_login(application.user)
    typed = typed_in(client.get(PAGE)) | {"name": "Nora Voorbeeldsma"}
    for officer in officers():
        say_yes(application=application, by=officer, now=now)
    late = client.post(PAGE, typed)
    assert late.status_code == 409 and typed_in(late)["name"] == "Nora Voorbeeldsma"
    assert client.get(PAGE)["Location"] == "/aanmelden/mijn"


def test_correcting_again_and_again_has_an_end(client: Client, settings, now: datetime):
    settings.TURNS = settings.TURNS | {"join": [(1, NEVER_OVER)]}
    client.force_login(confirmed(now=now).user)
    codes = [
        client.post(PAGE, typed_in(client.get(PAGE)) | {"name": f"Noor {n}a"}).status_code for n in "abc"
    ]
    assert codes == [302, 302, 429]


def test_who_has_no_application_is_led_to_the_ways_in(client: Client):
    client.force_login(UserFactory())
    assert client.get(PAGE)["Location"] == "/aanmelden"


def test_a_hidden_field_that_is_not_right_is_told_without_its_name(client: Client, now: datetime):
    client.force_login(confirmed(now=now).user)
    wrong = soup_of(client.post(PAGE, typed_in(client.get(PAGE)) | {"version": "x"}))
    told = [error.get_text(strip=True) for error in wrong.select(".errors li")]
    assert told == [
        "Er klopt iets niet meer in deze pagina. Kopieer wat je wilt bewaren, en open de pagina opnieuw."
    ]


def test_what_waits_for_the_applicant_is_said_to_the_applicant(client: Client, now: datetime):
    application = confirmed(now=now)
    ask_applicant(application=application, text="Waar werk je?", by=officers(1)[0], now=now)
    client.force_login(application.user)
    for path in ("/mijn", "/aanmelden/mijn"):
        assert "Jij bent aan zet" in texts(client.get(path)) and "de aanmelder" not in texts(client.get(path))
