"""Signing a look off."""

from django import forms
from django.utils.translation import gettext_lazy as _

from drakentemmers.insight.labels import LABELS
from drakentemmers.insight.rules import Verdict


class ReviewForm(forms.Form):
    """What it turned out to be, and a sentence about it."""

    verdict = forms.ChoiceField(
        label=_("What is it?"),
        choices=[(verdict.value, LABELS[Verdict][verdict]) for verdict in Verdict],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it turned out to be.")},
    )
    remark = forms.CharField(
        label=_("Remark"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Needed unless it is in order. No data of clients."),
    )
