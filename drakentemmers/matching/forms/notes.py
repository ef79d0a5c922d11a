"""The form of a private note."""

from django import forms
from django.utils.translation import gettext_lazy

from drakentemmers.accounts.forms.impersonal import ImpersonalText


class NoteForm(forms.Form):
    """The text, and the version it started from."""

    text = ImpersonalText(
        label=gettext_lazy("Text of the note"),
        help_text=gettext_lazy("Only your own organisation reads this. No names, numbers or addresses."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    number = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
