"""The bell and the mail that goes with it."""

from datetime import datetime

import pytest
from django.core import mail

from drakentemmers.accounts.actions.notifications import mark_read, notify
from drakentemmers.accounts.models import Notification
from drakentemmers.accounts.outbox import MailState
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
NEWS = {"topic": "question", "text": "Er is een nieuwe vraag.", "path": "/aanvragen"}


def test_a_line_under_the_bell_is_of_one_person(now: datetime) -> None:
    mine, other = UserFactory(), UserFactory()
    notification = notify(user=mine, now=now, **NEWS)

    assert list(Notification.objects.visible_to(mine)) == [notification]
    assert not Notification.objects.visible_to(other).exists()
    assert mail.outbox == []


def test_the_mail_goes_when_the_deed_was_kept(now: datetime, django_capture_on_commit_callbacks) -> None:
    user = UserFactory()

    with django_capture_on_commit_callbacks(execute=True):
        notification = notify(
            user=user, now=now, subject="Een nieuwe vraag", mail="Kijk op je pagina.", **NEWS
        )
        assert mail.outbox == []

    [message] = mail.outbox
    assert (message.to, message.subject) == ([user.email], "Een nieuwe vraag")
    assert message.body.startswith("Kijk op je pagina.\n\n--\n\nMinder mail? Kies het hier: http")
    notification.refresh_from_db()
    assert (notification.mail.state, notification.mail.user) == (MailState.SENT, user)


def test_a_closed_account_gets_no_mail(now: datetime, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        notify(user=UserFactory(is_active=False), now=now, subject="Een vraag", mail="Kijk.", **NEWS)

    assert mail.outbox == []


def test_marking_as_read_is_about_ones_own(now: datetime) -> None:
    mine, other = UserFactory(), UserFactory()
    notify(user=mine, now=now, **NEWS)
    notify(user=mine, now=now, **NEWS)
    notify(user=other, now=now, **NEWS)

    assert mark_read(by=mine, now=now) == 2
    assert mark_read(by=mine, now=now) == 0
    assert other.notifications.unread().count() == 1
