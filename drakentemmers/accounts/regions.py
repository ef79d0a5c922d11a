"""Which regions a region lead may be of. The areas stand on the floor above, which adds its list when it starts."""

from collections.abc import Callable

Listing = Callable[[], list[tuple[str, str]]]  # code and name
LISTINGS: list[Listing] = []


def regions() -> list[tuple[str, str]]:
    """Return code and name of every programme region, by name."""
    return sorted((region for listing in LISTINGS for region in listing()), key=lambda region: region[1])
