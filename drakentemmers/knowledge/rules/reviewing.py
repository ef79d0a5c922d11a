"""When a page has to be read again, and who may say that it is right."""

from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum

SOON = timedelta(days=30)


class Due(StrEnum):
    """How far a page is from its review."""

    NOT_YET = "not_yet"
    SOON = "soon"  # within thirty days
    NOW = "now"


def a_year_after(reviewed_on: date) -> date:
    """Return the same day a year on; for 29 February the day before it."""
    try:
        return reviewed_on.replace(year=reviewed_on.year + 1)
    except ValueError:
        return reviewed_on.replace(year=reviewed_on.year + 1, day=28)


def review_due(review_before: date | None, on: date) -> Due:
    """Return whether a page to be reviewed before a day (None: never) is due on `on`; that very day is too late."""
    if review_before is None or review_before - SOON > on:
        return Due.NOT_YET
    return Due.SOON if review_before > on else Due.NOW


def wrote_along(reviewer: int, writers: Collection[int | None]) -> bool:
    """Tell whether `reviewer` wrote along since the page was last published, and so may not approve it.

    `writers` are who saved a version since then, and the owner of a page that was never published; None is the system.
    """
    return reviewer in writers
