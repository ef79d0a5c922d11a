"""What a mail server tells of a mail that did not arrive (RFC 3464). Plain Python."""

import re
from dataclasses import dataclass
from email.message import Message

STATUS = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})\b")
MESSAGE_ID = re.compile(r"<[^<>\s]{3,190}>")


@dataclass(frozen=True, slots=True)
class Returned:
    """One mail that did not arrive, for good: the Message-ID it had, and why in numbers ("5.1.1")."""

    message_id: str
    status: str


def read_report(report: Message) -> Returned | None:
    """Return what a delivery report says; None when it is no such report, or tells of a delay or of success.

    It needs the Message-ID of the mail it is about. That is known to the sender and the receiver of that mail only, so
    that nobody can make an address look dead by sending a report.
    """
    if report.get_content_type() != "multipart/report" or not report.is_multipart():
        return None
    parts = report.get_payload()
    status = next((found for part in parts if (found := _failure(part))), None)
    original = next((found for part in parts if (found := _original_id(part))), None)
    return Returned(original, status) if status and original else None


def _failure(part: Message) -> str | None:
    """Return the status of the recipient that failed, from the part that machines read."""
    if part.get_content_type() != "message/delivery-status" or not part.is_multipart():
        return None
    for recipient in part.get_payload():
        found = STATUS.match(str(recipient.get("Status", "")))
        if str(recipient.get("Action", "")).strip().lower() == "failed" and found and found[1][0] == "5":
            return found[1]
    return None


def _original_id(part: Message) -> str | None:
    """Return the Message-ID of the mail that came back, from the part that holds it or its headers."""
    if part.get_content_type() == "message/rfc822" and part.is_multipart():
        held = str(part.get_payload(0).get("Message-ID", ""))
    elif part.get_content_type() == "text/rfc822-headers":
        text = part.get_payload(decode=True)
        lines = text.decode("utf-8", "replace") if isinstance(text, bytes) else ""
        match = re.search(r"(?im)^message-id:\s*(\S+)", lines)
        held = match[1] if match else ""
    else:
        return None
    found = MESSAGE_ID.fullmatch(held.strip())
    return found[0] if found else None
