"""Who may read a page: the one rule behind every list, feed, link, file and search result."""

from collections.abc import Collection
from enum import StrEnum

from drakentemmers.accounts.rules import TREATING, Role


class Audience(StrEnum):
    """For whom a page is. Values are stored; never change one."""

    EVERYONE = "everyone"
    MEMBERS = "members"  # whoever holds a role in the network today
    THERAPISTS = "therapists"


READS_WITH_THERAPISTS = TREATING | {Role.SUPERVISOR}
WRITES = frozenset({Role.EDITOR, Role.ADMINISTRATOR})  # who keeps a page has to be able to read it


def audiences_open_to(roles: Collection[str]) -> frozenset[Audience]:
    """Return the audiences whose pages somebody with these roles may read; no roles: a visitor, or a bare account."""
    held = set(roles)
    if held & (READS_WITH_THERAPISTS | WRITES):
        return frozenset(Audience)
    if held:
        return frozenset({Audience.EVERYONE, Audience.MEMBERS})
    return frozenset({Audience.EVERYONE})
