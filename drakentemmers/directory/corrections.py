"""What an applicant may correct in an application, and what a correction undoes. Pure.

A typing error is mended by whoever made it. What two people of the office say yes to is what they read: so a yes given
before a correction is given anew, except when only the region changed, which says nothing about who somebody is.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """One thing that an applicant gave."""

    KIND = "kind"
    NAME = "name"
    SUPERVISOR = "supervisor"
    WHY = "why"
    WORKPLACE = "workplace"
    ORGANISATION_KIND = "organisation_kind"
    KVK_NUMBER = "kvk_number"
    MUNICIPALITY = "municipality"
    REGION = "region"
    NUMBERS = "numbers"


NOT_JUDGED = frozenset({Part.REGION})
READ_BY_THE_PRACTICE = frozenset({Part.NAME, Part.WORKPLACE})


@dataclass(frozen=True, slots=True)
class Undone:
    """What has to be done again after a correction."""

    yes: bool  # the first yes: what it was said to is not what stands there now
    looks: bool  # every look in a register: "found" says that number and name agree
    practice: bool  # what the practice said: it said so of this name and this practice


def undone_by(parts: Collection[Part]) -> Undone:
    """Return what a correction of `parts` undoes. A number that changed loses its own looks, whatever is said here."""
    changed = frozenset(parts)
    return Undone(
        yes=bool(changed - NOT_JUDGED),
        looks=Part.NAME in changed,
        practice=bool(changed & READ_BY_THE_PRACTICE),
    )
