"""Who gets asked and who waits, in counts that point to nobody. Pure.

A group of fewer than ten is hidden. When that is only one group, or what is hidden together is still fewer than ten,
the next smallest is hidden too: otherwise the total would tell it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

SMALLEST = 10


@dataclass(frozen=True, slots=True)
class Share:
    """One group: how many there are, and how many get a place without and with the round. None: hidden."""

    name: str
    size: int | None
    before: int | None
    after: int | None

    @property
    def is_hidden(self) -> bool:
        return self.size is None


def guarded(rows: Sequence[Share]) -> list[Share]:
    """Return the rows with small groups hidden, also against subtraction from the total."""
    sizes = sorted((row.size or 0, row.name) for row in rows if row.size)
    hidden = [entry for entry in sizes if entry[0] < SMALLEST]
    for entry in sizes[len(hidden) :]:
        if not hidden or (len(hidden) > 1 and sum(size for size, _ in hidden) >= SMALLEST):
            break
        hidden.append(entry)
    names = {name for _, name in hidden}
    return [replace(row, size=None, before=None, after=None) if row.name in names else row for row in rows]


def practice_size(therapists: int) -> str:
    """Return the kind of practice by how many therapists it has: "1", "2-5", "6-15", "16+"."""
    for most, name in ((1, "1"), (5, "2-5"), (15, "6-15")):
        if therapists <= most:
            return name
    return "16+"
