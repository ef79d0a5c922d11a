"""The bell as a page: new first, by day, by topic; a GET marks nothing."""

from datetime import datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from drakentemmers.accounts.actions.notifications import notify
from drakentemmers.accounts.models import Notification, User
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
PAGE = "/mijn/meldingen"


@pytest.fixture
def user(client: Client) -> User:
    user = UserFactory()
    client.force_login(user)
    return user


def line(
    user: User, now: datetime, text: str, code: str = "matching.asked", path: str = "/mijn"
) -> Notification:
    return notify(user=user, topic=code, text=text, path=path, now=now)


def shown(client: Client, query: str = "") -> list[tuple[str, list[str]]]:
    """What stands there: each day, with "Nieuw" when it is, and its lines."""
    page = BeautifulSoup(client.get(f"{PAGE}{query}").text, "html.parser")
    return [
        (
            section.h2.get_text(" ", strip=True),
            [found.get_text(strip=True) for found in section.select("li > div > a, li > div > form")],
        )
        for section in page.select("section.card")
    ]


def test_new_lines_come_first_and_then_by_day(client: Client, user: User, now: datetime) -> None:
    old = line(user, now - timedelta(days=2), "Oud en nieuw.")
    line(user, now - timedelta(days=1), "Gisteren gelezen.")
    line(user, now, "Vandaag gelezen.")
    line(user, now, "Vandaag nieuw.")
    Notification.objects.filter(text__endswith="gelezen.").update(read_at=now)

    assert shown(client) == [
        ("18 november 2026 Nieuw", ["Vandaag nieuw."]),
        ("16 november 2026 Nieuw", ["Oud en nieuw."]),
        ("18 november 2026", ["Vandaag gelezen."]),
        ("17 november 2026", ["Gisteren gelezen."]),
    ]
    assert Notification.objects.get(pk=old.pk).read_at is None


def test_a_day_is_a_day_in_the_netherlands(client: Client, user: User, now: datetime) -> None:
    line(user, now.replace(hour=0, minute=30), "Net na twaalven.")
    assert shown(client) == [("18 november 2026 Nieuw", ["Net na twaalven."])]


def test_one_topic_at_a_time(client: Client, user: User, now: datetime) -> None:
    line(user, now, "Een vraag.")
    line(user, now, "Een plek.", "matching.placed")
    assert shown(client, "?over=places") == [("18 november 2026 Nieuw", ["Een plek."])]
    assert shown(client, "?over=security") == []
    assert len(shown(client, "?over=onzin")[0][1]) == 2
    assert "Hier is niets over" in client.get(f"{PAGE}?over=security").text


def test_opening_a_line_marks_it_and_leads_where_it_should(client: Client, user: User, now: datetime) -> None:
    one, other = line(user, now, "Een.", path="/aanvragen"), line(user, now, "Ander.")
    answer = client.post(f"{PAGE}/{one.pk}")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/aanvragen")
    assert list(user.notifications.unread()) == [other]


def test_a_line_can_be_marked_without_opening_it(client: Client, user: User, now: datetime) -> None:
    one = line(user, now, "Een.", path="/aanvragen")
    assert client.post(f"{PAGE}/{one.pk}", {"stay": "1"}).headers["Location"] == PAGE
    assert not user.notifications.unread().exists()


def test_looking_marks_nothing(client: Client, user: User, now: datetime) -> None:
    one = line(user, now, "Een.")
    client.get(PAGE)
    client.head(PAGE)
    assert client.get(f"{PAGE}/{one.pk}").status_code == 405
    assert user.notifications.unread().count() == 1


def test_somebody_elses_line_does_not_exist(client: Client, user: User, now: datetime) -> None:
    other = line(UserFactory(), now, "Van een ander.")
    assert client.post(f"{PAGE}/{other.pk}").status_code == 404
    assert Notification.objects.get(pk=other.pk).read_at is None
    assert shown(client) == []


@pytest.mark.parametrize("path", ["//elders.example/", "https://elders.example/", "javascript:alert(1)"])
def test_a_line_leads_to_no_other_site(client: Client, user: User, now: datetime, path: str) -> None:
    one = line(user, now, "Een.", path=path)
    assert client.post(f"{PAGE}/{one.pk}").headers["Location"] == PAGE


def test_marking_all_leaves_what_came_in_meanwhile(client: Client, user: User, now: datetime) -> None:
    line(user, now, "Gezien.")
    form = BeautifulSoup(client.get(PAGE).text, "html.parser").select_one("main form:has(input[name=newest])")
    later = line(user, now, "Net binnen.")

    client.post(PAGE, {"newest": form.select_one("input[name=newest]")["value"]})

    assert list(user.notifications.unread()) == [later]


def test_marking_all_of_one_topic(client: Client, user: User, now: datetime) -> None:
    question, place = line(user, now, "Een vraag."), line(user, now, "Een plek.", "matching.placed")
    answer = client.post(f"{PAGE}?over=places", {"newest": str(place.pk)})
    assert answer.headers["Location"] == f"{PAGE}?over=places"
    assert list(user.notifications.unread()) == [question]


@pytest.mark.parametrize("newest", ["", "x", "-1", "9" * 40])
def test_a_strange_number_marks_all_or_nothing_and_breaks_nothing(
    client: Client, user: User, now: datetime, newest: str
) -> None:
    line(user, now, "Een.")
    assert client.post(PAGE, {"newest": newest}).status_code == 302


def test_ten_thousand_lines_are_fine(
    client: Client, user: User, now: datetime, assert_queries_constant
) -> None:
    line(user, now, "De eerste.")
    with assert_queries_constant(lambda: client.get(PAGE)):
        Notification.objects.bulk_create(
            Notification(
                user=user, at=now - timedelta(minutes=n), topic="matching.asked", text="Een.", path="/mijn"
            )
            for n in range(10_000)
        )
    assert sum(len(lines) for _, lines in shown(client)) == 30
    assert sum(len(lines) for _, lines in shown(client, "?pagina=300")) == 30
