"""Captions (WebVTT) are written anew: moments and plain words, nothing else."""

import re
from html import escape, unescape

from drakentemmers.kernel.uploads.refusals import Refusal, UploadRefused

MOST_BYTES = 1024 * 1024
MOMENT = r"(?:(\d{2,3}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
TIMES = re.compile(rf"^{MOMENT}[ \t]+-->[ \t]+{MOMENT}(?:[ \t].*)?$")
MARKUP = re.compile(r"<[^<>]*>")
NOT_SHOWN = ("NOTE", "STYLE", "REGION")


def clean_captions(content: bytes) -> bytes:
    """Return the captions with their moments and their words; UploadRefused when there are none, or they are broken."""
    if len(content) > MOST_BYTES:
        raise UploadRefused(Refusal.TOO_LARGE)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UploadRefused(Refusal.BROKEN) from error
    parts = re.split(r"\n[ \t]*\n+", text.replace("\r\n", "\n").replace("\r", "\n"))
    cues = [cue for part in parts[1:] if (cue := _cue(part.strip("\n").split("\n")))]
    if not cues:
        raise UploadRefused(Refusal.BROKEN)
    return ("\n\n".join(["WEBVTT", *cues]) + "\n").encode()


def _cue(lines: list[str]) -> str:
    """Return one caption; "" for what is none."""
    if lines[0].startswith(NOT_SHOWN):
        return ""
    if lines and "-->" not in lines[0]:
        lines = lines[1:]  # its name
    found = TIMES.match(lines[0]) if lines else None
    words = [line for line in (_plain(line) for line in lines[1:]) if line]
    if found is None or not words:
        return ""
    begin, end = _seconds(*found.groups()[:4]), _seconds(*found.groups()[4:])
    if end <= begin:
        raise UploadRefused(Refusal.BROKEN)
    return "\n".join([f"{_written(begin)} --> {_written(end)}", *words])


def _plain(line: str) -> str:
    words = unescape(MARKUP.sub("", line))
    return escape("".join(sign for sign in words if sign.isprintable()), quote=False).strip()


def _seconds(hours: str | None, minutes: str, seconds: str, thousandths: str) -> float:
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + int(thousandths) / 1000


def _written(at: float) -> str:
    whole, thousandths = divmod(round(at * 1000), 1000)
    return f"{whole // 3600:02}:{whole % 3600 // 60:02}:{whole % 60:02}.{thousandths:03}"
