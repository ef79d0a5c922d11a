"""Dates as people type them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drakentemmers.matching.dates import read_date


@pytest.mark.parametrize(
    "text",
    [
        "18-11-2026",
        "18/11/2026",
        " 18.11.2026 ",
        "18 november 2026",
        "18 Nov 2026",
        "2026-11-18",
        "18 nov. 2026",
    ],
)
def test_people_write_dates_in_many_ways(text):
    assert read_date(text) == date(2026, 11, 18)


@pytest.mark.parametrize("text", ["", "ooit", "31-02-2026", "18-13-2026", "18 foo 2026", "18-11-26", "2026"])
def test_what_is_no_date_is_no_date(text):
    assert read_date(text) is None


def test_march_has_two_short_names():
    assert read_date("1 mrt 2027") == read_date("1 maart 2027") == date(2027, 3, 1)


@given(st.text())
def test_no_text_makes_it_fail(text):
    assert read_date(text) is None or isinstance(read_date(text), date)


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_date_comes_back(day):
    assert read_date(f"{day.day}-{day.month}-{day.year}") == day
