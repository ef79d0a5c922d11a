"""Pictures and documents of editors go through the same gate as every file from outside."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from drakentemmers.kernel.uploads import DOCUMENTS, FILMS, IMAGES, FileKind, UploadRefused, receive
from drakentemmers.ui.upload_texts import TEXTS


def _received(file: Any, kinds: frozenset[FileKind]) -> Any:
    """Return the cleaned file; what was kept before and is not sent again stays as it is."""
    if not isinstance(file, UploadedFile):
        return file
    try:
        return receive(file, kinds=kinds)
    except UploadRefused as refused:
        raise ValidationError(TEXTS[refused.why], code=refused.why.value) from refused


class PictureField(WagtailImageField):
    """Cleans before Wagtail decodes: the gate judges the number of pixels first."""

    def to_python(self, data: Any) -> Any:
        return super().to_python(_received(data, IMAGES))


class PictureForm(BaseImageForm):
    """A picture, drawn anew and with a name that says nothing."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "file" in self.fields:
            kept = self.fields["file"]
            self.fields["file"] = PictureField(label=kept.label, required=kept.required, widget=kept.widget)


class DocumentForm(BaseDocumentForm):
    """A document without anything that acts; a film or its captions without what tells about the maker."""

    def clean_file(self) -> Any:
        return _received(self.cleaned_data["file"], DOCUMENTS | FILMS | {FileKind.CAPTIONS})
