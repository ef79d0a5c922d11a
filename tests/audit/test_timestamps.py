"""The outside clock: asked when a setting says so, believed only when signed for our head by whom we trust."""

import json
from datetime import datetime
from pathlib import Path
from time import monotonic

import pytest

from drakentemmers.audit.actions.tending import tend_log
from drakentemmers.audit.read.verification import verify
from drakentemmers.audit.timestamps import NoTimestamp, ask_timestamp
from drakentemmers.audit.verifying import Fault
from tests.audit.chains import found, write_events
from tests.audit.timestamp_server import clock_on_this_machine

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(tmp_path: Path, settings):
    settings.LOG_ANCHOR_FILE = str(tmp_path / "anchors.jsonl")
    settings.LOG_TIMESTAMP_TIMEOUT = 0.3
    with clock_on_this_machine(tmp_path) as (clock, url, roots):
        settings.LOG_TIMESTAMP_URL, settings.LOG_TIMESTAMP_ROOTS = url, str(roots)
        yield clock


def lines(settings) -> list[dict]:
    path = Path(settings.LOG_ANCHOR_FILE)
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def test_the_head_gets_a_moment_from_outside(clock, settings, now: datetime):
    write_events(3)
    assert tend_log(now=now).heads_kept == 1
    assert tend_log(now=now).heads_kept == 0
    (line,) = lines(settings)
    assert line["position"] == 3 and len(line["timestamp"]) > 1000
    assert verify().is_whole


@pytest.mark.parametrize("broken", ["other message", "noise", "down", "silent"])
def test_an_answer_that_cannot_be_trusted_is_not_kept(clock, settings, now: datetime, broken: str):
    write_events(1)
    clock.broken = broken
    begin = monotonic()
    assert tend_log(now=now).heads_kept == 1
    assert monotonic() - begin < 3
    assert [line["timestamp"] for line in lines(settings)] == [""]
    clock.broken = ""
    assert tend_log(now=now).heads_kept == 1  # asked again
    assert [bool(line["timestamp"]) for line in lines(settings)] == [False, True]


def test_the_clock_of_somebody_else_is_not_believed(clock, settings, tmp_path: Path, now: datetime):
    write_events(1)
    tend_log(now=now)
    other = tmp_path / "ander"
    other.mkdir()
    with clock_on_this_machine(other) as (_clock, _url, roots):
        settings.LOG_TIMESTAMP_ROOTS = str(roots)
        assert found() == (Fault.TIMESTAMP_WRONG, 1)
        with pytest.raises(NoTimestamp):
            ask_timestamp("0" * 64)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "klok", "http://127.0.0.1:9/"])
def test_an_address_that_is_none_is_trouble_of_the_log_alone(
    settings, tmp_path: Path, url: str, now: datetime
):
    settings.LOG_ANCHOR_FILE = str(tmp_path / "anchors.jsonl")
    settings.LOG_TIMESTAMP_URL = url
    write_events(1)
    assert tend_log(now=now).heads_kept == 1
    assert [line["timestamp"] for line in lines(settings)] == [""]
