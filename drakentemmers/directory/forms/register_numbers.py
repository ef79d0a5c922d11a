"""Numbers in professional registers as fields of a form, each checked as soon as it is left."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from drakentemmers.directory.labels import label
from drakentemmers.directory.numbers import normalised, register_number_problem
from drakentemmers.directory.rules import Register

DIGITS = {"autocomplete": "off", "inputmode": "numeric"}


def checked_at_once(attributes: dict[str, str] | None = None) -> dict[str, str]:
    """Return attributes with which a field is checked as soon as it is left; without a script on sending."""
    return {
        **(attributes or {}),
        "hx-post": "",
        "hx-trigger": "change",
        "hx-target": "closest .field",
        "hx-swap": "outerHTML",
    }


class RegisterNumberField(forms.CharField):
    """A number in one register; the value has one way of writing."""

    def __init__(self, register: Register, **options: Any) -> None:
        self.register = register
        super().__init__(
            max_length=40, required=False, widget=forms.TextInput(checked_at_once(DIGITS)), **options
        )

    def clean(self, value: Any) -> str:
        number = normalised(super().clean(value), self.register)
        problem = register_number_problem(self.register, number) if number else None
        if problem:
            raise forms.ValidationError(label(problem))
        return number


class NumbersMixin(forms.Form):
    """The five registers, each a field of its own."""

    big = RegisterNumberField(Register.BIG, label=_("BIG number"), help_text=_("Eleven digits."))
    skj = RegisterNumberField(Register.SKJ, label=_("SKJ number"))
    nip = RegisterNumberField(Register.NIP, label=_("NIP membership number"))
    nvo = RegisterNumberField(Register.NVO, label=_("NVO membership number"))
    agb = RegisterNumberField(Register.AGB, label=_("AGB code"), help_text=_("Eight digits."))

    def numbers(self) -> dict[Register, str]:
        """Return the numbers that were filled in."""
        given = {register: self.cleaned_data.get(register.value, "") for register in Register}
        return {register: number for register, number in given.items() if number}
