"""Correcting what one sent to join: who may, until when, and what has to be done again."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.test import Client

from drakentemmers.accounts.models import User
from drakentemmers.accounts.rules import OrganisationKind, Role
from drakentemmers.audit.models import Event
from drakentemmers.directory.actions.applications_office import (
    ask_applicant,
    look_up_number,
    practice_says,
    refuse,
    say_yes,
)
from drakentemmers.directory.actions.corrections import correct_application, given_in
from drakentemmers.directory.actions.errors import VersionConflict
from drakentemmers.directory.corrections import Part, Undone, undone_by
from drakentemmers.directory.joining import (
    CORRECTABLE,
    ApplicationKind,
    ApplicationState,
    JoiningStep,
    JoiningStepRefused,
    Look,
    RefusalReason,
    state_after,
)
from drakentemmers.directory.models import Application, ApplicationChange, RegisterAnswer
from drakentemmers.directory.rules import Register
from drakentemmers.home.read.my_data import copy_of
from tests.conftest import NEVER_OVER
from tests.factories.accounts import OrganisationFactory, UserFactory, person_with
from tests.factories.directory import MunicipalityFactory, RegionFactory
from tests.factories.joining import BIG, approved, confirmed, filled, look, officers, shelter

pytestmark = pytest.mark.django_db
PAGE = "/aanmelden/mijn/verbeteren"


@pytest.mark.parametrize(
    ("parts", "undone"),
    [
        ({Part.REGION}, Undone(yes=False, looks=False, practice=False)),
        ({Part.WHY}, Undone(yes=True, looks=False, practice=False)),
        ({Part.NUMBERS}, Undone(yes=True, looks=False, practice=False)),
        ({Part.WORKPLACE}, Undone(yes=True, looks=False, practice=True)),
        ({Part.NAME, Part.REGION}, Undone(yes=True, looks=True, practice=True)),
        (set(), Undone(yes=False, looks=False, practice=False)),
    ],
)
def test_what_a_correction_undoes(parts: set[Part], undone: Undone):
    assert undone_by(parts) == undone


def test_a_correction_follows_until_two_people_said_yes():
    followed = set()
    for state in ApplicationState:
        try:
            state_after(state, JoiningStep.CORRECTED)
        except JoiningStepRefused:
            continue
        followed.add(state)
    assert followed == CORRECTABLE
    assert ApplicationState.WAITING not in CORRECTABLE


def correct(application: Application, *, now: datetime, **changes: object) -> frozenset[Part]:
    application.refresh_from_db()
    form = replace(given_in(application), **changes)
    return correct_application(application=application, filled=form, by=application.user, now=now)


def with_first_yes(now: datetime, **changes: object) -> tuple[Application, User, User]:
    application = confirmed(filled(**changes), now=now)
    first, second = officers()
    look(application, first, now=now)
    say_yes(application=application, by=first, now=now)
    return application, first, second


def test_a_correction_is_a_step_that_keeps_what_stood_there_and_is_told_to_the_office(now: datetime):
    application = confirmed(now=now)
    officer = officers(1)[0]
    parts = correct(
        application, now=now, name="Noor Voorbeeldsma-Proef", numbers={Register.BIG: "19012345725"}
    )

    assert parts == {Part.NAME, Part.NUMBERS}
    application.refresh_from_db()
    assert (application.name, application.version) == ("Noor Voorbeeldsma-Proef", 2)
    assert application.numbers.get().number == "19012345725"
    step = application.steps.last()
    assert (step.step, step.by) == ("corrected", application.user)
    kept = {row.part: (row.before, row.after) for row in step.changes.all()}
    assert kept == {
        "name": ("Noor Voorbeeldsma", "Noor Voorbeeldsma-Proef"),
        "numbers": (f"BIG {BIG}", "BIG 19012345725"),
    }
    assert [n.text for n in officer.notifications.all()] == ["Een aanmelder verbeterde de aanmelding."]
    event = Event.objects.about(application).latest("pk")
    assert (event.action, event.actor_id) == ("application.corrected", str(application.user_id))
    assert "19012345725" not in repr(list(Event.objects.about(application).values()))


def test_nothing_is_written_when_nothing_changed(now: datetime):
    application = confirmed(now=now)
    before = application.steps.count()
    assert correct(application, now=now) == frozenset()
    application.refresh_from_db()
    assert (application.steps.count(), application.version) == (before, 1)


def test_the_first_yes_lapses_when_what_it_was_said_to_changed(now: datetime):
    application, _first, second = with_first_yes(now)
    correct(application, now=now, numbers={Register.BIG: "19012345725"})

    application.refresh_from_db()
    assert (application.state, application.first_yes_by) == (ApplicationState.CONFIRMED, None)
    assert [step.step for step in application.steps.all()][-2:] == ["corrected", "yes_lapsed"]
    look(application, second, now=now)
    assert say_yes(application=application, by=second, now=now) == JoiningStep.FIRST_YES


def test_another_region_leaves_the_first_yes(now: datetime):
    application, first, _ = with_first_yes(now)
    correct(application, now=now, region=RegionFactory())
    application.refresh_from_db()
    assert (application.state, application.first_yes_by) == (ApplicationState.FIRST_YES, first)


def test_another_name_has_to_be_compared_with_the_register_anew(now: datetime):
    application, _first, _ = with_first_yes(now)
    correct(application, now=now, name="Iemand Anders")
    assert application.numbers.get().looks.count() == 0


def test_another_number_loses_its_looks_and_the_others_keep_theirs(now: datetime):
    application, _first, _ = with_first_yes(now, numbers={Register.BIG: BIG, Register.SKJ: "123456"})
    correct(application, now=now, numbers={Register.BIG: BIG, Register.SKJ: "123457"})
    assert {row.register: row.looks.count() for row in application.numbers.all()} == {"big": 1, "skj": 0}


@pytest.mark.parametrize("changes", [{"name": "Iemand Anders"}, {"practice": "other"}])
def test_what_a_practice_said_of_another_name_or_practice_does_not_count(changes: dict, now: datetime):
    practice, other = (OrganisationFactory(kind=OrganisationKind.PRACTICE) for _ in range(2))
    owners = {place.pk: person_with(Role.OWNER, place) for place in (practice, other)}
    form = filled(practice=practice, organisation_name="", organisation_kind="", kvk_number="")
    application = confirmed(form, now=now)
    practice_says(application=application, agrees=True, by=owners[practice.pk], now=now)
    correct(
        application,
        now=now,
        **{name: other if value == "other" else value for name, value in changes.items()},
    )

    application.refresh_from_db()
    assert (application.practice_agrees, application.practice_said_by) == (None, None)
    asked = owners[application.practice_id].notifications.filter(path__startswith="/aanmelden/collega/")
    assert asked.count() == (1 if "practice" in changes else 2)


def test_a_question_of_the_office_stays_open_through_a_correction(now: datetime):
    application = confirmed(now=now)
    ask_applicant(application=application, text="Waar werk je?", by=officers(1)[0], now=now)
    correct(application, now=now, why="Ik behandel ook kinderen.")
    application.refresh_from_db()
    assert application.state == ApplicationState.ASKED


def test_after_both_yeses_or_a_no_nothing_is_corrected(now: datetime):
    waiting = approved(now=now)
    refused = confirmed(shelter(email="opvang@voorbeeld.example"), now=now)
    refuse(application=refused, reason=RefusalReason.OTHER, text="Nee.", by=officers(1)[0], now=now)
    for application in (waiting, refused):
        with pytest.raises(JoiningStepRefused):
            correct(application, now=now, name="Iemand Anders")
        application.refresh_from_db()
        assert application.name == "Noor Voorbeeldsma"


def test_nobody_corrects_the_application_of_somebody_else(now: datetime):
    application = confirmed(now=now)
    form = replace(given_in(application), name="Iemand Anders")
    for other in (UserFactory(), officers(1)[0]):
        with pytest.raises(PermissionDenied):
            correct_application(application=application, filled=form, by=other, now=now)


def test_nobody_judges_what_was_corrected_since_the_page_was_read(now: datetime):
    application, _first, second = with_first_yes(now)
    read = application.version
    correct(application, now=now, name="Iemand Anders")
    number = application.numbers.get()
    stale = {"now": now, "expected_version": read}
    with pytest.raises(VersionConflict):
        look_up_number(number=number, found=Look.FOUND, by=second, **stale)
    with pytest.raises(VersionConflict):
        say_yes(application=application, by=second, **stale)
    with pytest.raises(VersionConflict):
        refuse(application=application, reason=RefusalReason.OTHER, text="Nee.", by=second, **stale)
    application.refresh_from_db()
    assert application.state == ApplicationState.CONFIRMED


def test_the_copy_of_my_data_tells_what_i_gave_and_corrected(now: datetime):
    application = confirmed(filled(region=RegionFactory(name="Flevoland")), now=now)
    correct(application, now=now, name="Nora Voorbeeldsma")
    with ZipFile(BytesIO(copy_of(application.user, now=now)[1])) as file:
        data = json.loads(file.read("mijn-gegevens.json"))
    assert data["applications"][0]["region"] == "Flevoland"
    assert data["application_numbers"] == [{"register": "big", "number": BIG}]
    assert data["application_corrections"] == [
        {"part": "name", "before": "Noor Voorbeeldsma", "after": "Nora Voorbeeldsma"}
    ]


def test_what_was_corrected_is_encrypted_in_the_database(now: datetime):
    correct(confirmed(now=now), now=now, why="Nieuwe reden.")
    kept = ApplicationChange.objects.values_list("before", "after").get()
    assert [repr(value) for value in kept] == ["<sealed>", "<sealed>"]


# --- the pages


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
