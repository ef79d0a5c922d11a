"""The keyed hashes that show whether the log was touched. Pure: what to hash in, hash out."""

import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

FIELDS = (
    "uid",
    "at",
    "kind",
    "action",
    "outcome",
    "actor_id",
    "actor_name",
    "actor_roles",
    "on_behalf_of",
    "purpose",
    "address",
    "route",
    "request_id",
    "process",
    "subject_type",
    "subject_id",
    "sensitivity",
    "details",
    "key_id",
)  # everything that stands in an event, in the order in which it is hashed


# Made once: verifying spells two million lists.
_spell = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False).encode


def keyed_hash(key: bytes, sort: str, values: list[Any]) -> str:
    """Return the HMAC-SHA-256 of `values` in one fixed spelling. `sort` keeps the hash of one thing from passing
    for that of another."""
    return hmac.digest(key, _spell([sort, values]).encode("ascii"), "sha256").hex()


def event_hash(key: bytes, values: list[Any]) -> str:
    """Return the hash of an event given the values of FIELDS, `at` as `moment_text` writes it."""
    return keyed_hash(key, "event", values)


def moment_text(moment: datetime) -> str:
    """Return an aware moment in one spelling: UTC, six digits after the second."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def plain(value: Any) -> Any:
    """Return a JSON value as every database gives it back: keys are text, a whole number has no point.

    Raises TypeError or ValueError for what JSON does not know.
    """
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return json.loads(json.dumps(value, allow_nan=False))


GENESIS = "0" * 64  # what the first link refers to


class Link(NamedTuple):
    """A link of the chain with the event it seals, as they stand in the database. A tuple: a million are made."""

    position: int
    event_id: int
    event_mac: str
    event_at: str
    previous: str
    sealed_at: str
    key_id: str
    seal: str
    event: list[Any] | None = None  # the values of FIELDS; None when the event is not there
    mac: str = ""  # as it stands in the event

    def should_be(self, key: bytes) -> str:
        """Return the seal that belongs to what this link says."""
        return keyed_hash(
            key,
            "seal",
            [
                self.position,
                self.event_id,
                self.event_mac,
                self.event_at,
                self.previous,
                self.sealed_at,
                self.key_id,
            ],
        )


def checkpoint_hash(
    key: bytes, *, position: int, seal: str, removed: int, older_than: datetime, at: datetime, key_id: str
) -> str:
    """Return the hash that signs what retention left of the beginning of the chain."""
    values = [position, seal, removed, moment_text(older_than), moment_text(at), key_id]
    return keyed_hash(key, "checkpoint", values)
