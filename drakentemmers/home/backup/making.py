"""Making a backup: the database first, then the files its rows name."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from drakentemmers.home.backup import BackupRefused, archive
from drakentemmers.home.backup.databases import take_out

ENDING = ".backup"


def make(path: Path, *, now: datetime) -> tuple[Path, archive.Contents]:
    """Write a backup to `path`, or into it under the name of the moment when it is a folder."""
    if path.is_dir():
        path = path / f"drakentemmers-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}{ENDING}"
    if path.exists():
        raise BackupRefused(f"{path} is there already; a backup never replaces another one.")
    if not path.parent.is_dir():
        raise BackupRefused(f"the folder {path.parent} is not there.")
    # Beside its place, so on a disk that has room for it, in a folder that only its owner can open.
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".backup-") as folder:
        database = Path(folder) / archive.DATABASE
        contents = {"vendor": connection.vendor, "made_at": now.isoformat(), **take_out(database)}
        told = archive.write(path, database=database, files=Path(settings.FILES_ROOT), contents=contents)
    return path, told
