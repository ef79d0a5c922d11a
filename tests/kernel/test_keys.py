"""Keys: read as written, and refused with the reason when they are missing or weak."""

import base64
import hashlib
import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from drakentemmers.config.secret import keys_in
from drakentemmers.kernel.keys import Keyring, KeysRefused, looks_random, new_key, parse_keyring

OLD, NEW = (hashlib.sha256(name).digest() for name in (b"old", b"new"))


def written(name: str, key: bytes) -> str:
    return f"{name}:{base64.b64encode(key).decode()}"


@pytest.mark.parametrize("between", ["\n", " ", ",", "\r\n", ", "])
def test_the_last_key_writes_and_all_can_read(between):
    keyring = parse_keyring(written("2025", OLD) + between + written("2026", NEW) + "\n")
    assert keyring == Keyring("2026", {"2025": OLD, "2026": NEW})
    assert keyring.current_key == NEW


def test_a_keyring_shows_no_key_in_logs_and_errors():
    assert repr(parse_keyring(written("2026", NEW))) == "Keyring(current='2026')"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no key is given; write id:base64-of-32-bytes"),
        ("   \n", "no key is given; write id:base64-of-32-bytes"),
        (base64.b64encode(NEW).decode(), "write each key as id:base64-of-32-bytes"),
        (written("too long an id here", NEW), "write each key as id:base64-of-32-bytes"),
        (written("2026:a", NEW), "key 2026 is not base64"),
        ("2026:niet-base64!", "key 2026 is not base64"),
        ("2026:ü", "key 2026 is not base64"),
        (written("2026", NEW[:31]), "key 2026 is 31 bytes; it must be 32 random bytes"),
        (written("2026", NEW * 2), "key 2026 is 64 bytes; it must be 32 random bytes"),
        (written("2026", b"\x00" * 32), "key 2026 is not random"),
        (written("2026", b"\x01\xff" * 16), "key 2026 is not random"),
        (written("2026", bytes(range(200, 232))), "key 2026 is not random"),
        (written("2026", b"een zin die iemand heeft getypt!"), "key 2026 is not random"),
        (written("2026", OLD) + "\n" + written("2026", NEW), "the id 2026 stands there twice"),
        (written("2025", NEW) + "\n" + written("2026", NEW), "key 2026 is the same as another one"),
    ],
)
def test_what_cannot_protect_is_refused_with_the_reason(text, reason):
    with pytest.raises(KeysRefused, match=reason) as refused:
        parse_keyring(text)
    assert base64.b64encode(NEW).decode() not in str(refused.value)


def test_generated_keys_are_never_refused():
    assert all(looks_random(os.urandom(32)) for _ in range(20_000))
    assert parse_keyring(new_key("2026")).current == "2026"


def test_processes_that_start_together_get_one_key(tmp_path):
    with ThreadPoolExecutor(24) as pool:
        texts = set(pool.map(lambda _: keys_in(tmp_path, "field-keys"), range(24)))
    assert len(texts) == 1
    assert parse_keyring(texts.pop()).current == "local"
    assert [path.name for path in tmp_path.iterdir()] == ["field-keys"]
    assert (tmp_path / "field-keys").stat().st_mode & 0o777 == 0o600
