"""When a mail is to go: at once, with the mail of the day or of the week, and never in somebody's quiet hours.

Plain Python; clock times are those on the wall in the Netherlands, summer and winter.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from drakentemmers.accounts.topics import How
from drakentemmers.kernel.clock import AMSTERDAM

DIGEST_AT = time(8)
STEP = timedelta(minutes=30)
SATURDAY = 5
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class QuietTimes:
    """From `begins` to `ends` on the wall, over midnight when it ends earlier than it begins; none when equal.

    Both lie on a whole or half hour, else ValueError: that is as fine as quiet hours are looked at.
    """

    begins: time = time(20)
    ends: time = time(7)
    weekends: bool = False  # the whole of Saturday and Sunday

    def __post_init__(self) -> None:
        if any(
            moment.minute % 30 or moment.second or moment.microsecond for moment in (self.begins, self.ends)
        ):
            raise ValueError("quiet hours begin and end at a whole or half hour")

    def hold(self, moment: datetime) -> bool:
        """Tell whether `moment` is quiet."""
        local = moment.astimezone(AMSTERDAM)
        if self.weekends and local.weekday() >= SATURDAY:
            return True
        if self.begins <= self.ends:
            return self.begins <= local.time() < self.ends
        return local.time() >= self.begins or local.time() < self.ends


def first_loud(moment: datetime, quiet: QuietTimes) -> datetime:
    """Return `moment` when it is not quiet, else the first half hour after it that is not.

    It walks by half hours of real time and looks at the wall each time: right also when the clock is put forward or
    back, for in the Netherlands that happens on a whole hour.
    """
    if not quiet.hold(moment):
        return moment
    at = moment.astimezone(UTC)  # sums with a time on the wall would walk by the wall
    at -= timedelta(minutes=at.minute % 30, seconds=at.second, microseconds=at.microsecond)
    while quiet.hold(at):  # at most a weekend and two nights
        at += STEP
    return at.astimezone(AMSTERDAM)


def next_digest(now: datetime, *, weekly: bool) -> datetime:
    """Return the first eight o'clock in the morning after `now`; with `weekly`, of a Monday."""
    local = now.astimezone(AMSTERDAM)
    day = local.date() if local.time() < DIGEST_AT else local.date() + DAY
    if weekly:
        day += DAY * (-day.weekday() % 7)
    return datetime.combine(day, DIGEST_AT, AMSTERDAM)


def when_to_mail(how: How, now: datetime, quiet: QuietTimes) -> datetime | None:
    """Return the moment at which news of `now` is to be mailed; None: not at all."""
    match how:
        case How.BELL:
            return None
        case How.AT_ONCE:
            return first_loud(now, quiet)
        case How.DAILY | How.WEEKLY:
            return first_loud(next_digest(now, weekly=how is How.WEEKLY), quiet)
