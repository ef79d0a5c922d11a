"""Asking for emergency access."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drakentemmers.accounts.access import Reason
from drakentemmers.accounts.forms.naming import NamesOrganisation
from drakentemmers.accounts.forms.opening import CHOOSE, choices_of, short_line

HOURS = (1, 4, 8, 24)


class EmergencyForm(NamesOrganisation):
    """Whose, what, why and for how long."""

    field_order = ["organisation", "which"]
    organisation = forms.CharField(
        label=gettext_lazy("Of which organisation?"),
        max_length=200,
        error_messages={"required": gettext_lazy("Fill in the name of the organisation.")},
    )
    asked_for = forms.CharField(
        label=gettext_lazy("Which request?"),
        help_text=gettext_lazy(
            "The pseudonym, such as Wilg 12. Leave it empty for everything of the organisation."
        ),
        required=False,
        max_length=40,
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("Why is it urgent?"),
        choices=lambda: choices_of(Reason),
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    line = short_line(
        gettext_lazy("In your own words"),
        gettext_lazy("One short sentence for the colleague who decides. No names, numbers or addresses."),
    )
    hours = forms.TypedChoiceField(
        label=gettext_lazy("For how long?"),
        choices=lambda: [
            (hours, _("%(n)s hours") % {"n": hours} if hours > 1 else _("1 hour")) for hours in HOURS
        ],
        coerce=int,
        initial=1,
        error_messages=CHOOSE,
    )
