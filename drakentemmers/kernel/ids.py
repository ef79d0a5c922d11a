"""Ids that may stand in an address: short, readable aloud, and not guessable."""

import secrets

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u to mistake
LENGTH = 12  # 60 random bits


def new_id() -> str:
    """Return a fresh random id of twelve characters."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def is_id(text: str) -> bool:
    """Tell whether `text` could have come from `new_id`."""
    return len(text) == LENGTH and set(text) <= set(ALPHABET)
