"""A municipality as people type it: one the site knows, or else its name, for the office to look at."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext

from drakentemmers.directory.models import Municipality
from drakentemmers.directory.read.places import municipality_named, municipality_names


@dataclass(frozen=True, slots=True)
class MunicipalityGiven:
    """What was typed: a municipality of the site's, or else the words."""

    known: Municipality | None
    typed: str = ""


class WithSuggestions(forms.TextInput):
    """A text field with a list of the browser's own; whatever is not in the list can be typed."""

    template_name = "directory/_with_suggestions.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["suggestions"] = municipality_names()
        context["widget"]["attrs"]["list"] = context["list"] = (
            f"{context['widget']['attrs'].get('id', name)}-list"
        )
        return context


class MunicipalityField(forms.CharField):
    """Never an address: digits are refused."""

    widget = WithSuggestions

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=80, **options)

    def clean(self, value: Any) -> MunicipalityGiven:
        text = " ".join(super().clean(value).split())
        if not text:
            return MunicipalityGiven(None)
        if any(sign.isdigit() for sign in text):
            raise forms.ValidationError(
                gettext("Fill in only the name of the municipality, no street, number or postcode.")
            )
        known = municipality_named(text)
        return MunicipalityGiven(known, "" if known else text)
