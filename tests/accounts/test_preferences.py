"""Choosing which mail comes, and when."""

from datetime import datetime, time

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from drakentemmers.accounts.actions.preferences import choose_mail
from drakentemmers.accounts.digest import QuietTimes
from drakentemmers.accounts.models import MailBounce, MailChoice, User
from drakentemmers.accounts.read.preferences import Preferences, preferences_of
from drakentemmers.accounts.topics import DEFAULTS, How, Topic
from drakentemmers.audit.models import Event
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
PAGE = "/account/meldingen"
FORM = {
    "questions": "at_once",
    "places": "daily",
    "network": "bell",
    "quiet": "on",
    "begins": "21:30",
    "ends": "06:00",
    "weekends": "on",
}


@pytest.fixture
def user(client: Client) -> User:
    user = UserFactory()
    client.force_login(user)
    return user


def checked(page: BeautifulSoup) -> dict[str, str]:
    chosen = {field["name"]: field["value"] for field in page.select("main input[type=radio][checked]")}
    options = page.select("main select option[selected]")
    return chosen | {option.find_parent("select")["name"]: option["value"] for option in options}


def test_who_chose_nothing_has_what_everybody_has(user: User) -> None:
    assert preferences_of(user) == Preferences(DEFAULTS, QuietTimes())


def test_what_was_chosen_is_kept_and_shown_again(client: Client, user: User) -> None:
    answer = client.post(PAGE, FORM, follow=True)

    assert "Je keuzes zijn opgeslagen." in answer.text
    assert preferences_of(user) == Preferences(
        {Topic.QUESTIONS: How.AT_ONCE, Topic.PLACES: How.DAILY, Topic.NETWORK: How.BELL},
        QuietTimes(time(21, 30), time(6), weekends=True),
    )
    page = BeautifulSoup(client.get(PAGE).text, "html.parser")
    assert checked(page) == {
        name: FORM[name] for name in ("questions", "places", "network", "begins", "ends")
    }


def test_quiet_hours_can_be_switched_off(client: Client, user: User) -> None:
    client.post(PAGE, {**FORM, "quiet": "", "weekends": ""})

    assert preferences_of(user).quiet == QuietTimes(time(0), time(0))
    page = BeautifulSoup(client.get(PAGE).text, "html.parser")
    assert page.select_one("input[name=quiet][checked]") is None
    assert (checked(page)["begins"], checked(page)["ends"]) == ("20:00", "07:00")


@pytest.mark.parametrize(
    "wrong",
    [
        {"questions": "never"},
        {"places": ""},
        {"begins": "21:15"},
        {"ends": "21:30"},
    ],
)
def test_a_wrong_answer_is_told_with_what_was_chosen_and_nothing_is_kept(
    client: Client, user: User, wrong: dict[str, str]
) -> None:
    answer = client.post(PAGE, FORM | wrong)

    assert answer.status_code == 400
    page = BeautifulSoup(answer.text, "html.parser")
    assert len(page.select(".errors li")) == 1
    assert checked(page)["network"] == "bell"
    assert preferences_of(user) == Preferences(DEFAULTS, QuietTimes())


def test_security_is_no_choice(user: User, now: datetime) -> None:
    with pytest.raises(ValueError, match="security"):
        choose_mail(user=user, how={Topic.SECURITY: How.BELL}, quiet=QuietTimes(), by=user, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        MailChoice.objects.create(user=user, topic="security", how="bell")


def test_only_the_person_chooses(user: User, now: datetime) -> None:
    with pytest.raises(PermissionDenied):
        choose_mail(user=UserFactory(), how={}, quiet=QuietTimes(), by=user, now=now)


def test_the_log_tells_a_change_and_no_change_leaves_no_trace(client: Client, user: User) -> None:
    for _ in range(2):
        client.post(PAGE, FORM)

    [event] = Event.objects.filter(action="preferences.changed")
    assert (event.actor_id, event.subject_id) == (str(user.pk), str(user.pk))
    assert event.details == {"way": "page", "questions": "at_once", "places": "daily", "network": "bell"}


def test_looking_changes_nothing(client: Client, user: User) -> None:
    client.get(PAGE)
    client.head(PAGE)
    assert not MailChoice.objects.exists()


def test_an_address_from_which_mail_comes_back_is_told_and_tried_again(client: Client, user: User) -> None:
    MailBounce.objects.create(address=user.email, at=timezone.now(), status="5.1.1")
    assert "Mail aan je adres komt terug." in client.get(PAGE).text

    answer = client.post(f"{PAGE}/adres", follow=True)

    assert "Er gaat weer mail naar je adres." in answer.text
    assert "Mail aan je adres komt terug." not in answer.text
    assert not MailBounce.objects.exists()
