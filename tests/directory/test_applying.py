"""Sending the form, proving the address, taking it back, on real rows."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from drakentemmers.accounts.models import Notification, User
from drakentemmers.directory.actions.applications import (
    confirm_address,
    send_application,
    send_link_again,
    withdraw_application,
)
from drakentemmers.directory.actions.applications_opening import Tended, tend_applications
from drakentemmers.directory.actions.applications_steps import LinkExpired, LinkUsed
from drakentemmers.directory.joining import (
    ApplicationState,
)
from drakentemmers.directory.models import Application
from tests.factories.accounts import UserFactory
from tests.factories.joining import (
    BIG,
    approved,
    confirmed,
    filled,
    officers,
    sent,
    token_in_mail,
)
from tests.mailbox import mailed

pytestmark = pytest.mark.django_db


def steps_of(application: Application) -> list[str]:
    return [step.step for step in application.steps.all()]


def test_the_form_is_kept_and_a_link_goes_to_the_address(now: datetime):
    application, token = sent(now=now)

    assert application.state == ApplicationState.SENT and application.user is None
    assert application.numbers.get().number == BIG
    assert token not in application.link_digest
    assert mailed()[0].to == ["noor@voorbeeld.example"]
    assert mailed()[0].subject == "Bevestig je e-mailadres"
    assert not User.objects.filter(email="noor@voorbeeld.example").exists()
    assert Notification.objects.count() == 0


def test_the_same_form_sent_twice_is_one_application_and_one_mail(now: datetime):
    for _ in range(2):
        send_application(filled=filled(), form_key="een", by=None, now=now)

    assert Application.objects.count() == 1
    assert len(mailed()) == 1


def test_a_second_tab_replaces_what_was_not_confirmed_yet(now: datetime):
    first, old = sent(now=now)
    second, new = sent(now=now)

    first.refresh_from_db()
    assert first.state == ApplicationState.EXPIRED
    with pytest.raises(LinkUsed):
        confirm_address(application=first, token=old, now=now)
    confirm_address(application=second, token=new, now=now)


def test_a_known_person_gets_a_mail_that_says_so(now: datetime):
    UserFactory(email="noor@voorbeeld.example")
    sent(now=now)
    assert "Je hebt al een account" in mailed()[0].body


def test_while_an_application_is_looked_at_another_one_changes_nothing(now: datetime):
    application = confirmed(now=now)
    mailed().clear()
    send_application(filled=filled(name="Iemand Anders"), form_key="anders", by=None, now=now)

    assert [message.subject for message in mailed()] == ["Je hebt al een aanmelding"]
    application.refresh_from_db()
    assert application.name == "Noor Voorbeeldsma" and application.state == ApplicationState.CONFIRMED
    assert Application.objects.get(form_key="anders").state == ApplicationState.EXPIRED


def test_nobodys_box_is_filled_through_the_form(now: datetime):
    for number in range(12):
        send_application(filled=filled(), form_key=f"keer {number}", by=None, now=now)
    send_link_again(email="noor@voorbeeld.example", now=now)

    assert len(mailed()) == 5


def test_the_link_opens_an_account_that_opens_nothing(now: datetime):
    application, token = sent(now=now)
    lead = officers(1)[0]
    user = confirm_address(application=application, token=token, now=now)

    assert not user.has_usable_password() and user.current_memberships == []
    application.refresh_from_db()
    assert (application.state, application.user) == (ApplicationState.CONFIRMED, user)
    assert [n.text for n in lead.notifications.all()] == ["Er wacht een nieuwe aanmelding op je."]


def test_a_link_works_once(now: datetime):
    application, token = sent(now=now)
    confirm_address(application=application, token=token, now=now)
    with pytest.raises(LinkUsed):
        confirm_address(application=application, token=token, now=now)


def test_an_old_link_is_replaced_by_a_new_one(now: datetime):
    application, old = sent(now=now)
    later = now + timedelta(hours=49)
    with pytest.raises(LinkExpired):
        confirm_address(application=application, token=old, now=later)

    send_link_again(email="NOOR@voorbeeld.example", now=later)
    with pytest.raises(LinkUsed):
        confirm_address(application=application, token=old, now=later)
    confirm_address(application=application, token=token_in_mail(), now=later)
    assert steps_of(application) == ["sent", "link_sent_again", "confirmed"]


def test_a_link_again_for_an_unknown_address_sends_nothing(now: datetime):
    send_link_again(email="niemand@voorbeeld.example", now=now)
    assert mailed() == []


def test_who_did_not_ask_for_it_ends_it_with_the_link(now: datetime):
    application, token = sent(now=now)
    withdraw_application(application=application, by=None, now=now)
    assert application.state == ApplicationState.WITHDRAWN
    with pytest.raises(LinkUsed):
        confirm_address(application=application, token=token, now=now)


def test_a_closed_account_is_not_opened_again_by_the_form(now: datetime):
    UserFactory(email="noor@voorbeeld.example", is_active=False)
    application, token = sent(now=now)
    with pytest.raises(LinkUsed):
        confirm_address(application=application, token=token, now=now)


def test_somebody_who_is_signed_in_has_proven_the_address(now: datetime):
    user = UserFactory(email="ina@voorbeeld.example")
    send_application(filled=filled(), form_key="x", by=user, now=now)

    application = Application.objects.get()
    assert (application.email, application.user) == ("ina@voorbeeld.example", user)
    assert application.state == ApplicationState.CONFIRMED
    assert mailed() == []


def test_the_applicant_withdraws_and_nobody_else_does(now: datetime):
    application = approved(now=now)
    with pytest.raises(PermissionDenied):
        withdraw_application(application=application, by=officers(1)[0], now=now)
    with pytest.raises(LinkUsed):
        withdraw_application(application=application, by=None, now=now)
    withdraw_application(application=application, by=application.user, now=now)
    assert tend_applications(now=now + timedelta(hours=24)) == Tended()


def test_what_nobody_confirmed_expires_after_a_week(now: datetime):
    application, token = sent(now=now)
    later = now + timedelta(hours=7 * 24 + 1)
    assert tend_applications(now=later) == Tended(applications_expired=1)
    with pytest.raises(LinkUsed):
        confirm_address(application=application, token=token, now=later)


def test_one_application_under_way_for_an_address(now: datetime):
    application = confirmed(now=now)
    application.pk, application.form_key = "0" * 12, "anders"
    with pytest.raises(IntegrityError), transaction.atomic():
        application.save(force_insert=True)
