"""Files that people brought in: kept beside the data, never below a folder that a web server hands out.

Whoever keeps a file asks its record before it is sent; `send` is the only way out.
"""

from os import SEEK_END
from typing import IO

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from drakentemmers.kernel.ranges import OutsideError, part_of
from drakentemmers.kernel.uploads.kinds import FILMS, IMAGES, MEDIA_TYPES, FileKind

SHOWN = IMAGES | FILMS | {FileKind.CAPTIONS}
AT_ONCE = 64 * 1024  # bytes of a film that are read at a time
OTHER = "application/octet-stream"


class PrivateStorage(FileSystemStorage):
    """Files below `settings.FILES_ROOT`, readable by the site's own user only. Their address is a view that asks."""

    def __init__(self) -> None:
        super().__init__(
            location=settings.FILES_ROOT,
            base_url=settings.MEDIA_URL,
            file_permissions_mode=0o600,
            directory_permissions_mode=0o700,
        )

    def _clear_cached_properties(self, setting: str, **kwargs: object) -> None:
        """The place follows FILES_ROOT alone; MEDIA_ROOT is not used."""


def send(file: IO[bytes], *, name: str, inline: bool = False, asked: str = "") -> HttpResponseBase:
    """Return the answer that carries a file: as a download unless it is a picture or film to show, kept by nobody.

    `asked` is the part that a browser wants of a film ("bytes=0-99"). Of everything else the whole file is sent
    whatever was asked for. The caller has asked who may have it, for each part anew.
    """
    ending = name.rpartition(".")[2].lower()
    kind = FileKind(ending) if ending in set(FileKind) else None
    is_film = inline and kind in FILMS
    answer = _part(file, asked) if is_film else FileResponse(file)
    shown = "inline" if inline and kind in SHOWN else "attachment"
    answer.headers["Content-Disposition"] = content_disposition_header(shown == "attachment", name) or shown
    answer.headers["Content-Type"] = MEDIA_TYPES[kind] if kind else OTHER
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Accept-Ranges"] = "bytes" if is_film else "none"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    return answer


def _part(file: IO[bytes], asked: str) -> HttpResponseBase:
    """Return the piece of a film that was asked for, and which piece it is."""
    size = file.seek(0, SEEK_END)
    try:
        part = part_of(asked, size)
    except OutsideError:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    start, end = part or (0, size)
    answer = FileResponse(_Piece(file, start, end), status=206 if part else 200)
    answer.block_size = AT_ONCE
    answer.headers["Content-Length"] = str(end - start)
    if part:
        answer.headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return answer


class _Piece:
    """A part of a file, read like one."""

    def __init__(self, file: IO[bytes], start: int, end: int) -> None:
        file.seek(start)
        self.file, self.left = file, end - start

    def read(self, size: int = -1) -> bytes:
        read = self.file.read(self.left if size < 0 else min(size, self.left))
        self.left -= len(read)
        return read

    def close(self) -> None:
        self.file.close()
