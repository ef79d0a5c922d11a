"""One file: the database, the files of people, and last a list of what should be in it."""

import hashlib
import json
import os
import tarfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from drakentemmers.home.backup import BackupRefused

DATABASE, FILES, LIST = "database", "files", "list.json"
FORMAT = 1
OWNER_ONLY = 0o600


@dataclass(frozen=True, slots=True)
class Contents:
    """What stood in the database and the files at the moment of the backup. It holds numbers and hashes only."""

    vendor: str
    made_at: str
    rows: dict[str, int]  # by table
    log_head: tuple[int, str]  # position and seal of the last link
    field_keys: list[str]  # ids of the keys that something may be sealed with
    sums: dict[str, str]  # SHA-256 by member of the archive
    format: int = FORMAT


def write(path: Path, *, database: Path, files: Path, contents: dict[str, object]) -> Contents:
    """Write the archive to `path`, which gets its name only once all of it is on the disk; never over another one."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    with open_for_owner(unfinished) as raw:
        with tarfile.open(fileobj=raw, mode="w") as archive:
            sums = {DATABASE: add(archive, DATABASE, database)}
            for name, file in files_below(files):
                sums[name] = add(archive, name, file)
            told = Contents(sums=sums, **contents)  # type: ignore[arg-type]
            listed = database.with_name(LIST)
            listed.write_text(json.dumps(asdict(told), indent=1))
            add(archive, LIST, listed)
        raw.flush()
        os.fsync(raw.fileno())
    try:
        os.link(unfinished, path)
    except FileExistsError:
        raise BackupRefused(f"{path} is there already; a backup never replaces another one.") from None
    finally:
        unfinished.unlink()
    keep_name(path.parent)
    return told


def open_for_owner(path: Path):
    """Open a new file that only its owner can read; what a broken off run left under that name goes first."""
    path.unlink(missing_ok=True)
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "w+b")


def keep_name(folder: Path) -> None:
    """Bring the names in `folder` to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def files_below(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield every file below `folder` and its name in the archive."""
    for file in sorted(folder.rglob("*")):
        if file.is_file() and not file.is_symlink():
            yield f"{FILES}/{file.relative_to(folder)}", file


def add(archive: tarfile.TarFile, name: str, file: Path) -> str:
    """Add one file and return the hash of what went in. It is read whole from one open handle."""
    with file.open("rb") as source:
        member = archive.gettarinfo(arcname=name, fileobj=source)
        member.mode, member.uname, member.gname, member.uid, member.gid = OWNER_ONLY, "", "", 0, 0
        archive.addfile(member, source)
        source.seek(0)
        return hashlib.file_digest(source, "sha256").hexdigest()


def unpack(path: Path, folder: Path) -> Contents:
    """Unpack the archive into `folder` and return its list; raises BackupRefused when it is not whole."""
    try:
        with tarfile.open(path) as archive:
            archive.extractall(folder, filter="data")
        contents = Contents(**json.loads((folder / LIST).read_text()))
    except (tarfile.TarError, FileNotFoundError, ValueError, TypeError) as error:
        if not path.exists():
            raise BackupRefused(f"{path} is not there.") from None
        raise BackupRefused(f"{path} is not a whole backup ({type(error).__name__}).") from None
    if contents.format != FORMAT:
        raise BackupRefused(f"{path} has format {contents.format}, this version reads {FORMAT}.")
    wrong = [name for name, digest in contents.sums.items() if sum_of(folder / name) != digest]
    if wrong:
        raise BackupRefused(f"{path} is damaged: {', '.join(wrong[:5])}.")
    return contents


def sum_of(file: Path) -> str:
    """Return the hash of a file, or nothing when it is not there."""
    if not file.is_file():
        return ""
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
