"""Calendar files that every calendar reads, whatever stands in a title."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from drakentemmers.knowledge.rules.calendar_file import Appointment, calendar_of, folded, text_value

AT = datetime(2026, 11, 18, 20, 14, tzinfo=ZoneInfo("Europe/Amsterdam"))


def appointment(**fields) -> Appointment:
    fields = {
        "uid": "1@x",
        "title": "Bijeenkomst",
        "starts_at": AT,
        "ends_at": AT + timedelta(hours=1),
        "changed_at": AT,
    } | fields
    return Appointment(**fields)


def test_moments_are_in_utc_and_lines_end_as_the_standard_says():
    text = calendar_of([appointment(place="Almere, Stadhuis")], name="Agenda")
    assert "DTSTART:20261118T191400Z\r\nDTEND:20261118T201400Z\r\n" in text
    assert "LOCATION:Almere\\, Stadhuis\r\n" in text
    assert text.startswith("BEGIN:VCALENDAR\r\n") and text.endswith("END:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")


def test_a_title_cannot_add_a_line_of_its_own():
    text = calendar_of([appointment(title="Een\r\nATTACH:file:///etc/passwd\nBEGIN:VALARM")], name="x")
    lines = text.split("\r\n")
    assert "SUMMARY:Een\\nATTACH:file:///etc/passwd\\nBEGIN:VALARM" in lines
    assert not [line for line in lines if line.startswith(("ATTACH", "BEGIN:VALARM"))]


@given(st.text(max_size=300))
def test_no_line_is_longer_than_75_octets_and_unfolding_gives_it_back(title):
    line = f"SUMMARY:{text_value(title)}"
    parts = folded(line).split("\r\n")
    assert all(len(part.encode()) <= 75 for part in parts)
    assert parts[0] + "".join(part[1:] for part in parts[1:]) == line


def test_the_same_meeting_keeps_its_name_when_it_moves():
    first = calendar_of([appointment(sequence=1)], name="x")
    moved = calendar_of([appointment(sequence=2, starts_at=datetime(2026, 12, 1, 9, tzinfo=UTC))], name="x")
    assert "UID:1@x" in first and "UID:1@x" in moved
