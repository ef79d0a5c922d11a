"""What a therapist or trainee fills in about himself or herself."""

from enum import StrEnum
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from drakentemmers.directory.labels import choices_of, label
from drakentemmers.directory.models import Professional, Region
from drakentemmers.directory.numbers import normalised, register_number_problem
from drakentemmers.directory.read.places import PlaceFound, place_problem, resolve_place
from drakentemmers.directory.rules import (
    ClientGroup,
    ClientRole,
    Funding,
    Gender,
    Language,
    Method,
    Problem,
    RegionModel,
    Register,
    Setting,
)
from drakentemmers.kernel.set_choices import SetChoiceField

AUTO = {"autocomplete": "off"}


class SetOf(SetChoiceField):
    """A set of words of the directory, with their labels."""

    def __init__(self, kind: type[StrEnum], **options: Any) -> None:
        super().__init__(kind, choices=lambda: choices_of(kind), **options)


class PlaceField(forms.CharField):
    """A postcode or place; the value is what was found on the map."""

    def clean(self, value: Any) -> PlaceFound | None:
        text = super().clean(value)
        found = resolve_place(text) if text else None
        if text and found is None:
            raise forms.ValidationError(place_problem(text))
        return found


class ProfessionalForm(forms.Form):
    """A profile. `version` is what was read; saving compares it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name"), max_length=200, widget=forms.TextInput({"autocomplete": "name"}))
    about = forms.CharField(
        label=_("About you and your work"),
        help_text=_("In short sentences. Everybody can read this, so write nothing about clients."),
        max_length=3000,
        required=False,
        widget=forms.Textarea({"rows": 5}),
    )
    gender = forms.ChoiceField(label=_("Gender"), required=False)
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("Only people who are signed in see this."),
        required=False,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=_("Phone"),
        help_text=_("Only people who are signed in see this."),
        max_length=20,
        required=False,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    groups = SetOf(ClientGroup, label=_("Whom do you treat?"))
    client_roles = SetOf(ClientRole, label=_("You treat people who"))
    problems = SetOf(Problem, label=_("What do you treat?"))
    methods = SetOf(Method, label=_("Methods"))
    settings = SetOf(Setting, label=_("Where do you treat?"))
    languages = SetOf(Language, label=_("In which languages?"))
    works_with_interpreter = forms.BooleanField(label=_("I also work with an interpreter"), required=False)
    fundings = SetOf(Funding, label=_("Who can pay for it?"))
    regions = forms.ModelMultipleChoiceField(
        Region.objects.none(),
        label=_("In which other regions do you work?"),
        help_text=_("Online or on site."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["gender"].choices = [("", _("Rather not say")), *choices_of(Gender)]
        self.fields["regions"].queryset = Region.objects.filter(model=RegionModel.PROGRAMME)

    def values(self) -> dict[str, Any]:
        """Return the cleaned fields that are columns of a profile."""
        return {
            name: value for name, value in self.cleaned_data.items() if name not in ("version", "regions")
        }


def first_values(professional: Professional) -> dict[str, Any]:
    """Return what the form starts with."""
    names = [name for name in ProfessionalForm.base_fields if name != "regions"]
    values: dict[str, Any] = {name: getattr(professional, name) for name in names}
    return values | {"regions": [region.pk for region in professional.regions.all()]}


class RegistrationForm(forms.Form):
    """A number in a register."""

    register = forms.ChoiceField(label=_("Register"))
    number = forms.CharField(
        label=_("Number"), max_length=40, widget=forms.TextInput({**AUTO, "inputmode": "numeric"})
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["register"].choices = choices_of(Register)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if "register" in values and "number" in values:
            values["register"] = Register(values["register"])
            values["number"] = normalised(values["number"], values["register"])
            problem = register_number_problem(values["register"], values["number"])
            if problem:
                self.add_error("number", label(problem))
        return values


class QualificationForm(forms.Form):
    """A diploma or training."""

    name = forms.CharField(label=_("Diploma or training"), max_length=200)
    institute = forms.CharField(label=_("Institute"), max_length=200, required=False)
    year = forms.IntegerField(label=_("Year"), min_value=1950, max_value=2100, required=False)


class WorkLocationForm(forms.Form):
    """A place of work."""

    place = PlaceField(
        label=_("Postcode or place"),
        help_text=_("Such as 1315 AB or Almere."),
        max_length=120,
        widget=forms.TextInput(AUTO),
    )
    street = forms.CharField(
        label=_("Street and number"),
        help_text=_("Only people who are signed in see this."),
        max_length=200,
        required=False,
        widget=forms.TextInput(AUTO),
    )
    radius_km = forms.IntegerField(
        label=_("How far do you travel, in kilometres?"), min_value=0, max_value=300, initial=25
    )
