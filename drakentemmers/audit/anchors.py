"""Where the chain stood at which moment, in a file outside the database: what shows that its end was cut off."""

import json
import logging
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from drakentemmers.audit.chain import keyed_hash, moment_text
from drakentemmers.kernel.keys import parse_keyring

logger = logging.getLogger(__name__)


class AnchorRefused(Exception):  # noqa: N818 - reads as the sentence it is
    """A line of the file is not one of ours."""

    def __init__(self, number: int) -> None:
        super().__init__(f"line {number}")
        self.number = number


@dataclass(frozen=True, slots=True)
class Anchor:
    """One line of the file. `timestamp` is the token of an outside clock over `seal` (RFC 3161, base64), if any."""

    position: int
    seal: str
    at: str
    key: str
    timestamp: str = ""
    mac: str = ""

    def should_be(self, key: bytes) -> str:
        return keyed_hash(key, "anchor", [self.position, self.seal, self.at, self.key, self.timestamp])


def keep_anchor(*, position: int, seal: str, now: datetime, timestamp: str = "") -> bool:
    """Add a line; return whether that worked. A full disk here must not stop the site, `verify_log` tells it."""
    if not settings.LOG_ANCHOR_FILE:
        return False
    keyring = parse_keyring(settings.LOG_KEYS)
    bare = Anchor(position, seal, moment_text(now), keyring.current, timestamp)
    line = json.dumps(asdict(bare) | {"mac": bare.should_be(keyring.current_key)}) + "\n"
    try:
        _append(Path(settings.LOG_ANCHOR_FILE), line)
    except OSError as error:
        logger.error("The head of the log could not be kept outside the database: %s", error.strerror)
        return False
    return True


def _append(path: Path, line: str) -> None:
    """Add a line in one write, on the disk before this returns: lines of two processes never mix."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(file, line.encode("ascii"))
        os.fsync(file)
    finally:
        os.close(file)


def anchors() -> Iterator[Anchor]:
    """Yield every line. Raises AnchorRefused at the first that was changed or is no anchor."""
    path = Path(settings.LOG_ANCHOR_FILE) if settings.LOG_ANCHOR_FILE else None
    if path is None or not path.exists():
        return
    keys = parse_keyring(settings.LOG_KEYS).keys
    with path.open() as lines:
        for number, line in enumerate(lines, start=1):
            try:
                anchor = Anchor(**json.loads(line))
                good = anchor.should_be(keys[anchor.key]) == anchor.mac
            except (ValueError, TypeError, KeyError):
                good = False
            if not good:
                raise AnchorRefused(number)
            yield anchor


def last_anchor() -> Anchor | None:
    """Return the line that reaches furthest; None when there is none, or none that can be trusted."""
    furthest = None
    try:
        for anchor in anchors():
            if furthest is None or anchor.position >= furthest.position:
                furthest = anchor
    except AnchorRefused:
        return None
    return furthest
