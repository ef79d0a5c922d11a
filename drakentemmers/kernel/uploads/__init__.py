"""Files that come from outside: nothing is kept as it was sent. Every way in goes through `receive`.

A file is known by its content, never by its name. Limits hold before anything is decoded. Images are drawn anew, so
that nothing but the picture is left; PDF files lose all that acts; a spreadsheet that unpacks to far more than it
weighs is refused. Films lose what stands around their pictures and sound (place, device, dates, titles), captions
become plain words; what is to be seen or heard in a film nobody can take out. What is kept has a random name. With a
scanner configured (`scanner`) nothing comes in unscanned.
"""

from drakentemmers.kernel.uploads.gate import receive
from drakentemmers.kernel.uploads.kinds import DOCUMENTS, FILMS, IMAGES, FileKind
from drakentemmers.kernel.uploads.refusals import Refusal, UploadRefused

__all__ = ["DOCUMENTS", "FILMS", "IMAGES", "FileKind", "Refusal", "UploadRefused", "receive"]
