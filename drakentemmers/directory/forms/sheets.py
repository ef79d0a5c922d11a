"""Choosing a spreadsheet."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SheetForm(forms.Form):
    """A file to try. Nothing changes before somebody has seen what it would do."""

    file = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_("XLSX or CSV, at most 5 MB. First you see what would change."),
        max_length=200,
        widget=forms.FileInput({"accept": ".xlsx,.csv"}),
    )
