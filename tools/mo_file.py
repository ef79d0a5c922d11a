"""Writes the binary catalogue that gettext reads, the same bytes for the same texts."""

import struct

from babel.messages.catalog import Catalog

MAGIC = 0x950412DE
HEADER_SIZE = 28


def mo_bytes(catalogue: Catalog, *, header: str) -> bytes:
    """Return the .mo file for the translated messages of `catalogue`; `header` is the .po header as text."""
    entries = {b"": _unquoted(header)}
    for message in catalogue:
        if message.id and all(message.string if message.pluralizable else [message.string]):
            entries[_key(message)] = "\0".join(
                message.string if message.pluralizable else [message.string]
            ).encode()
    return _pack(sorted(entries.items()))


def _key(message: object) -> bytes:
    text = "\0".join(message.id) if message.pluralizable else message.id
    return (f"{message.context}\x04{text}" if message.context is not None else text).encode()


def _unquoted(header: str) -> bytes:
    lines = [line[1:-1] for line in header.splitlines() if line.startswith('"')]
    return "".join(lines).replace("\\n", "\n").encode()


def _pack(entries: list[tuple[bytes, bytes]]) -> bytes:
    count = len(entries)
    originals_at, translations_at = HEADER_SIZE, HEADER_SIZE + 8 * count
    position = HEADER_SIZE + 16 * count
    tables, texts = [b"", b""], b""
    for column in (0, 1):
        for entry in entries:
            tables[column] += struct.pack("<II", len(entry[column]), position)
            texts += entry[column] + b"\0"
            position += len(entry[column]) + 1
    head = struct.pack("<7I", MAGIC, 0, count, originals_at, translations_at, 0, position)
    return head + tables[0] + tables[1] + texts
