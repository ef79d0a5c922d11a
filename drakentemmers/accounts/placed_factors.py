"""Where the secret of a second factor belongs: sealed for its owner, so that it opens in no other row.

The package asks its adapter to encrypt a text without saying whose it is, and keeps what it gets inside JSON. So a
text is sealed for nowhere first (`UNPLACED`), and for its owner when the row is saved; a row that is loaded tells each
of its sealed texts where it stands. A secret that was moved, in the database or in a program, to somebody else's row
does not open; neither does one that was read without its row, or written past `save`.
"""

from typing import Any

from allauth.mfa.models import Authenticator

from drakentemmers.kernel.encryption import PREFIX, Unreadable, seal, unseal
from drakentemmers.kernel.fields import field_keyring

UNPLACED = "mfa_authenticator:data:unplaced"


class Kept(str):
    """A sealed text that knows the place it was found at, or made for."""

    __slots__ = ("place",)
    place: str

    def __new__(cls, sealed: str, place: str) -> "Kept":
        kept = super().__new__(cls, sealed)
        kept.place = place
        return kept

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        return str, (str(self),)  # a copy elsewhere has no place, so it does not open


def place_of(user_id: int, name: str) -> str:
    """Return the place of the secret called `name` of one person: a person has one app and one set of codes."""
    return f"mfa_authenticator:data.{name}:{user_id}"


def keep(plain: str) -> Kept:
    """Seal a text that has no row yet."""
    return sealed_for(UNPLACED, plain)


def sealed_for(place: str, plain: str) -> Kept:
    """Seal a text for a place, under the current key."""
    return Kept(seal(plain, keyring=field_keyring(), context=place), place)


def opened(sealed: str) -> str:
    """Return the text of a secret; raises Unreadable for one that is not, or not any more, where it belongs."""
    if not isinstance(sealed, Kept):
        raise Unreadable("mfa_authenticator:data: a secret that was read without its row")
    return unseal(sealed, keyring=field_keyring(), context=sealed.place)


def tell_places(sender: Any, instance: Authenticator, **_signal: Any) -> None:
    """Tell each sealed text of a row that was loaded where it stands. Asks the database nothing."""
    if {"data", "user_id"} <= instance.__dict__.keys() and instance.pk is not None:
        instance.data = _each(instance.data, instance.user_id, _told)


def settle(sender: Any, instance: Authenticator, **_signal: Any) -> None:
    """Seal for their owner the texts that were sealed for nowhere yet; those of a place stay bound to it."""
    if "data" in instance.__dict__:
        instance.data = _each(instance.data, instance.user_id, _settled)


def anew(data: Any, user_id: int) -> Any:
    """Return the data of a row with every secret sealed again, under the current key."""
    return _each(data, user_id, lambda text, place: sealed_for(place, opened(text)))


def _told(text: str, place: str) -> str:
    return text if isinstance(text, Kept) else Kept(text, place)


def _settled(text: str, place: str) -> str:
    if isinstance(text, Kept) and text.place == UNPLACED:
        return sealed_for(place, opened(text))
    return text


def _each(value: Any, user_id: int, change: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _each(each, user_id, change, key) for key, each in value.items()}
    if isinstance(value, list):
        return [_each(each, user_id, change, name) for each in value]
    if isinstance(value, str) and value.startswith(f"{PREFIX}:"):
        return change(value, place_of(user_id, name))
    return value
