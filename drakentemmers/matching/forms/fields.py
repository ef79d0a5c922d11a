"""Form fields of matching: sets of named values, dates as people type them."""

from datetime import date
from enum import StrEnum
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drakentemmers.kernel.set_choices import SetChoiceField
from drakentemmers.matching.dates import read_date
from drakentemmers.matching.labels import choices_of


class OneOf(forms.TypedChoiceField):
    """One member of an enum, or nothing when `empty` gives a word for that."""

    def __init__(self, kind: type[StrEnum], *, empty: Any = None, **options: Any) -> None:
        self.kind = kind
        nothing = [] if empty is None else [("", empty)]
        options.setdefault("required", empty is None)
        options.setdefault("error_messages", {"required": gettext_lazy("Choose one of these.")})
        super().__init__(
            choices=lambda: [*nothing, *choices_of(kind)], coerce=kind, empty_value="", **options
        )


class SomeOf(SetChoiceField):
    """A set of words of matching, with their labels."""

    def __init__(self, kind: type[StrEnum], **options: Any) -> None:
        super().__init__(kind, choices=lambda: choices_of(kind), **options)


class DayField(forms.Field):
    """A date as people type it: 18-11-2026, 18/11/2026, 18 november 2026."""

    widget = forms.TextInput

    def prepare_value(self, value: Any) -> Any:
        return date_format(value, "j F Y") if isinstance(value, date) else value

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, date) or not value:
            return value or None
        day = read_date(str(value))
        if day is None:
            raise ValidationError(_("Write a date, such as 18-11-2026."), code="invalid")
        return day
