"""Putting a backup back, or trying whether it can be."""

import os
import shutil
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import connection

from drakentemmers.home.backup import BackupRefused, archive
from drakentemmers.home.backup.checking import troubles
from drakentemmers.home.backup.databases import put_back, scratch

FOLDER_MODE = 0o700


def try_out(path: Path) -> tuple[archive.Contents, list[str]]:
    """Restore into an empty database beside the real one, look at it, and throw it away; return what is wrong."""
    with tempfile.TemporaryDirectory(prefix="drakentemmers-") as name:
        folder = Path(name)
        contents = _unpacked(path, folder)
        with scratch(folder):
            put_back(folder / archive.DATABASE)
            return contents, troubles(contents)


def restore(path: Path) -> tuple[archive.Contents, list[str]]:
    """Restore into the empty database and folder of this installation; return what is wrong with what came back."""
    files = Path(settings.FILES_ROOT)
    if files.exists() and any(files.iterdir()):
        raise BackupRefused(f"{files} is not empty; restore into a new folder.")
    place = (
        files.parent if connection.vendor == "postgresql" else Path(connection.settings_dict["NAME"]).parent
    )
    place.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place, prefix=".restore-") as name:
        folder = Path(name)
        contents = _unpacked(path, folder)
        put_back(folder / archive.DATABASE)
        _files_back(folder / archive.FILES, files)
    return contents, troubles(contents)


def _unpacked(path: Path, folder: Path) -> archive.Contents:
    contents = archive.unpack(path, folder)
    if contents.vendor != connection.vendor:
        raise BackupRefused(
            f"the backup is of {contents.vendor}, this installation uses {connection.vendor}."
        )
    return contents


def _files_back(source: Path, target: Path) -> None:
    """Put the files where the site looks for them, for its own user only."""
    if not source.is_dir():
        return
    shutil.copytree(source, target, dirs_exist_ok=True)
    for folder, _, names in os.walk(target):
        Path(folder).chmod(FOLDER_MODE)
        for name in names:
            (Path(folder) / name).chmod(archive.OWNER_ONLY)
