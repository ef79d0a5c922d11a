"""A set of named values in a form: boxes to tick that show what is there, and give a frozenset."""

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any

from django import forms

Choices = Iterable[tuple[str, Any]]


class SetChoiceField(forms.TypedMultipleChoiceField):
    """A set of members of `kind`. `choices` gives their labels when the form is made."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, kind: type[StrEnum], *, choices: Callable[[], Choices], **options: Any) -> None:
        self.kind = kind
        options.setdefault("required", False)
        super().__init__(choices=choices, coerce=kind, empty_value=frozenset(), **options)

    def prepare_value(self, value: Any) -> list[str]:
        """Return what is ticked. A set as it is would tick nothing: the widget takes only lists apart."""
        return [str(member) for member in value or ()]

    def clean(self, value: Any) -> frozenset[StrEnum]:
        return frozenset(super().clean(value))
