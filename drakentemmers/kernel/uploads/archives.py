"""Spreadsheets are archives: a small one may unpack to something huge, and tells who made it."""

import io
import zlib
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from drakentemmers.kernel.uploads.refusals import Refusal, UploadRefused

MOST_UNPACKED = 100 * 1024 * 1024
MOST_PARTS = 1000
MOST_RATIO = 200  # a part of more than a megabyte that is packed this many times smaller
WORTH_A_LOOK = 1024 * 1024
# Parts that act or carry another file.
ACTING = ("vbaproject.bin", "/activex/", "/embeddings/", "/externallinks/")
# What a reader of archives raises on one that is broken, or that asks for what it does not know.
BROKEN = (BadZipFile, ValueError, OverflowError, NotImplementedError, RuntimeError, EOFError, zlib.error)
# Who made it, where, with what: these parts stay, with nothing in them.
ABOUT_THE_MAKER = {
    "docProps/core.xml": b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/'
    b'metadata/core-properties"/>',
    "docProps/app.xml": b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'extended-properties"/>',
    "docProps/custom.xml": b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'custom-properties"/>',
}
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first moment an archive can write


def check_archive(content: bytes) -> None:
    """Raise UploadRefused when the archive is broken, is a bomb, or holds programs."""
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            _check(archive.infolist())
    except BROKEN as error:
        raise UploadRefused(Refusal.BROKEN) from error


def clean_sheet(content: bytes) -> bytes:
    """Return the spreadsheet packed anew: nothing before, between or after its parts, nothing about its maker.

    Raises UploadRefused.
    """
    check_archive(content)
    out = io.BytesIO()
    try:
        with ZipFile(io.BytesIO(content)) as archive, ZipFile(out, "w", ZIP_DEFLATED) as anew:
            if "xl/workbook.xml" not in archive.namelist():
                raise UploadRefused(Refusal.WRONG_KIND)
            for part in archive.infolist():
                kept = ABOUT_THE_MAKER.get(part.filename)
                plain = ZipInfo(part.filename, LONG_AGO)
                plain.compress_type = ZIP_DEFLATED
                anew.writestr(plain, archive.read(part) if kept is None else kept)
    except BROKEN as error:
        raise UploadRefused(Refusal.BROKEN) from error
    return out.getvalue()


def _check(parts: list[ZipInfo]) -> None:
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise UploadRefused(Refusal.UNPACKS_TOO_LARGE)
    for part in parts:
        if part.file_size > WORTH_A_LOOK and part.file_size > MOST_RATIO * max(1, part.compress_size):
            raise UploadRefused(Refusal.UNPACKS_TOO_LARGE)
        if part.flag_bits & 1:
            raise UploadRefused(Refusal.ENCRYPTED)
        if any(mark in f"/{part.filename.lower()}" for mark in ACTING):
            raise UploadRefused(Refusal.WRONG_KIND)
