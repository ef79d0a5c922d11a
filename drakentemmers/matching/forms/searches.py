"""The form of a saved search."""

from django import forms
from django.utils.translation import gettext_lazy

from drakentemmers.accounts.forms.impersonal import ImpersonalText
from drakentemmers.matching.models.searches import NAME_AT_MOST


class SearchNameForm(forms.Form):
    """A name of one's own."""

    name = ImpersonalText(
        label=gettext_lazy("Name of your search"),
        help_text=gettext_lazy("For example: EMDR near Almere. No names of people."),
        max_length=NAME_AT_MOST,
    )
