"""Calendar arithmetic of the platform. Pure: today and now always come in as arguments."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
WEEK = timedelta(weeks=1)


def monday(day: date) -> date:
    """Return the Monday of the ISO week that holds `day`."""
    return day - timedelta(days=day.weekday())


def weeks_between(start: date, end: date) -> int:
    """Return how many calendar weeks `end` lies after `start`; negative when it lies before."""
    return (monday(end) - monday(start)).days // 7


def local_date(moment: datetime) -> date:
    """Return the date in the Netherlands at `moment` (which must be aware)."""
    return moment.astimezone(AMSTERDAM).date()
