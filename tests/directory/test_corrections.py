"""Correcting what one sent to join: who may, until when, and what has to be done again."""

import json
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.exceptions import PermissionDenied

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
    ApplicationState,
    JoiningStep,
    JoiningStepRefused,
    Look,
    RefusalReason,
    state_after,
)
from drakentemmers.directory.models import Application, ApplicationChange
from drakentemmers.directory.rules import Register
from drakentemmers.home.read.my_data import copy_of
from tests.factories.accounts import OrganisationFactory, UserFactory, person_with
from tests.factories.directory import RegionFactory
from tests.factories.joining import BIG, approved, confirmed, correct, filled, look, officers, shelter

pytestmark = pytest.mark.django_db


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
