"""Proposing a decoy."""

from django import forms
from django.utils.translation import gettext_lazy

from drakentemmers.accounts.actions.decoys import MAKERS
from drakentemmers.accounts.doors import DOORS
from drakentemmers.accounts.forms.naming import NamesOrganisation
from drakentemmers.accounts.forms.opening import CHOOSE


class DecoyForm(NamesOrganisation):
    """What it looks like, and among whose records."""

    field_order = ["kind", "organisation", "which"]
    kind = forms.ChoiceField(
        label=gettext_lazy("What does it look like?"),
        choices=lambda: [(kind, DOORS[kind].name) for kind in MAKERS],
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    organisation = forms.CharField(
        label=gettext_lazy("Among the records of which organisation?"),
        max_length=200,
        error_messages={"required": gettext_lazy("Fill in the name of the organisation.")},
    )
