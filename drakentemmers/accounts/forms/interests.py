"""Saying that one has another interest somewhere."""

from django import forms
from django.utils.translation import gettext_lazy

from drakentemmers.accounts.access import WhyKept
from drakentemmers.accounts.forms.naming import NamesOrganisation
from drakentemmers.accounts.forms.opening import CHOOSE, choices_of


class WhyForm(forms.Form):
    """What the interest is."""

    why = forms.ChoiceField(
        label=gettext_lazy("What is it?"),
        choices=lambda: choices_of(WhyKept),
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )


class InterestForm(NamesOrganisation, WhyForm):
    """An interest in an organisation."""

    field_order = ["organisation", "which", "why"]
    organisation = forms.CharField(
        label=gettext_lazy("Which organisation?"),
        max_length=200,
        error_messages={"required": gettext_lazy("Fill in the name of the organisation.")},
    )
