"""What everybody may fetch: addresses for the sitemap, files for the page about open data.

Every app registers its own in the `ready` of its AppConfig, so that nothing is told that is not there. A source yields
only what a stranger may read, whoever asks.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Address:
    """One page that search engines may know of."""

    path: str
    changed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """One way to fetch something."""

    name: str  # "Atom"
    url: str


@dataclass(frozen=True, slots=True)
class OpenSet:
    """Something that is published, with the forms in which it can be fetched without an account."""

    title: str | Promise
    text: str | Promise
    forms: Callable[[], Iterable[Form]]
    place: int = 50


Addresses = Callable[[], Iterable[Address]]
_addresses: dict[str, Addresses] = {}
_open_sets: dict[str, OpenSet] = {}


def register_addresses(name: str, addresses: Addresses) -> None:
    """Put the public pages of an app on the sitemap; the same name again takes the place of the first."""
    _addresses[name] = addresses


def register_open_set(name: str, open_set: OpenSet) -> None:
    """Put something on the page about open data."""
    _open_sets[name] = open_set


def published_addresses() -> list[Address]:
    """Return every public page once, in the order the apps gave them."""
    found: dict[str, Address] = {}
    for addresses in _addresses.values():
        for address in addresses():
            found.setdefault(address.path, address)
    return list(found.values())


def open_sets() -> list[OpenSet]:
    """Return what can be fetched, in the order of its place."""
    return sorted(_open_sets.values(), key=lambda open_set: open_set.place)
