"""Leaving for good: asked, thought over, done; what goes, what stays without a name, and who may not leave yet."""

from datetime import timedelta
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from drakentemmers.accounts.actions.notifications import notify
from drakentemmers.accounts.actions.outbox import queue_mail
from drakentemmers.accounts.actions.refusals import LastOwner
from drakentemmers.accounts.actions.removal import ask_removal, cancel_removal, remove_account
from drakentemmers.accounts.models import AccountRemoval, Membership, OutgoingMail, User
from drakentemmers.accounts.outbox import MailState
from drakentemmers.accounts.removal import Leaving
from drakentemmers.accounts.rules import Role
from drakentemmers.audit.models import Event
from drakentemmers.directory.models import Professional
from drakentemmers.home.actions.leaving import PARTS, remove_due_accounts
from drakentemmers.kernel.fields import EncryptedTextField
from drakentemmers.matching.actions.questions import ask
from drakentemmers.matching.course import QuestionState
from drakentemmers.matching.models import RequestDraft
from drakentemmers.ui.templatetags.ui import nl_date
from tests.factories.accounts import OrganisationFactory, UserFactory, person_with
from tests.factories.directory import QualificationFactory, RegistrationFactory, WorkLocationFactory
from tests.factories.matching import open_request_by, placed, therapist
from tests.mailbox import mailed

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def texts_of_the_database() -> str:
    """Return every readable value of every table but the log, opened where it is sealed."""
    found = []
    for model in apps.get_models():
        if model._meta.app_label == "audit" or not model._meta.managed:
            continue
        names = [
            field.name
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField | models.JSONField)
        ]
        sealed = {f.name for f in model._meta.concrete_fields if isinstance(f, EncryptedTextField)}
        for row in model._base_manager.all():
            found += [str(getattr(row, name)) for name in names if name in sealed or name]
    return "\n".join(found)


def test_after_seven_days_nothing_tells_who_it_was(now):
    professional = therapist(now=now, name="Zwaantje Verdwijn", about="Ik ben Zwaantje")
    user = professional.user
    user.name, user.email = "Zwaantje Verdwijn", "zwaantje@voorbeeld.example"
    user.save()
    practice = OrganisationFactory()
    Membership.objects.create(user=user, organisation=practice, role=Role.THERAPIST, starts_on=now.date())
    WorkLocationFactory(professional=professional, street="Zwaantjesweg 3")
    QualificationFactory(professional=professional, institute="Zwaantjesschool")
    RegistrationFactory(professional=professional)
    RequestDraft.objects.create(user=user, data="note=Zwaantje", saved_at=now)
    notify(user=user, topic="x", text="Dag Zwaantje", path="/", now=now)
    asker = person_with(Role.MEMBER)
    (question,) = ask(
        request=open_request_by(asker, now=now), professionals=[professional], by=asker, now=now
    )
    ask_removal(user=user, by=user, now=now)
    assert remove_due_accounts(now=now + WEEK - timedelta(seconds=1)) == 0
    assert User.objects.get(pk=user.pk).is_active
    assert remove_due_accounts(now=now + WEEK) == 1
    assert "waantje" not in texts_of_the_database()
    user.refresh_from_db()
    assert user.name.startswith("Oud-medewerker ") and user.email.endswith("@verwijderd.invalid")
    assert (user.is_active, user.has_usable_password()) == (False, False)
    assert not Authenticator.objects.filter(user=user).exists()
    assert not Membership.objects.current(now.date() + timedelta(days=8)).filter(user=user).exists()
    question.refresh_from_db()
    assert question.state == QuestionState.WITHDRAWN
    profile = Professional.objects.get(pk=professional.pk)
    assert (profile.name, profile.is_active, profile.user) == (user.name, False, None)
    assert Event.objects.filter(action="person.removed", subject_id=str(user.pk)).count() == 1
    assert remove_due_accounts(now=now + WEEK) == 0


def test_a_placement_stays_under_the_made_up_name(now):
    placement = placed(now)
    user = placement.professional.user
    ask_removal(user=user, by=user, now=now)
    assert remove_due_accounts(now=now + WEEK) == 1
    placement.refresh_from_db()
    assert placement.professional.name.startswith("Oud-medewerker ")


def test_no_mail_that_failed_keeps_its_text(now):
    user = UserFactory()
    for state in (MailState.FAILED, MailState.UNSURE):
        mail = queue_mail(
            to=user.email, subject="Dag", text=f"Dag {user.name}", kind="notice", user=user, now=now
        )
        OutgoingMail.objects.filter(pk=mail.pk).update(state=state)
    ask_removal(user=user, by=user, now=now)
    assert remove_due_accounts(now=now + WEEK) == 1
    assert not OutgoingMail.objects.filter(text__isnull=False).exists()


