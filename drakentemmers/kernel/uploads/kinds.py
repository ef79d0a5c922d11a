"""What a file is, by its first bytes. Its name and what the browser says about it do not count."""

import re
from enum import StrEnum


class FileKind(StrEnum):
    """The kinds of file that may come in; the value is the ending of the name that is kept."""

    JPEG = "jpg"
    PNG = "png"
    WEBP = "webp"
    PDF = "pdf"
    XLSX = "xlsx"
    TEXT = "csv"
    MP4 = "mp4"
    WEBM = "webm"
    CAPTIONS = "vtt"


IMAGES = frozenset({FileKind.JPEG, FileKind.PNG, FileKind.WEBP})
DOCUMENTS = frozenset({FileKind.PDF, FileKind.XLSX, FileKind.TEXT})
FILMS = frozenset({FileKind.MP4, FileKind.WEBM})
SHEETS = frozenset({FileKind.XLSX, FileKind.TEXT})
MEDIA_TYPES = {
    FileKind.JPEG: "image/jpeg",
    FileKind.PNG: "image/png",
    FileKind.WEBP: "image/webp",
    FileKind.PDF: "application/pdf",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.TEXT: "text/csv",
    FileKind.MP4: "video/mp4",
    FileKind.WEBM: "video/webm",
    FileKind.CAPTIONS: "text/vtt",
}
# Text that a browser or another program would take for something that acts.
ACTING = (b"<", b"%!", b"#!", b"{\\rtf")
HEAD = 4096


def kind_of(content: bytes) -> FileKind | None:
    """Return the kind of a file, None when it is none of those we take."""
    if content.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.PNG
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return FileKind.WEBP
    if content.startswith(b"%PDF-"):
        return FileKind.PDF
    if content.startswith(b"PK\x03\x04"):
        return FileKind.XLSX if b"xl/workbook.xml" in content else None
    if content[4:8] == b"ftyp":
        return FileKind.MP4
    if content.startswith(b"\x1a\x45\xdf\xa3") and b"\x42\x82\x84webm" in content[:64]:
        return FileKind.WEBM
    if re.match(rb"(?:\xef\xbb\xbf)?WEBVTT[ \t\r\n]", content):
        return FileKind.CAPTIONS
    return FileKind.TEXT if _is_plain_text(content) else None


def _is_plain_text(content: bytes) -> bool:
    """No control characters but those of lines and columns, and nothing that begins as markup or a program."""
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:HEAD]
    if not start or start.startswith(ACTING):
        return False
    return not any(byte < 32 and byte not in b"\t\r\n" for byte in content)
