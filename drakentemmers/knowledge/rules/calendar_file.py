"""Calendar files (iCalendar, RFC 5545): neutral, in UTC, one line of text at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

LONGEST_LINE = 75  # octets, without the line break


@dataclass(frozen=True, slots=True)
class Appointment:
    """One event as a calendar knows it. `uid` stays the same when the event changes, `sequence` grows."""

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    place: str = ""
    url: str = ""
    sequence: int = 0


def calendar_of(appointments: Iterable[Appointment], *, name: str) -> str:
    """Return a calendar with these events; moments must be aware."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Drakentemmers//Agenda//NL", "METHOD:PUBLISH"]
    lines += [f"X-WR-CALNAME:{text_value(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT12H"]
    for each in appointments:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{text_value(each.uid)}",
            f"DTSTAMP:{moment(each.changed_at)}",
            f"LAST-MODIFIED:{moment(each.changed_at)}",
            f"SEQUENCE:{each.sequence}",
            f"DTSTART:{moment(each.starts_at)}",
            f"DTEND:{moment(each.ends_at)}",
            f"SUMMARY:{text_value(each.title)}",
            *([f"LOCATION:{text_value(each.place)}"] if each.place else []),
            *([f"URL:{each.url}"] if each.url else []),
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def moment(at: datetime) -> str:
    """20261118T201400Z"""
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def text_value(text: str) -> str:
    """Return a text so that it stays one value on one line."""
    for sign, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,")):
        text = text.replace(sign, written)
    lines = (line.strip() for line in text.splitlines())
    return "\\n".join("".join(sign for sign in line if sign.isprintable()) for line in lines)


def folded(line: str) -> str:
    """Return a line broken after at most 75 octets, never inside a character."""
    parts, size = [""], 0
    for sign in line:
        width = len(sign.encode())
        if size + width > LONGEST_LINE:
            parts.append(" ")
            size = 1
        parts[-1] += sign
        size += width
    return "\r\n".join(parts)