def test_it_can_be_taken_back_until_then(now):
    user = UserFactory()
    ask_removal(user=user, by=user, now=now)
    assert ask_removal(user=user, by=user, now=now + timedelta(days=1)).asked_at == now
    assert cancel_removal(user=user, by=user, now=now + timedelta(days=6))
    assert not cancel_removal(user=user, by=user, now=now + timedelta(days=6))
    assert remove_due_accounts(now=now + WEEK) == 0
    ask_removal(user=user, by=user, now=now + WEEK)
    assert AccountRemoval.objects.count() == 2


def test_the_last_owner_does_not_leave(now):
    owner = person_with(Role.OWNER)
    organisation = owner.current_memberships[0].organisation
    with pytest.raises(LastOwner):
        ask_removal(user=owner, by=owner, now=now)
    page = signed_in(owner).get(reverse("my_data")).content.decode()
    assert organisation.name in page and "Maak eerst iemand anders beheerder" in page
    person_with(Role.OWNER, organisation)
    assert ask_removal(user=owner, by=owner, now=now)


def test_who_became_the_last_owner_while_thinking_stays_and_is_told(now):
    owner = person_with(Role.OWNER)
    organisation = owner.current_memberships[0].organisation
    other = person_with(Role.OWNER, organisation)
    ask_removal(user=owner, by=owner, now=now)
    other.memberships.update(ended_at=now)
    assert remove_due_accounts(now=now + WEEK) == 0
    owner.refresh_from_db()
    assert owner.is_active
    assert owner.notifications.filter(text__contains="enige beheerder").count() == 1
    assert remove_due_accounts(now=now + WEEK) == 0


def test_nobody_removes_somebody_else(now):
    user, other = UserFactory(), UserFactory()
    with pytest.raises(PermissionDenied):
        ask_removal(user=user, by=other, now=now)
    ask_removal(user=user, by=user, now=now)
    with pytest.raises(PermissionDenied):
        cancel_removal(user=user, by=other, now=now)


def test_when_one_part_fails_nothing_is_removed(now):
    professional = therapist(now=now)
    removal = ask_removal(user=professional.user, by=professional.user, now=now)

    def fail(*_: object) -> None:
        raise RuntimeError("halverwege")

    with pytest.raises(RuntimeError):
        remove_account(removal=removal, parts=(*PARTS, Leaving((), (), fail)), now=now + WEEK)
    professional.refresh_from_db()
    assert professional.user.is_active
    assert professional.is_active
    assert AccountRemoval.objects.get().done_at is None


def test_the_page_asks_to_read_first_then_removes_and_tend_does_it(now):
    user = UserFactory()
    client = signed_in(user)
    page = client.get(reverse("my_data")).content.decode()
    assert "Het logboek, met je naam erin." in page
    wrong = client.post(reverse("removal_ask"))
    assert wrong.status_code == 400 and "Vink aan" in wrong.content.decode()
    assert client.post(reverse("removal_ask"), {"understood": "yes"}).status_code == 302
    assert "Mijn account houden" in client.get(reverse("my_data")).content.decode()
    assert client.post(reverse("removal_cancel")).status_code == 302
    assert client.post(reverse("removal_ask"), {"understood": "yes"}).status_code == 302
    AccountRemoval.objects.filter(cancelled_at=None).update(due_at=now - timedelta(days=3650))
    out = StringIO()
    call_command("tend", stdout=out)
    assert "accounts removed: 1" in out.getvalue()
    assert client.get(reverse("my_data")).status_code == 302


def test_my_account_tells_of_the_removal_and_how_to_stay_and_staying_is_confirmed():
    user, now = person_with(Role.MEMBER), timezone.now()
    browser = signed_in(user)
    assert reverse("removal_cancel") not in browser.get("/account").content.decode()
    removal = ask_removal(user=user, by=user, now=now)
    page = browser.get("/account").content.decode()
    assert f"Je account wordt verwijderd op {nl_date(removal.due_at)}" in page
    assert f'action="{reverse("removal_cancel")}"' in page
    assert browser.post(reverse("removal_cancel")).status_code == 302
    assert user.notifications.order_by("pk").last().text == "Je account blijft. Het wordt niet verwijderd."
    assert reverse("removal_cancel") not in browser.get("/account").content.decode()
    assert [mail.subject for mail in mailed()][-1] == "Je account blijft"
