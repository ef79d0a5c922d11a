"""The gate: what was sent goes in, what may be kept comes out."""

from collections.abc import Callable, Collection

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile

from drakentemmers.kernel.ids import new_id
from drakentemmers.kernel.uploads.archives import clean_sheet
from drakentemmers.kernel.uploads.captions import clean_captions
from drakentemmers.kernel.uploads.images import clean_image
from drakentemmers.kernel.uploads.kinds import FILMS, HEAD, IMAGES, MEDIA_TYPES, FileKind, kind_of
from drakentemmers.kernel.uploads.mp4 import clean_mp4
from drakentemmers.kernel.uploads.pdf import clean_pdf
from drakentemmers.kernel.uploads.refusals import Refusal, UploadRefused
from drakentemmers.kernel.uploads.scanner import scan
from drakentemmers.kernel.uploads.webm import clean_webm


def receive(
    upload: UploadedFile, *, kinds: Collection[FileKind], most_bytes: int | None = None
) -> UploadedFile:
    """Return what may be kept of `upload`, with a neutral name; raises UploadRefused.

    `kinds` is what this place takes; `most_bytes` its own limit below `settings.UPLOAD_MOST_BYTES`. Where films are
    taken, a film may be as large as `settings.FILM_MOST_BYTES`.
    """
    most = min(most_bytes or settings.UPLOAD_MOST_BYTES, settings.UPLOAD_MOST_BYTES)
    if FILMS & set(kinds) and kind_of(_head(upload)) in FILMS:
        most = settings.FILM_MOST_BYTES
    if (upload.size or 0) > most:
        raise UploadRefused(Refusal.TOO_LARGE)
    upload.seek(0)
    content = upload.read(most + 1)
    if len(content) > most:
        raise UploadRefused(Refusal.TOO_LARGE)
    if not content:
        raise UploadRefused(Refusal.EMPTY)
    kind = kind_of(content)
    if kind is None or kind not in kinds:
        raise UploadRefused(Refusal.WRONG_KIND)
    scan(content, address=settings.CLAMD, seconds=settings.CLAMD_SECONDS)
    return SimpleUploadedFile(f"{new_id()}.{kind.value}", _cleaned(content, kind), MEDIA_TYPES[kind])


def _head(upload: UploadedFile) -> bytes:
    upload.seek(0)
    return bytes(upload.read(HEAD))


def _cleaned(content: bytes, kind: FileKind) -> bytes:
    if kind in IMAGES:
        return clean_image(content, kind)
    cleaner: dict[FileKind, Callable[[bytes], bytes]] = {
        FileKind.PDF: clean_pdf,
        FileKind.XLSX: clean_sheet,
        FileKind.MP4: clean_mp4,
        FileKind.WEBM: clean_webm,
        FileKind.CAPTIONS: clean_captions,
    }
    return cleaner[kind](content) if kind in cleaner else content
