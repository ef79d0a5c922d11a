"""Choosing a spreadsheet."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from drakentemmers.directory.sheets.reading import MOST_BYTES
from drakentemmers.kernel.uploads import UploadRefused
from drakentemmers.kernel.uploads.scanner import scan
from drakentemmers.ui.upload_texts import TEXTS


class SheetForm(forms.Form):
    """A file to try. Nothing changes before somebody has seen what it would do."""

    file = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_("XLSX or CSV, at most 5 MB. First you see what would change."),
        max_length=200,
        widget=forms.FileInput({"accept": ".xlsx,.csv"}),
    )

    def clean_file(self) -> UploadedFile:
        """Have the scanner look at it, when there is one; what the rows say is judged by whoever reads them."""
        upload = self.cleaned_data["file"]
        try:
            scan(upload.read(MOST_BYTES + 1), address=settings.CLAMD, seconds=settings.CLAMD_SECONDS)
        except UploadRefused as refused:
            raise ValidationError(TEXTS[refused.why], code=refused.why.value) from refused
        upload.seek(0)
        return upload
