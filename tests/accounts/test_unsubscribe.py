"""Ending mails by the link in a mail (RFC 8058): no signing in, nothing by looking, one click to undo."""

import re
from datetime import datetime

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from drakentemmers.accounts.actions.digest import send_digests
from drakentemmers.accounts.actions.notifications import notify
from drakentemmers.accounts.actions.preferences import choose_mail
from drakentemmers.accounts.models import MailChoice, Notification, OutgoingMail, User
from drakentemmers.accounts.read.preferences import preferences_of
from drakentemmers.accounts.topics import CHOOSABLE, How, Topic
from drakentemmers.accounts.unsubscribe import unsubscribe_url
from tests.factories.accounts import UserFactory
from tests.mailbox import mailed

pytestmark = pytest.mark.django_db
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def path_for(user: User, *topics: Topic) -> str:
    return unsubscribe_url(user, topics).removeprefix("http://127.0.0.1:8000")


def told(user: User, now: datetime, code: str) -> None:
    notify(user=user, topic=code, text="Nieuws.", path="/mijn", now=now, subject="Nieuws", mail="Nieuws.")


def test_a_mail_carries_the_headers_of_one_click(now: datetime) -> None:
    user = UserFactory()
    told(user, now, "matching.asked")
    [message] = mailed()
    url = unsubscribe_url(user, [Topic.QUESTIONS])
    assert message.extra_headers["List-Unsubscribe"] == f"<{url}>"
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert url in message.body


def test_mail_about_safety_has_no_way_out(now: datetime) -> None:
    told(UserFactory(), now, "security.new_device")
    [message] = mailed()
    assert "List-Unsubscribe" not in message.extra_headers and "afmelden" not in message.body


def test_a_digest_ends_all_its_topics(client: Client, now: datetime) -> None:
    user = UserFactory()
    for code in ("matching.asked", "matching.placed"):
        told(user, now.replace(hour=22), code)
    send_digests(now=now.replace(day=19))
    path = re.search(r"(/afmelden/\S+)", OutgoingMail.objects.get().text)[1]

    client.post(path, ONE_CLICK)

    how = preferences_of(user).how
    assert [how[topic] for topic in CHOOSABLE] == [How.BELL, How.BELL, How.AT_ONCE]


def test_one_click_needs_no_session_and_no_token_of_a_form() -> None:
    user = UserFactory()
    strict = Client(enforce_csrf_checks=True)

    answer = strict.post(path_for(user, Topic.QUESTIONS), ONE_CLICK)

    assert answer.status_code == 200
    assert "Deze mails zijn gestopt" in answer.text and "Vragen en antwoorden" in answer.text
    assert preferences_of(user).how[Topic.QUESTIONS] is How.BELL
    assert preferences_of(user).how[Topic.PLACES] is How.AT_ONCE
    assert answer.cookies == {} or "sessionid" not in answer.cookies


def test_looking_changes_nothing(client: Client) -> None:
    user = UserFactory()
    for _ in range(2):
        page = client.get(path_for(user, Topic.QUESTIONS))
        assert "Deze mails stoppen?" in page.text
        assert page.headers["Cache-Control"] == "no-store"
    client.head(path_for(user, Topic.QUESTIONS))
    assert not MailChoice.objects.exists()


def test_undo_brings_back_what_it_was(client: Client, now: datetime) -> None:
    user = UserFactory()
    choose_mail(user=user, how={Topic.PLACES: How.WEEKLY}, quiet=preferences_of(user).quiet, by=user, now=now)
    path = path_for(user, Topic.PLACES, Topic.QUESTIONS)
    page = BeautifulSoup(client.post(path, {}).text, "html.parser")
    fields = {field["name"]: field["value"] for field in page.select("main form [name]")}
    assert fields == {"places": "weekly", "questions": "at_once", "undo": "1"}

    answer = client.post(path, fields)

    assert "De mails komen weer" in answer.text
    assert preferences_of(user).how[Topic.PLACES] is How.WEEKLY
    assert preferences_of(user).how[Topic.QUESTIONS] is How.AT_ONCE


def test_a_second_click_says_the_same_and_tells_the_bell_once(client: Client) -> None:
    user = UserFactory()
    for _ in range(2):
        assert "Deze mails zijn gestopt" in client.post(path_for(user, Topic.PLACES), ONE_CLICK).text
    [line] = Notification.objects.all()
    assert (line.user, line.topic, line.mail) == (user, "security.mail_off", None)
    assert "Deze mails zijn gestopt" in client.get(path_for(user, Topic.PLACES)).text


def test_undo_can_not_do_what_the_page_does_not_offer(client: Client) -> None:
    user = UserFactory()
    client.post(path_for(user, Topic.PLACES), {"undo": "1", "places": "bell", "questions": "bell", "x": "y"})
    assert preferences_of(user).how == dict.fromkeys(CHOOSABLE, How.AT_ONCE)


@pytest.mark.parametrize(
    "change", [lambda path: path + "x", lambda path: path[:-3], lambda path: "/afmelden/niets"]
)
def test_a_forged_link_is_like_nothing_at_all(client: Client, change) -> None:
    path = change(path_for(UserFactory(), Topic.PLACES))
    for answer in (client.get(path), client.post(path, ONE_CLICK)):
        assert answer.status_code == 404
    assert not MailChoice.objects.exists()


def test_the_link_of_somebody_who_is_gone_is_like_nothing_at_all(client: Client) -> None:
    user = UserFactory()
    path = path_for(user, Topic.PLACES)
    user.delete()
    assert client.post(path, ONE_CLICK).status_code == 404


def test_the_page_says_nothing_about_who(client: Client) -> None:
    user = UserFactory(name="Samira Bijzonder")
    page = client.get(path_for(user, Topic.PLACES)).text
    assert "Samira" not in page and user.email not in page


def test_a_token_of_another_purpose_opens_nothing(client: Client) -> None:
    from django.core import signing

    token = signing.Signer(salt="matching.offer-link").sign_object([UserFactory().pk, ["places"]])
    assert client.post(f"/afmelden/{token}", ONE_CLICK).status_code == 404
