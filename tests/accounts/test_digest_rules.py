"""When a mail goes: quiet hours and digests, as plain rules."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drakentemmers.accounts.digest import STEP, QuietTimes, first_loud, next_digest, when_to_mail
from drakentemmers.accounts.topics import CHOOSABLE, DEFAULTS, How, Topic, how_of, topic_of
from drakentemmers.kernel.clock import AMSTERDAM

USUAL = QuietTimes()
NEVER = QuietTimes(time(0), time(0))
WEEKENDS = QuietTimes(weekends=True)


def at(day: str, clock: str, fold: int = 0) -> datetime:
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), AMSTERDAM).replace(fold=fold)


@pytest.mark.parametrize(
    ("quiet", "moment", "goes"),
    [
        (USUAL, at("2026-11-18", "15:00"), at("2026-11-18", "15:00")),
        (USUAL, at("2026-11-18", "19:59"), at("2026-11-18", "19:59")),
        (USUAL, at("2026-11-18", "20:00"), at("2026-11-19", "07:00")),
        (USUAL, at("2026-11-19", "06:59"), at("2026-11-19", "07:00")),
        (USUAL, at("2026-11-21", "15:00"), at("2026-11-21", "15:00")),  # a Saturday like any day
        (WEEKENDS, at("2026-11-20", "21:00"), at("2026-11-23", "07:00")),
        (WEEKENDS, at("2026-11-22", "15:00"), at("2026-11-23", "07:00")),
        (NEVER, at("2026-11-18", "03:00"), at("2026-11-18", "03:00")),
        (QuietTimes(time(12), time(13, 30)), at("2026-11-18", "12:10"), at("2026-11-18", "13:30")),
        # summer time begins on 29 March 2026: 02:00 is 03:00; it ends on 25 October: 03:00 is 02:00 again
        (USUAL, at("2026-03-28", "23:00"), at("2026-03-29", "07:00")),
        (USUAL, at("2026-10-24", "23:00"), at("2026-10-25", "07:00")),
        (QuietTimes(time(22), time(2, 30)), at("2026-03-29", "01:30"), at("2026-03-29", "03:00")),
        (QuietTimes(time(22), time(2, 30)), at("2026-10-25", "01:30"), at("2026-10-25", "02:30")),
    ],
)
def test_mail_waits_for_the_end_of_quiet_hours(quiet: QuietTimes, moment: datetime, goes: datetime) -> None:
    assert first_loud(moment, quiet) == goes


@pytest.mark.parametrize(("evening", "hours"), [("2026-03-27", 11), ("2026-03-28", 10), ("2026-10-24", 12)])
def test_the_night_in_which_the_clock_changes_is_as_long_as_it_is(evening: str, hours: int) -> None:
    begins = at(evening, "20:00")
    assert first_loud(begins, USUAL).timestamp() - begins.timestamp() == hours * 3600


@pytest.mark.parametrize(
    ("now", "weekly", "goes"),
    [
        (at("2026-11-18", "07:59"), False, at("2026-11-18", "08:00")),
        (at("2026-11-18", "08:00"), False, at("2026-11-19", "08:00")),
        (at("2026-11-18", "15:00"), True, at("2026-11-23", "08:00")),
        (at("2026-11-23", "07:00"), True, at("2026-11-23", "08:00")),
        (at("2026-11-23", "08:00"), True, at("2026-11-30", "08:00")),
        (at("2026-03-28", "09:00"), False, at("2026-03-29", "08:00")),
    ],
)
def test_digests_come_at_eight(now: datetime, weekly: bool, goes: datetime) -> None:
    assert next_digest(now, weekly=weekly) == goes


def test_a_digest_waits_for_the_end_of_quiet_hours_too() -> None:
    late_riser = QuietTimes(time(20), time(9, 30))
    assert when_to_mail(How.DAILY, at("2026-11-18", "15:00"), late_riser) == at("2026-11-19", "09:30")
    assert when_to_mail(How.DAILY, at("2026-11-20", "15:00"), WEEKENDS) == at("2026-11-23", "07:00")


def test_bell_only_is_never_mailed() -> None:
    assert when_to_mail(How.BELL, at("2026-11-18", "15:00"), USUAL) is None


@pytest.mark.parametrize("wrong", [time(20, 15), time(20, 0, 1), time(20, 30, 0, 5)])
def test_quiet_hours_are_whole_or_half(wrong: time) -> None:
    with pytest.raises(ValueError, match="half hour"):
        QuietTimes(wrong, time(7))


half_hours = st.builds(time, st.integers(0, 23), st.sampled_from([0, 30]))
quiet_times = st.builds(QuietTimes, half_hours, half_hours, st.booleans())
moments = st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1), timezones=st.just(AMSTERDAM))  # noqa: DTZ001


@given(moments, quiet_times)
def test_the_first_loud_moment_is_loud_and_the_first(moment: datetime, quiet: QuietTimes) -> None:
    goes = first_loud(moment, quiet)
    assert goes.timestamp() >= moment.timestamp()
    assert not quiet.hold(goes)
    before = [
        moment.timestamp() + 60 * n for n in range(0, int((goes.timestamp() - moment.timestamp()) // 60), 7)
    ]
    assert all(quiet.hold(datetime.fromtimestamp(second, AMSTERDAM)) for second in before)
    assert first_loud(goes, quiet) == goes


@given(moments, quiet_times, st.sampled_from(list(How)))
def test_mail_never_goes_before_its_news_nor_in_quiet_hours(
    moment: datetime, quiet: QuietTimes, how: How
) -> None:
    goes = when_to_mail(how, moment, quiet)
    if goes is None:
        assert how is How.BELL
        return
    assert goes.timestamp() >= moment.timestamp() and not quiet.hold(goes)
    longest = {How.AT_ONCE: 3, How.DAILY: 4, How.WEEKLY: 8}[how]
    assert goes.timestamp() - moment.timestamp() <= (timedelta(days=longest) + STEP).total_seconds()


@pytest.mark.parametrize(
    ("code", "topic"),
    [
        ("matching.asked", Topic.QUESTIONS),
        ("matching.placed", Topic.PLACES),
        ("security.new_device", Topic.SECURITY),
        ("joining", Topic.NETWORK),
        ("iets nieuws", Topic.NETWORK),
    ],
)
def test_a_code_has_one_topic(code: str, topic: Topic) -> None:
    assert topic_of(code) is topic


@pytest.mark.parametrize("chosen", [None, *How])
def test_the_safety_of_an_account_is_no_choice(chosen: How | None) -> None:
    assert how_of(Topic.SECURITY, chosen) is How.AT_ONCE
    assert [how_of(topic, chosen) for topic in CHOOSABLE] == [
        chosen or DEFAULTS[topic] for topic in CHOOSABLE
    ]
