"""Asking about a look."""

from django import forms
from django.utils.translation import gettext_lazy as _

from drakentemmers.accounts.forms.impersonal import ImpersonalText
from drakentemmers.insight.models import LONGEST_QUESTION


class ReportForm(forms.Form):
    """What somebody does not understand; it may stay empty."""

    question = ImpersonalText(
        label=_("What is not right, or what do you not understand?"),
        required=False,
        max_length=LONGEST_QUESTION,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("You may leave this empty. No names, numbers or addresses. Only log managers read it."),
    )
