"""The bell and the mail that goes with it."""

from datetime import datetime

import pytest
from django.core import mail
from django.test import Client

from drakentemmers.accounts.actions import mark_read, notify
from drakentemmers.accounts.models import Notification
from drakentemmers.accounts.tasks import deliver_mail
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
    assert (message.to, message.subject, message.body) == (
        [user.email],
        "Een nieuwe vraag",
        "Kijk op je pagina.",
    )
    notification.refresh_from_db()
    assert notification.mail_state == Notification.Mail.SENT


def test_the_same_mail_never_goes_twice(now: datetime, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        notification = notify(user=UserFactory(), now=now, subject="Een vraag", mail="Kijk.", **NEWS)

    deliver_mail.call(notification.pk)

    assert len(mail.outbox) == 1


def test_a_closed_account_gets_no_mail(now: datetime, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        notify(user=UserFactory(is_active=False), now=now, subject="Een vraag", mail="Kijk.", **NEWS)

    assert mail.outbox == []


def test_a_mail_that_cannot_be_sent_says_so_and_breaks_nothing(
    now: datetime, settings, django_capture_on_commit_callbacks
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens there

    with django_capture_on_commit_callbacks(execute=True):
        notification = notify(user=UserFactory(), now=now, subject="Een vraag", mail="Kijk.", **NEWS)

    notification.refresh_from_db()
    assert notification.mail_state == Notification.Mail.FAILED


def test_marking_as_read_is_about_ones_own(now: datetime) -> None:
    mine, other = UserFactory(), UserFactory()
    notify(user=mine, now=now, **NEWS)
    notify(user=mine, now=now, **NEWS)
    notify(user=other, now=now, **NEWS)

    assert mark_read(by=mine, now=now) == 2
    assert mark_read(by=mine, now=now) == 0
    assert other.notifications.unread().count() == 1


def test_the_page_shows_the_newest_first_and_marks_all_as_read(client: Client, now: datetime) -> None:
    user = UserFactory()
    notify(user=user, now=now.replace(day=1), **{**NEWS, "text": "Eerst dit."})
    notify(user=user, now=now, **{**NEWS, "text": "Toen dat."})
    client.force_login(user)

    page = client.get("/mijn/meldingen").text
    assert page.index("Toen dat.") < page.index("Eerst dit.")
    assert page.count(">Nieuw<") == 2

    again = client.post("/mijn/meldingen", follow=True).text
    assert ">Nieuw<" not in again and "Alles als gelezen" not in again
