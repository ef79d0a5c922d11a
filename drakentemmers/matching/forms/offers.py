"""What a therapist offers."""

from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drakentemmers.accounts.forms.impersonal import ImpersonalText
from drakentemmers.directory.rules import Setting
from drakentemmers.matching.forms.fields import DayField, SomeOf
from drakentemmers.matching.models import Offer

PERIODS = (
    (1, gettext_lazy("a week")),
    (2, gettext_lazy("2 weeks")),
    (4, gettext_lazy("4 weeks")),
    (8, gettext_lazy("8 weeks")),
    (13, gettext_lazy("a quarter (13 weeks)")),
    (26, gettext_lazy("half a year (26 weeks)")),
)
FIELDS = (
    "places",
    "period_weeks",
    "starts_on",
    "ends_on",
    "settings",
    "radius_km",
    "max_sessions",
    "note",
)


class OfferForm(forms.Form):
    """How many clients can start, when and where."""

    places = forms.IntegerField(
        label=gettext_lazy("How many clients can start"), min_value=0, max_value=99, initial=1
    )
    period_weeks = forms.TypedChoiceField(label=gettext_lazy("In every"), coerce=int, initial=4)
    starts_on = DayField(
        label=gettext_lazy("First start from"), help_text=gettext_lazy("For example 18-11-2026.")
    )
    ends_on = DayField(
        label=gettext_lazy("Until"), help_text=gettext_lazy("Empty: no end date."), required=False
    )
    settings = SomeOf(
        Setting,
        label=gettext_lazy("Where"),
        help_text=gettext_lazy("Empty: everywhere that your profile says."),
    )
    radius_km = forms.IntegerField(
        label=gettext_lazy("How far do you travel (km)"),
        help_text=gettext_lazy("Empty: as your profile says."),
        required=False,
        min_value=0,
        max_value=300,
    )
    max_sessions = forms.IntegerField(
        label=gettext_lazy("At most this many sessions"),
        help_text=gettext_lazy("Empty: as many as needed."),
        required=False,
        min_value=1,
        max_value=200,
    )
    note = ImpersonalText(
        label=gettext_lazy("Note with your offer"),
        help_text=gettext_lazy("For example: Tuesdays only. No names."),
        required=False,
        max_length=300,
    )

    version = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, offer: Offer | None = None, **options: Any) -> None:
        if offer is not None:
            now = {name: getattr(offer, name) for name in (*FIELDS, "version")}
            options["initial"] = now | options.get("initial", {})
        super().__init__(*args, **options)
        kept = self.initial.get("period_weeks")
        extra = [] if kept in (None, *dict(PERIODS)) else [(kept, _("%(weeks)s weeks") % {"weeks": kept})]
        self.fields["period_weeks"].choices = [*PERIODS, *extra]

    def offered(self) -> dict[str, Any]:
        """Return what is offered, without the version it started from."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def differences(self, offer: Offer) -> list[tuple[str, str, str]]:
        """Return what stands otherwise in `offer`: the name of the field, what was filled in, what is saved now."""
        theirs = OfferForm(offer=offer)
        return [
            (str(self.fields[name].label), self._said(name, mine), self._said(name, theirs.initial[name]))
            for name, mine in self.offered().items()
            if mine != theirs.initial[name]
        ]

    def _said(self, name: str, value: Any) -> str:
        choices = dict(getattr(self.fields[name], "choices", ()))
        if isinstance(value, frozenset):
            return ", ".join(str(choices.get(one, one)) for one in sorted(value)) or "–"
        if isinstance(value, date):
            return date_format(value)
        return str(choices.get(value, value)) if value not in (None, "") else "–"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get("starts_on"), cleaned.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _("The end lies before the start. Choose a later date."))
        return cleaned
