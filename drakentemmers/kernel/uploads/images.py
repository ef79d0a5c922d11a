"""Pictures are drawn anew: place, camera, author and everything else hidden in the file stays behind."""

import io
import struct
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from drakentemmers.kernel.uploads.kinds import FileKind
from drakentemmers.kernel.uploads.refusals import Refusal, UploadRefused

# What a decoder raises on a picture that is broken, or made to break it.
BROKEN = (
    UnidentifiedImageError,
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    MemoryError,
    OverflowError,
    TypeError,
    LookupError,
    AttributeError,
    ZeroDivisionError,
    struct.error,
)
MOST_PIXELS = 40_000_000  # a photograph of 7300 by 5480
LONGEST_SIDE = 16_000
# Of a JPEG: what starts the picture itself, what ends it, and the segments that only tell about it.
START_OF_SCAN, END_OF_PICTURE = b"\xda", b"\xff\xd9"
REMARKS = frozenset(bytes([code]) for code in (*range(0xE1, 0xEE), 0xEF, 0xFE))
FORMATS = {FileKind.JPEG: "JPEG", FileKind.PNG: "PNG", FileKind.WEBP: "WEBP"}


def clean_image(content: bytes, kind: FileKind) -> bytes:
    """Return the picture and nothing else, as the same kind of file.

    The size that the file claims is judged before one pixel is decoded. Of a moving picture the first frame is kept.
    Raises UploadRefused.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=[FORMATS[kind]])
            _refuse_flood(*picture.size)
            picture.load()
            return _drawn_anew(ImageOps.exif_transpose(picture), kind)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UploadRefused(Refusal.TOO_MANY_PIXELS) from error
    except BROKEN as error:
        raise UploadRefused(Refusal.BROKEN) from error


def _refuse_flood(width: int, height: int) -> None:
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise UploadRefused(Refusal.TOO_MANY_PIXELS)


def _drawn_anew(picture: Image.Image, kind: FileKind) -> bytes:
    """Copy the pixels to a canvas of our own: only they go along."""
    has_alpha = "A" in picture.getbands() or "transparency" in picture.info
    mode = "RGBA" if has_alpha and kind != FileKind.JPEG else "RGB"
    canvas = Image.new(mode, picture.size)
    canvas.paste(picture.convert(mode))
    out = io.BytesIO()
    options = {"quality": 88, "optimize": True} if kind == FileKind.JPEG else {}
    canvas.save(out, FORMATS[kind], **options)
    return out.getvalue()


def without_remarks(jpeg: bytes) -> bytes:
    """Return a JPEG as it is drawn, without the segments that tell about it (EXIF, XMP, IPTC, ICC, remarks).

    For a picture inside a document, which is not drawn anew. The segment of Adobe stays: it says how colours are
    meant. Raises ValueError when the segments do not follow each other.
    """
    kept, at = bytearray(jpeg[:2]), 2
    while jpeg[at : at + 1] == b"\xff" and jpeg[at + 1 : at + 2] != START_OF_SCAN:
        after = at + 2 + int.from_bytes(jpeg[at + 2 : at + 4])
        if jpeg[at + 1 : at + 2] not in REMARKS:
            kept += jpeg[at:after]
        at = after
    if jpeg[at : at + 2] != b"\xff" + START_OF_SCAN:
        raise ValueError("not a JPEG")
    return bytes(kept) + jpeg[at : jpeg.rindex(END_OF_PICTURE) + 2]
