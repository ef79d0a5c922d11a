"""What the log needs from time to time: seals for what a killed process left, and the head kept outside."""

import base64
import logging
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from drakentemmers.audit.actions.sealing import head, seal_left_behind
from drakentemmers.audit.anchors import keep_anchor, last_anchor
from drakentemmers.audit.timestamps import NoTimestamp, ask_timestamp

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Tended:
    """What was done."""

    events_sealed: int
    heads_kept: int


def tend_log(*, now: datetime) -> Tended:
    """Seal what has no seal, and keep the head outside the database when it moved (or has no timestamp yet)."""
    sealed = seal_left_behind(now=now)
    return Tended(events_sealed=sealed, heads_kept=int(_keep_head(now)))


def _keep_head(now: datetime) -> bool:
    last, kept = head(), last_anchor()
    wants_time = bool(settings.LOG_TIMESTAMP_URL)
    if last.position == 0 or not settings.LOG_ANCHOR_FILE:
        return False
    if kept and kept.position >= last.position and (kept.timestamp or not wants_time):
        return False
    token = b""
    if wants_time:
        try:
            token = ask_timestamp(last.seal)
        except NoTimestamp as error:
            logger.error("No timestamp from outside for the log: %s", error)
    if kept and kept.position >= last.position and not token:
        return False
    return keep_anchor(
        position=last.position, seal=last.seal, now=now, timestamp=base64.b64encode(token).decode()
    )
