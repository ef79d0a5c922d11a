"""Sealing a text so that only this installation, at this place in its database, can read it.

AES-256-GCM from `cryptography`, a random nonce for each value. The place, `table:column:pk`, is associated data: a
sealed text moved to another row, column or table does not open. The id of the key stands in front, so that keys can
be replaced one value at a time. Length is not hidden: a sealed text is 4/3 as long as its UTF-8 bytes, plus about 50.
"""

import base64
import binascii
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from drakentemmers.kernel.keys import Keyring

PREFIX = "dt1"  # how it is sealed; another way of sealing gets another prefix
NONCE = 12  # bytes, as NIST SP 800-38D advises for GCM


class Unreadable(ValueError):  # noqa: N818 - reads as the sentence it is
    """A sealed text that does not open: another key, damaged, or not at the place where it was sealed."""


def seal(plain: str, *, keyring: Keyring, context: str) -> str:
    """Return `plain` sealed with the current key for the place `context` (`table:column:pk`)."""
    nonce = os.urandom(NONCE)
    sealed = _cipher(keyring.current_key).encrypt(nonce, plain.encode(), _bound(keyring.current, context))
    return f"{PREFIX}:{keyring.current}:{base64.urlsafe_b64encode(nonce + sealed).decode()}"


def unseal(sealed: str, *, keyring: Keyring, context: str) -> str:
    """Return the text that `seal` was given for the same `context`.

    Raises Unreadable for anything else; never returns what stood in the database as if it were the text.
    """
    try:
        prefix, name, encoded = sealed.split(":")
        raw = base64.b64decode(encoded.encode("ascii"), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        raise Unreadable(f"{context}: this is not a sealed text") from None
    if prefix != PREFIX or base64.urlsafe_b64encode(raw).decode() != encoded:
        raise Unreadable(f"{context}: this is not a sealed text")
    if name not in keyring.keys:
        raise Unreadable(f"{context}: sealed with a key that is not in the keyring")
    try:
        plain = _cipher(keyring.keys[name]).decrypt(raw[:NONCE], raw[NONCE:], _bound(name, context))
    except (InvalidTag, ValueError):
        raise Unreadable(f"{context}: another key, damaged, or moved from another place") from None
    return plain.decode()


def key_of(sealed: str) -> str:
    """Return the id of the key that `sealed` says it was sealed with; empty when it is not a sealed text."""
    parts = sealed.split(":")
    return parts[1] if len(parts) == 3 and parts[0] == PREFIX else ""


def _bound(name: str, context: str) -> bytes:
    return f"{PREFIX}:{name}:{context}".encode()


@lru_cache(maxsize=16)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)
