"""By when a treatment must start: the day that was asked, or the time that belongs to the urgency. Pure."""

from datetime import date, timedelta

from drakentemmers.matching.rules.vocabulary import Urgency

STARTS_WITHIN = {Urgency.ACUTE: timedelta(weeks=1), Urgency.WITHIN_4_WEEKS: timedelta(weeks=4)}


def day_to_start_by(asked: date | None, urgency: Urgency, *, made: date, on: date) -> date | None:
    """Return the last day to start, seen from `on`; None: any day.

    An asked day wins from the urgency, which counts from the day a request was made. A day that has passed would
    leave out who waits longest: then the time of the urgency counts anew from `on`, and a regular request takes any.
    """
    within = STARTS_WITHIN.get(urgency)
    day = asked if asked is not None else made + within if within else None
    if day is None or day >= on:
        return day
    return on + within if within else None
