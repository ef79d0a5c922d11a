"""Which part of a file a browser asks for: a film is fetched in pieces. Plain Python."""

import re

ONE_PART = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


class OutsideError(ValueError):
    """The part that was asked for lies past the end."""


def part_of(asked: str, size: int) -> tuple[int, int] | None:
    """Return the first byte and the one after the last; None when everything is to be sent.

    One part at a time: what asks for several, or in another way, gets the whole. Raises OutsideError.
    """
    found = ONE_PART.fullmatch(asked.strip())
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1) if last else size
        if last and int(last) < start:
            return None
    if start >= end:
        raise OutsideError
    return start, end
