"""PDF files keep their pages and lose what acts: scripts, actions, files inside, forms that call out, who made it."""

import io
from typing import Any

import pikepdf

from drakentemmers.kernel.uploads.images import without_remarks
from drakentemmers.kernel.uploads.refusals import Refusal, UploadRefused

MOST_PAGES = 500
MOST_OBJECTS = 100_000
# Keys that make a reader do something, or carry another file or the writer's name, wherever they stand.
ACTING = frozenset(
    {
        *("/OpenAction", "/AA", "/A", "/PA", "/JS", "/JavaScript", "/Launch", "/XFA", "/RichMedia"),
        *("/AF", "/EmbeddedFiles", "/EF", "/Ref", "/OPI", "/Metadata", "/PieceInfo"),
    }
)
OUTSIDE = ("/F", "/FFilter", "/FDecodeParms")  # of a stream: what it holds stands in another file
ACTING_ANNOTATIONS = frozenset({"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"})
SAFE_ACTIONS = frozenset({"/URI", "/GoTo"})


def clean_pdf(content: bytes) -> bytes:
    """Return the document without anything that acts; UploadRefused when it is locked or broken."""
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            if len(document.pages) > MOST_PAGES or len(document.objects) > MOST_OBJECTS:
                raise UploadRefused(Refusal.TOO_LARGE)
            _strip(document)
            out = io.BytesIO()
            document.save(out, linearize=False, object_stream_mode=pikepdf.ObjectStreamMode.generate)
            return out.getvalue()
    except pikepdf.PasswordError as error:
        raise UploadRefused(Refusal.ENCRYPTED) from error
    except (pikepdf.PdfError, ValueError, TypeError, LookupError, AttributeError, RuntimeError) as error:
        raise UploadRefused(Refusal.BROKEN) from error


def _strip(document: pikepdf.Pdf) -> None:
    if document.is_encrypted:
        raise UploadRefused(Refusal.ENCRYPTED)
    if not document.pages:
        raise UploadRefused(Refusal.BROKEN)
    for entry in list(document.objects):
        _clean(entry)
        if isinstance(entry, pikepdf.Stream):
            _clean_stream(document, entry)
    root = document.Root
    for key in ("/Names", "/AcroForm", "/Collection", "/Threads", "/SpiderInfo"):
        if key in root:
            del root[key]
    if "/Info" in document.trailer:
        del document.trailer["/Info"]
    for page in document.pages:
        _keep_quiet_annotations(page.obj)
    document.remove_unreferenced_resources()


def _clean(entry: Any, depth: int = 0) -> None:
    """Take the acting keys out of an object and of what stands in it directly."""
    if depth > 50:
        raise UploadRefused(Refusal.BROKEN)
    if isinstance(entry, pikepdf.Array):
        for part in entry:
            _clean_direct(part, depth)
        return
    if not isinstance(entry, pikepdf.Dictionary | pikepdf.Stream):
        return
    for key in list(entry.keys()):
        if key in ACTING and not (key == "/A" and _is_harmless(entry[key])):
            del entry[key]
        else:
            _clean_direct(entry[key], depth)


def _clean_direct(part: Any, depth: int) -> None:
    if isinstance(part, pikepdf.Object) and not part.is_indirect:
        _clean(part, depth + 1)


def _is_harmless(action: Any) -> bool:
    """A link to a web page or to a place in this document, with nothing chained to it."""
    if not isinstance(action, pikepdf.Dictionary) or "/Next" in action:
        return False
    if str(action.get("/S", "")) not in SAFE_ACTIONS:
        return False
    address = str(action.get("/URI", "https://"))
    return address.startswith(("https://", "http://", "mailto:"))


def _keep_quiet_annotations(page: Any) -> None:
    if "/Annots" not in page:
        return
    page.Annots = pikepdf.Array(list(filter(_is_quiet, page.Annots)))


def _is_quiet(note: Any) -> bool:
    return isinstance(note, pikepdf.Dictionary) and str(note.get("/Subtype", "")) not in ACTING_ANNOTATIONS


def _clean_stream(document: pikepdf.Pdf, stream: Any) -> None:
    """Cut it loose from other files; of a photograph keep the picture, without place, camera and author."""
    for key in OUTSIDE:
        if key in stream:
            del stream[key]
    filters = stream.get("/Filter", pikepdf.Array())
    names = list(filters) if isinstance(filters, pikepdf.Array) else [filters]
    if not names or names[-1] != pikepdf.Name.DCTDecode:
        return
    packed = pikepdf.Stream(document, stream.read_raw_bytes())
    if names[:-1]:
        packed.Filter = pikepdf.Array(names[:-1])
    parameters = stream.get("/DecodeParms")
    last = parameters[-1] if isinstance(parameters, pikepdf.Array) else parameters
    stream.write(without_remarks(packed.read_bytes()), filter=pikepdf.Name.DCTDecode, decode_parms=last)
