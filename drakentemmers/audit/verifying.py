"""Is a link of the chain right, and if not, what was done to it? Pure: links in, a fault out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from drakentemmers.audit.chain import FIELDS, Link, event_hash

AT = FIELDS.index("at")


class Fault(StrEnum):
    """What can be wrong with the log."""

    EDITED = "edited"
    DELETED = "deleted"
    INSERTED = "inserted"
    SWAPPED = "swapped"
    BACKDATED = "backdated"
    TAIL_CUT = "tail cut"
    REWRITTEN = "rewritten"  # a chain that is right in itself, but not the one that was anchored
    KEY_MISSING = "key missing"
    ANCHOR_EDITED = "anchor edited"
    TIMESTAMP_WRONG = "timestamp wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """The first thing that is wrong, and where."""

    fault: Fault
    position: int  # in the chain; 0 for what stands outside it
    event_id: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Looking elsewhere in the database, to tell what was done to a link that is wrong."""

    position_of_seal: Callable[[str], int | None]
    is_sealed: Callable[[str], bool]  # is there a link for an event with this hash?
    has_event: Callable[[str], bool]  # is there an event with this hash?


def fault_in(
    link: Link, *, position: int, previous: str, keys: Mapping[str, bytes], look: Neighbours
) -> Finding | None:
    """Return what is wrong with the link that should stand at `position` after the link sealed `previous`."""
    if link.position != position:
        return Finding(
            Fault.DELETED, position, None, f"link {position} is gone; the next one is {link.position}"
        )
    key = keys.get(link.key_id)
    if key is None:
        return Finding(
            Fault.KEY_MISSING, position, link.event_id, f"the log keys hold no key named {link.key_id!r}"
        )
    if link.should_be(key) != link.seal:
        return _fault_in_seal(link, key, keys, look)
    if link.previous != previous:
        text = "it does not follow the link before it, though each is right in itself"
        return Finding(Fault.REWRITTEN, position, link.event_id, text)
    return _fault_in_event(link, keys, look)


def _fault_in_event(link: Link, keys: Mapping[str, bytes], look: Neighbours) -> Finding | None:
    if link.event is None:
        return Finding(
            Fault.DELETED, link.position, link.event_id, "the event is gone; its link is still there"
        )
    should_be = _hash_of(link.event, keys)
    if link.mac == link.event_mac == should_be:
        return None
    with_its_moment = [*link.event]
    with_its_moment[AT] = link.event_at
    if link.event[AT] != link.event_at and _hash_of(with_its_moment, keys) == link.event_mac:
        text = f"the event says {link.event[AT]}, and said {link.event_at} when it was sealed"
        return Finding(Fault.BACKDATED, link.position, link.event_id, text)
    if should_be != link.event_mac and should_be is not None and look.is_sealed(should_be):
        return Finding(
            Fault.SWAPPED, link.position, link.event_id, "what stands here belongs to another event"
        )
    return Finding(Fault.EDITED, link.position, link.event_id, "the event was changed after it was written")


def _fault_in_seal(link: Link, key: bytes, keys: Mapping[str, bytes], look: Neighbours) -> Finding:
    """The link itself was not made by us as it stands."""

    def found(fault: Fault, text: str) -> Finding:
        return Finding(fault, link.position, link.event_id, text)

    before = look.position_of_seal(link.previous)
    # The place behind the link it follows; or that link's own place, when the two changed places.
    for place in (before + 1, before) if before is not None else ():
        if place != link.position and link._replace(position=place).should_be(key) == link.seal:
            return found(Fault.SWAPPED, f"this link was made for position {place}")
    if link.event is not None and _hash_of(link.event, keys) == link.mac:
        if link.mac != link.event_mac and look.has_event(link.event_mac):
            return found(Fault.SWAPPED, "the link points to another event than it was made for")
        return found(Fault.EDITED, "the link was changed after it was made")
    if link.event is None and look.has_event(link.event_mac):
        return found(Fault.EDITED, "the link was changed after it was made")
    return found(Fault.INSERTED, "neither this link nor its event was written by the platform")


def _hash_of(event: list, keys: Mapping[str, bytes]) -> str | None:
    key = keys.get(event[-1])  # the last field is the id of the key
    return None if key is None else event_hash(key, event)
