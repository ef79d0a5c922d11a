"""The keys of a local installation: made once, kept beside the data, readable by their owner only."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from drakentemmers.kernel.keys import new_key


def secret_key_in(folder: Path) -> str:
    """Return the signing key kept in `folder`, making it on first use."""
    return kept_in(folder, "secret-key", lambda: secrets.token_urlsafe(64))


def keys_in(folder: Path, name: str) -> str:
    """Return the keyring kept in `folder` under `name`, making one with a single key on first use."""
    return kept_in(folder, name, lambda: new_key("local") + "\n")


def kept_in(folder: Path, name: str, make: Callable[[], str]) -> str:
    """Return what the file `name` in `folder` holds, filling it first when it is not there.

    Two processes starting together read the same text, whole: the file gets its name only once it is written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    if not path.exists():
        unfinished = folder / f".{name}-{secrets.token_hex(8)}"
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(make())
        try:
            os.link(unfinished, path)
        except FileExistsError:  # the other process was first; its text counts
            pass
        finally:
            unfinished.unlink()
    return path.read_text()
