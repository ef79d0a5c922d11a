"""Keys kept outside the database: reading them from text, and refusing weak ones before anything is written."""

import base64
import binascii
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

SIZE = 32  # bytes: AES-256, HMAC-SHA-256
FEWEST_DIFFERENT = 16  # of 32 random bytes about 30 differ; fewer than 16 happens once in 10^17 keys
NAME = re.compile(r"[A-Za-z0-9_-]{1,16}")


class KeysRefused(ValueError):  # noqa: N818 - reads as the sentence it is
    """The text of the keys cannot be used. The message says what is wrong and never shows a key."""


@dataclass(frozen=True)
class Keyring:
    """Keys by their id. `current` is the id to write with; the others only read what they wrote before."""

    current: str
    keys: Mapping[str, bytes] = field(repr=False)

    @property
    def current_key(self) -> bytes:
        return self.keys[self.current]


@lru_cache(maxsize=16)
def parse_keyring(text: str) -> Keyring:
    """Return the keyring written as `id:base64-of-32-bytes`, one a line (or apart by spaces or commas).

    The last one is current. Raises KeysRefused when a key is missing, short, not base64, not random, or when an id
    or a key stands there twice.
    """
    keys: dict[str, bytes] = {}
    for entry in re.split(r"[\s,]+", text.strip()):
        name, key = _entry(entry)
        if name in keys:
            raise KeysRefused(f"the id {name} stands there twice")
        if key in keys.values():
            raise KeysRefused(f"key {name} is the same as another one")
        keys[name] = key
    return Keyring(name, keys)


def _entry(entry: str) -> tuple[str, bytes]:
    name, colon, encoded = entry.partition(":")
    if not entry:
        raise KeysRefused("no key is given; write id:base64-of-32-bytes")
    if not colon or not NAME.fullmatch(name):
        raise KeysRefused("write each key as id:base64-of-32-bytes, the id in 1 to 16 letters and digits")
    try:
        key = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise KeysRefused(f"key {name} is not base64") from None
    if len(key) != SIZE:
        raise KeysRefused(f"key {name} is {len(key)} bytes; it must be {SIZE} random bytes")
    if not looks_random(key):
        raise KeysRefused(f"key {name} is not random; let a generator of random numbers make it")
    return name, key


def looks_random(key: bytes) -> bool:
    """Tell whether `key` may come from a generator: not one byte repeated, not counting up, not typed text."""
    steps = {(after - before) % 256 for before, after in pairwise(key)}
    return (
        len(set(key)) >= FEWEST_DIFFERENT
        and len(steps) >= FEWEST_DIFFERENT
        and any(
            byte >= 128 for byte in key
        )  # 32 random bytes that are all plain text: once in 4 billion keys
    )


def new_key(name: str) -> str:
    """Return a line with a fresh key under the id `name`."""
    key = secrets.token_bytes(SIZE)
    while not looks_random(key):
        key = secrets.token_bytes(SIZE)
    return f"{name}:{base64.b64encode(key).decode()}"
