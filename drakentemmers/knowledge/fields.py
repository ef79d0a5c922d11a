"""Sets of words on a page, as an editor ticks them and as a version of the page keeps them."""

from enum import StrEnum
from typing import Any

from django import forms
from django.db import models

from drakentemmers.kernel.set_choices import SetChoiceField
from drakentemmers.kernel.sets import EnumSetField
from drakentemmers.knowledge.labels import choices_of


class WordSetField(EnumSetField):
    """A set of words with boxes to tick in the editor."""

    _pyi_private_set_type: frozenset[Any]  # what the type checker sees; the base class says int

    def to_python(self, value: Any) -> Any:
        """A version of a page keeps the set as the number it is in the database, in text."""
        return super().to_python(int(value) if isinstance(value, str) and value.isdecimal() else value)

    def formfield(self, **options: Any) -> forms.Field:  # type: ignore[override]
        return SetChoiceField(
            self.kind,
            choices=lambda: choices_of(self.kind),
            label=self.verbose_name,
            help_text=self.help_text,
            required=not self.blank,
        )


class WordField(models.CharField):
    """One word of a StrEnum, kept as its value."""

    _pyi_private_get_type: Any  # what the type checker sees; the base class says str

    def __init__(self, kind: type[StrEnum] | None = None, **options: Any) -> None:
        self.kind = kind
        if kind is not None:
            options["choices"] = [(member.value, member.name) for member in kind]
        super().__init__(**options)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, options = super().deconstruct()
        options.pop("choices", None)
        return name, path, [self.kind, *args], options

    def from_db_value(self, value: str | None, *_: Any) -> Any:
        return value if value in (None, "") or self.kind is None else self.kind(value)

    def formfield(self, **options: Any) -> forms.Field:  # type: ignore[override]
        return forms.TypedChoiceField(
            choices=lambda: choices_of(self.kind),
            coerce=self.kind,
            label=self.verbose_name,
            help_text=self.help_text,
            initial=self.get_default(),
        )
