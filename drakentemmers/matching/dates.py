"""Dates as people type them. Pure."""

import re
from datetime import date

MONTHS = ("jan", "feb", "maa", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
DUTCH = re.compile(r"(\d{1,2})[-/. ]+(\d{1,2}|[a-z]{3,9}\.?)[-/. ]+(\d{4})", re.IGNORECASE)
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


def read_date(text: str) -> date | None:
    """Return the date in `text`: 18-11-2026, 18/11/2026, 18 november 2026 or 2026-11-18; None when it is no date."""
    cleaned = text.strip()
    if found := ISO.fullmatch(cleaned):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := DUTCH.fullmatch(cleaned):
        month = _month(found[2])
        return None if month is None else _day(int(found[3]), month, int(found[1]))
    return None


def _month(text: str) -> int | None:
    if text.isdigit():
        return int(text)
    name = "maa" if text.lower().startswith("mrt") else text.lower()[:3]
    return MONTHS.index(name) + 1 if name in MONTHS else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
