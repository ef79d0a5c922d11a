"""Meetings: a list, filters, calendars."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from drakentemmers.directory.rules import RegionModel
from drakentemmers.knowledge.models import EventPage
from tests.factories import knowledge as made
from tests.factories.directory import RegionFactory

pytestmark = pytest.mark.django_db


def listed(query: str = "") -> list[str]:
    soup = BeautifulSoup(Client().get(f"/agenda{query}").content, "html.parser")
    return [title.get_text(strip=True) for title in soup.select(".card:not(.card--flat) h3")]


def test_what_is_coming_stands_in_order_and_what_was_apart():
    now = timezone.now()
    made.event(title="Later", starts_at=now + timedelta(days=20))
    made.event(title="Eerst", starts_at=now + timedelta(days=2))
    made.event(title="Geweest", starts_at=now - timedelta(days=2))
    assert listed() == ["Eerst", "Later"]
    assert "Geweest" in Client().get("/agenda").content.decode()


def test_filters_by_region_and_place():
    region = RegionFactory(code="pr-flevoland", name="Flevoland", model=RegionModel.PROGRAMME)
    RegionFactory(code="pr-zeeland", name="Zeeland", model=RegionModel.PROGRAMME)
    made.event(title="Flevoland", region=region)
    made.event(title="Overal", form="online")
    made.event(title="Beide", form="both")
    assert listed("?regio=pr-flevoland") == ["Flevoland", "Overal", "Beide"]
    assert listed("?regio=pr-zeeland") == ["Overal", "Beide"]
    assert listed("?waar=online") == ["Overal", "Beide"]
    assert listed("?waar=on_site") == ["Flevoland", "Beide"]
    assert listed("?regio=zomaar&waar=x") == ["Flevoland", "Overal", "Beide"]


def test_the_feed_follows_the_filters_and_a_file_holds_one_meeting():
    event = made.event(title="Een; bijeenkomst", form="online")
    made.event(title="Op locatie")
    feed = Client().get("/agenda.ics?waar=online")
    assert feed.headers["Content-Type"] == "text/calendar; charset=utf-8"
    text = feed.content.decode()
    assert text.count("BEGIN:VEVENT") == 1 and "SUMMARY:Een\\; bijeenkomst\r\n" in text
    one = Client().get(f"{event.url}.ics")
    assert one.content.decode().count("BEGIN:VEVENT") == 1
    assert one.headers["Content-Disposition"] == f'attachment; filename="{event.slug}.ics"'


def test_the_page_tells_when_in_our_own_time():
    starts = datetime(2027, 1, 14, 13, 30, tzinfo=ZoneInfo("Europe/Amsterdam"))
    event = made.event(starts_at=starts, place="Almere")
    text = (
        BeautifulSoup(Client().get(event.url).content, "html.parser")
        .select_one(".prose")
        .get_text(" ", strip=True)
    )
    assert "14 januari 2027, 13.30 tot 15.30 uur" in text


def test_the_database_refuses_a_meeting_that_ends_before_it_begins():
    from django.db import IntegrityError, transaction

    event = made.event()
    with pytest.raises(IntegrityError), transaction.atomic():
        EventPage.objects.filter(pk=event.pk).update(ends_at=event.starts_at)
