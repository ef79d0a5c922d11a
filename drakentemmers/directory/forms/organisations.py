"""What an organisation fills in about itself."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from drakentemmers.accounts.models import Organisation
from drakentemmers.directory.forms.professionals import AUTO, PlaceField
from drakentemmers.directory.labels import label
from drakentemmers.directory.models import Location, OrganisationProfile, Region
from drakentemmers.directory.numbers import kvk_problem, normalised
from drakentemmers.directory.rules import RegionModel


class OrganisationForm(forms.Form):
    """The page of an organisation. `version` is what was read; saving compares it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    about = forms.CharField(
        label=_("What does your organisation do?"),
        help_text=_("Everybody can read this. Do not write an address that must stay secret."),
        max_length=3000,
        required=False,
        widget=forms.Textarea({"rows": 5}),
    )
    asks_for = forms.CharField(
        label=_("What structural cooperation do you look for?"),
        help_text=_("For example: a therapist who comes to the shelter one day a week."),
        max_length=3000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )
    website = forms.URLField(
        label=_("Website"), required=False, assume_scheme="https", widget=forms.URLInput({"inputmode": "url"})
    )
    email = forms.EmailField(
        label=_("E-mail"), help_text=_("Only people who are signed in see this."), required=False
    )
    phone = forms.CharField(
        label=_("Phone"),
        help_text=_("Only people who are signed in see this."),
        max_length=20,
        required=False,
        widget=forms.TextInput({"type": "tel", "inputmode": "tel"}),
    )
    kvk_number = forms.CharField(
        label=_("KvK number"),
        help_text=_("Eight digits."),
        max_length=20,
        required=False,
        widget=forms.TextInput({"inputmode": "numeric"}),
    )
    region = forms.ModelChoiceField(
        Region.objects.none(), label=_("Programme region"), required=False, empty_label=_("Not known")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["region"].queryset = Region.objects.filter(model=RegionModel.PROGRAMME)

    def clean_kvk_number(self) -> str:
        number = normalised(self.cleaned_data["kvk_number"])
        problem = kvk_problem(number) if number else None
        if problem:
            raise forms.ValidationError(label(problem))
        return number

    def values(self) -> dict[str, Any]:
        """Return the cleaned fields that are columns of a page."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


def first_values(profile: OrganisationProfile | None) -> dict[str, Any]:
    """Return what the form starts with; version 0 when there is no page yet."""
    if profile is None:
        return {"version": 0}
    return {name: getattr(profile, name) for name in OrganisationForm.base_fields}


class LocationForm(forms.Form):
    """Where an organisation is."""

    place = PlaceField(
        label=_("Postcode or place"),
        help_text=_("Such as 1315 AB or Almere."),
        max_length=120,
        widget=forms.TextInput(AUTO),
    )
    name = forms.CharField(label=_("Name of the location"), max_length=120, required=False)
    street = forms.CharField(
        label=_("Street and number"), max_length=200, required=False, widget=forms.TextInput(AUTO)
    )
    is_confidential = forms.BooleanField(
        label=_("This address is secret"),
        help_text=_("Then everybody outside your organisation only sees the municipality."),
        required=False,
    )

    def __init__(self, *args: Any, organisation: Organisation, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["is_confidential"].initial = Location.confidential_by_default(organisation)
