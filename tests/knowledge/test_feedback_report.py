"""What editors read of what readers say: page by page, how it changed, and the lines themselves."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from drakentemmers.accounts.rules import Role
from drakentemmers.knowledge.models import Feedback
from drakentemmers.knowledge.read.feedback import said_of_pages
from tests.factories import knowledge as made
from tests.factories.accounts import person_with
from tests.knowledge.editors import client_of

pytestmark = pytest.mark.django_db


def say(page, useful: str, *, days_ago: int = 1, line: str = "") -> None:
    """ "++-": two found it useful, one did not."""
    at = timezone.now() - timedelta(days=days_ago)
    for sign in useful:
        Feedback.objects.create(page_id=page.pk, was_useful=sign == "+", line=line, at=at)


def tables(query: str = "") -> list[list[list[str]]]:
    answer = client_of(person_with(Role.EDITOR)).get(f"/beheer/reports/feedback/{query}")
    soup = BeautifulSoup(answer.content, "html.parser")
    return [
        [[cell.get_text(strip=True) for cell in row.select("td")] for row in table.select("tbody tr")]
        for table in soup.select("table.listing")
    ]


def test_pages_stand_with_how_often_they_helped_lately_and_before():
    liked, missed = made.page(title="Gewaardeerd"), made.page(title="Mist iets")
    say(liked, "+++-", days_ago=200)
    say(liked, "++", days_ago=2)
    say(missed, "+---", days_ago=3, line="Waar vind ik de lijst?")
    made.page(title="Nooit iets gezegd")
    pages, lines = tables()
    assert pages == [
        ["Mist iets", "1", "3", "25% van 4", "–", "4"],
        ["Gewaardeerd", "5", "1", "100% van 2", "75% van 4", "0"],
    ]
    assert {row[0] for row in lines} == {"Mist iets"}


def test_the_lines_of_one_page_alone():
    one, other = made.page(title="Eerste"), made.page(title="Tweede")
    say(one, "-", line="Te lang")
    say(other, "+", line="Helder")
    assert [row[:3] for row in tables(f"?pagina={one.pk}")[1]] == [["Eerste", "Nee", "Te lang"]]
    assert len(tables("?pagina=zomaar")[1]) == 2


def test_nothing_said_is_told_plainly():
    assert said_of_pages(timezone.now()) == []
    answer = client_of(person_with(Role.EDITOR)).get("/beheer/reports/feedback/")
    assert "Nog niemand" in answer.content.decode()
