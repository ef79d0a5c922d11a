"""Looking numbers up, saying yes or no, and who may, on real rows."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from drakentemmers.accounts.models import User
from drakentemmers.accounts.rules import OrganisationKind, Role
from drakentemmers.directory.actions.applications import (
    answer_office,
    send_application,
)
from drakentemmers.directory.actions.applications_office import (
    ask_applicant,
    practice_says,
    refuse,
    say_yes,
)
from drakentemmers.directory.actions.applications_opening import tend_applications
from drakentemmers.directory.actions.applications_steps import NotReady, OneYesEach
from drakentemmers.directory.joining import (
    ApplicationKind,
    ApplicationState,
    JoiningStep,
    JoiningStepRefused,
    Look,
    Missing,
    RefusalReason,
)
from drakentemmers.directory.models import Application
from drakentemmers.directory.rules import Register
from tests.factories.accounts import MembershipFactory, OrganisationFactory, person_with
from tests.factories.directory import (
    OrganisationProfileFactory,
)
from tests.factories.joining import (
    BIG,
    approved,
    confirmed,
    filled,
    look,
    officers,
    shelter,
)

pytestmark = pytest.mark.django_db


def test_one_person_gives_one_yes(now: datetime):
    application = confirmed(now=now)
    officer = officers(1)[0]
    look(application, officer, now=now)
    say_yes(application=application, by=officer, now=now)
    with pytest.raises(OneYesEach):
        say_yes(application=application, by=officer, now=now)
    assert application.state == ApplicationState.FIRST_YES


def test_a_yes_waits_until_the_numbers_are_looked_up_by_two(now: datetime):
    application = confirmed(now=now)
    first, second = officers()
    with pytest.raises(NotReady) as refused:
        say_yes(application=application, by=first, now=now)
    assert refused.value.missing == (Missing.NOT_LOOKED_UP,)
    look(application, first, now=now)
    say_yes(application=application, by=first, now=now)
    with pytest.raises(NotReady) as refused:
        say_yes(application=application, by=second, now=now)
    assert refused.value.missing == (Missing.ONE_PAIR_OF_EYES,)


def test_what_was_not_found_stops_a_yes_until_the_applicant_mended_it(now: datetime):
    application = confirmed(now=now)
    first, second = officers()
    look(application, first, now=now, found=Look.NOT_FOUND)
    with pytest.raises(NotReady) as refused:
        say_yes(application=application, by=second, now=now)
    assert refused.value.missing == (Missing.NOT_AS_SAID,)

    ask_applicant(application=application, text="Klopt het BIG-nummer?", by=first, now=now)
    answer_office(
        application=application,
        text="Nee, een tikfout.",
        numbers={Register.BIG: "19012345725"},
        by=application.user,
        now=now,
    )
    number = application.numbers.get()
    assert (number.number, number.looks.count()) == ("19012345725", 0)
    look(application, first, now=now)
    say_yes(application=application, by=first, now=now)


def test_an_answer_keeps_the_looks_at_what_did_not_change(now: datetime):
    application = confirmed(now=now)
    first, _ = officers()
    look(application, first, now=now)
    ask_applicant(application=application, text="Waarom?", by=first, now=now)
    answer_office(
        application=application, text="Hierom.", numbers={Register.BIG: BIG}, by=application.user, now=now
    )
    assert application.numbers.get().looks.count() == 1


def test_asking_more_takes_the_first_yes_away(now: datetime):
    application = confirmed(now=now)
    first, second = officers()
    look(application, first, now=now)
    say_yes(application=application, by=first, now=now)
    ask_applicant(application=application, text="Waar werk je?", by=second, now=now)
    answer_office(
        application=application, text="In Almere.", numbers={Register.BIG: BIG}, by=application.user, now=now
    )
    application.refresh_from_db()
    assert application.state == ApplicationState.CONFIRMED and application.first_yes_by is None


def test_nobody_judges_oneself_or_a_colleague(now: datetime):
    office = OrganisationFactory()
    first, second = officers(2, office)
    send_application(filled=filled(numbers={}, kind=ApplicationKind.TRAINEE), form_key="x", by=first, now=now)
    application = Application.objects.get()
    for judge in (first, second):
        with pytest.raises(PermissionDenied):
            say_yes(application=application, by=judge, now=now)
    outsider = officers(1)[0]
    assert say_yes(application=application, by=outsider, now=now) == JoiningStep.FIRST_YES


def test_an_approver_of_the_practice_itself_stands_too_near(now: datetime):
    practice = OrganisationFactory(kind=OrganisationKind.PRACTICE)
    application = confirmed(filled(practice=practice, organisation_name=""), now=now)
    judge = officers(1)[0]
    MembershipFactory(user=judge, organisation=practice, role=Role.MEMBER)
    with pytest.raises(PermissionDenied):
        say_yes(application=application, by=User.objects.get(pk=judge.pk), now=now)


def test_the_owner_of_an_existing_practice_agrees_too(now: datetime):
    practice = OrganisationFactory(kind=OrganisationKind.PRACTICE)
    owner = person_with(Role.OWNER, practice)
    application = confirmed(filled(practice=practice, organisation_name="", kvk_number=""), now=now)
    assert [n.text for n in owner.notifications.all()] == [
        "Iemand wil bij jouw praktijk werken. Ben je het daarmee eens?"
    ]
    first, second = officers()
    for officer in (first, second):
        look(application, officer, now=now)
    say_yes(application=application, by=first, now=now)
    with pytest.raises(NotReady) as refused:
        say_yes(application=application, by=second, now=now)
    assert refused.value.missing == (Missing.PRACTICE_WAITS,)
    with pytest.raises(PermissionDenied):
        practice_says(application=application, agrees=True, by=first, now=now)
    with pytest.raises(PermissionDenied):
        practice_says(application=application, agrees=True, by=application.user, now=now)

    practice_says(application=application, agrees=True, by=owner, now=now)
    say_yes(application=application, by=second, now=now)
    tend_applications(now=now + timedelta(hours=24))
    assert list(application.user.memberships.values_list("role", "organisation")) == [
        ("therapist", practice.pk)
    ]


def test_a_practice_without_an_owner_is_asked_by_the_office(now: datetime):
    practice = OrganisationFactory(kind=OrganisationKind.PRACTICE)
    application = confirmed(filled(practice=practice, organisation_name="", kvk_number=""), now=now)
    practice_says(application=application, agrees=False, by=officers(1)[0], now=now)
    assert application.practice_agrees is False


def test_a_trade_number_somebody_has_stands_in_the_way(now: datetime):
    OrganisationProfileFactory(kvk_number="12345678")
    application = confirmed(shelter(), now=now)
    with pytest.raises(NotReady) as refused:
        say_yes(application=application, by=officers(1)[0], now=now)
    assert refused.value.missing == (Missing.KVK_TAKEN,)


def test_a_no_ends_it_and_another_form_may_follow(now: datetime):
    application = confirmed(now=now)
    refuse(
        application=application,
        reason=RefusalReason.NOT_OUR_FIELD,
        text="Je behandelt geen gezinnen.",
        by=officers(1)[0],
        now=now,
    )
    with pytest.raises(JoiningStepRefused):
        say_yes(application=application, by=officers(1)[0], now=now)
    send_application(filled=filled(), form_key="opnieuw", by=application.user, now=now)
    assert Application.objects.under_way().get().state == ApplicationState.CONFIRMED


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "open", "second_yes_at": None},
        {"state": "waiting", "opens_at": None},
        {"second_yes_by_id": "same"},
        {"first_yes_by_id": "applicant"},
        {"confirmed_at": None},
    ],
)
def test_the_database_holds_what_must_hold(wrong: dict[str, object], now: datetime):
    application = approved(now=now)
    people = {"same": application.first_yes_by_id, "applicant": application.user_id}
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(
            **{name: people.get(value, value) for name, value in wrong.items()}
        )
