"""A text field whose column holds sealed text; the row reads and writes it as plain text.

What the database gives back stays sealed (`Sealed`) until somebody reads the attribute of its own row. There is no
other way to read it: `.values()` gives the `Sealed` object, searching and sorting are refused, and writing an
expression is refused, because each would work on the sealed text without anybody noticing.
"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core import checks, validators
from django.core.exceptions import FieldDoesNotExist, FieldError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Case, Expression, Value
from django.db.models.functions import Cast
from django.db.models.query_utils import DeferredAttribute
from django.db.models.sql.compiler import SQLCompiler

from drakentemmers.kernel.encryption import PREFIX, Unreadable, key_of, seal, unseal
from drakentemmers.kernel.keys import Keyring, parse_keyring

LONGEST_ONE_LINE = 255


def field_keyring() -> Keyring:
    """Return the keys of secret fields as the settings give them at this moment."""
    return parse_keyring(settings.FIELD_KEYS)


class Sealed:
    """What stands in the column. It has no text until it is opened for the place where it belongs."""

    __slots__ = ("context", "text")

    def __init__(self, text: str, context: str = "") -> None:
        self.text = text
        self.context = context  # the place of the row it was loaded with; empty outside a row

    def open(self, context: str) -> str:
        """Return the plain text of the value at `context`; raises Unreadable."""
        return unseal(self.text, keyring=field_keyring(), context=context)

    def __repr__(self) -> str:
        return "<sealed>"

    def __str__(self) -> str:
        raise Unreadable("a sealed value has no text: read the attribute of its row, not .values()")


class Placed(str):
    """Plain text that knows the place of its row, so that also `bulk_update` and fixtures can seal it."""

    __slots__ = ("context",)
    context: str

    def __new__(cls, text: str, context: str) -> "Placed":
        placed = super().__new__(cls, text)
        placed.context = context
        return placed

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        return str, (str(self),)  # a copy elsewhere is a plain text


class SealedAttribute(DeferredAttribute):
    """Opens the value on reading. Until then, and while nobody changes it, the row carries it sealed."""

    field: "EncryptedTextField"

    def __get__(self, instance: models.Model | None, cls: type | None = None) -> Any:
        if instance is None:
            return self
        value = instance.__dict__.get(self.field.attname, self)
        if value is self:  # deferred: DeferredAttribute loads it, through __set__
            super().__get__(instance, cls)
            value = instance.__dict__[self.field.attname]
        if isinstance(value, Sealed):
            value = value.open(value.context or self.field.context_of(instance))
            instance.__dict__[self.field.attname] = value
        return Placed(value, self.field.context_of(instance)) if isinstance(value, str) else value

    def __set__(self, instance: models.Model, value: Any) -> None:
        if isinstance(value, Sealed):  # as loaded: it belongs here, also when the row gets another id later
            value = Sealed(value.text, self.field.loaded_context(instance))
        elif isinstance(value, Placed):
            value = str(value)
        instance.__dict__[self.field.attname] = value


class EncryptedTextField(models.TextField):
    """Text sealed for `table:column:row`. `row` names the field that tells rows apart, when it is not the key.

    The row's id must be known before the row is inserted, so an id the database gives out will not do: use a
    `Record`, or name a field with `row=`. With `max_length` longer text is refused when a form or `full_clean`
    checks it.
    """

    descriptor_class = SealedAttribute

    def __init__(self, *args: Any, row: str = "pk", **kwargs: Any) -> None:
        self.row = row
        super().__init__(*args, **kwargs)
        if self.max_length is not None:
            self.validators.append(validators.MaxLengthValidator(self.max_length))

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        if self.row != "pk":
            kwargs["row"] = self.row
        return name, path, args, kwargs

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only=private_only)
        setattr(cls, self.attname, self.descriptor_class(self))  # not the one of an abstract parent

    # --- the place of a value

    @property
    def row_attname(self) -> str:
        """The attribute whose value this field is bound to."""
        return self._row_field().attname

    def context_of(self, instance: models.Model) -> str:
        """Return the place `instance` keeps this value at; empty while it has no id."""
        row = instance.pk if self.row == "pk" else getattr(instance, self.row_attname)
        return "" if row in (None, "") else self.context_at(str(row))

    def loaded_context(self, instance: models.Model) -> str:
        """As `context_of`, but asks the database nothing: empty while the row's id is not loaded (yet)."""
        row = instance.__dict__.get(self.row_attname)
        return "" if row in (None, "") else self.context_at(str(row))

    def context_at(self, row: str) -> str:
        """Return the place of this value in the row with the id `row`."""
        return f"{self.model._meta.db_table}:{self.column}:{row}"

    def _row_field(self) -> models.Field:
        return self.model._meta.pk if self.row == "pk" else self.model._meta.get_field(self.row)

    # --- to and from the database

    def from_db_value(
        self, value: str | None, expression: Any, connection: BaseDatabaseWrapper
    ) -> Sealed | None:
        return None if value is None else Sealed(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Keep what nobody changed as it is sealed, unless the key has been replaced or the row got another id."""
        value = model_instance.__dict__.get(self.attname)
        if (
            isinstance(value, Sealed)
            and value.context == self.context_of(model_instance)
            and key_of(value.text) == field_keyring().current
        ):
            return value
        return super().pre_save(model_instance, add)

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        return self.get_db_prep_value(value, connection)

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        if value is None:
            return None
        if isinstance(value, Sealed):
            return value.text
        if isinstance(value, Placed) and value.context:
            return seal(str(value), keyring=field_keyring(), context=value.context)
        if isinstance(value, Expression) and self._seals_by_row(value):
            return value
        raise self.refused("written without its row; save the row, or use bulk_update")

    def _seals_by_row(self, value: Any) -> bool:
        """Tell whether this is what `bulk_update` makes: for each row its own value, of this field."""
        if isinstance(value, Cast):
            return self._seals_by_row(value.get_source_expressions()[0])
        if isinstance(value, Case):
            nothing = Value(None)
            results = [case.result for case in value.cases]
            return value.default == nothing and all(self._seals_by_row(result) for result in results)
        return isinstance(value, Value) and (value.value is None or value._output_field_or_none is self)

    # --- queries

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name not in {"isnull", *LOOKUPS}:
            raise self.refused("searched")
        return super().get_lookup(lookup_name)

    def get_transform(self, lookup_name: str) -> Any:
        raise self.refused("searched")

    def refused(self, what: str) -> FieldError:
        """Return the error that says that this field cannot be `what`."""
        return FieldError(f"{self} is encrypted and cannot be {what}.")

    # --- forms and checks

    def formfield(self, **kwargs: Any) -> forms.Field | None:  # type: ignore[override]
        if self.max_length is not None and self.max_length <= LONGEST_ONE_LINE:
            kwargs = {"widget": forms.TextInput} | kwargs
        return super().formfield(**kwargs)

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        return [*super().check(**kwargs), *self._check_row(), *self._check_use()]

    def _check_row(self) -> list[checks.CheckMessage]:
        try:
            row = self._row_field()
        except FieldDoesNotExist:
            return [checks.Error(f"row={self.row!r} names no field.", obj=self, id="kernel.E001")]
        if isinstance(row, models.AutoField) or row.has_db_default():
            advice = "Give the model a random text id (kernel.models.Record) or name a field: row='...'."
            return [
                checks.Error(
                    "The id of the row is not known before it is inserted.",
                    hint=advice,
                    obj=self,
                    id="kernel.E002",
                )
            ]
        if not row.unique or row.null:
            return [checks.Error(f"row={self.row!r} does not tell rows apart.", obj=self, id="kernel.E003")]
        return []

    def _check_use(self) -> list[checks.CheckMessage]:
        meta = self.model._meta
        names = {name.lstrip("-") for name in meta.ordering if isinstance(name, str)}
        if self.unique or self.db_index or self.choices or self.name in names or self.has_db_default():
            reason = (
                "An encrypted field cannot be unique, indexed, sorted by, filled by the database or a choice."
            )
            return [checks.Error(reason, obj=self, id="kernel.E004")]
        return []


class SealedWith(models.Lookup):
    """`field__sealed_with="2026"`: the value was sealed with the key of that id."""

    lookup_name = "sealed_with"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        column, column_params = self.process_lhs(compiler, connection)
        start = f"{PREFIX}:{self.rhs}:"
        return f"substr({column}, 1, {len(start)}) = %s", [*column_params, start]


class SealedAs(models.Lookup):
    """`field__sealed_as=sealed`: the column still holds exactly this sealed value."""

    lookup_name = "sealed_as"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        column, column_params = self.process_lhs(compiler, connection)
        return f"{column} = %s", [*column_params, self.rhs.text]


LOOKUPS = {SealedWith.lookup_name, SealedAs.lookup_name}
EncryptedTextField.register_lookup(SealedWith)
EncryptedTextField.register_lookup(SealedAs)


def encrypted_fields(model: type[models.Model]) -> list[EncryptedTextField]:
    """Return the secret fields of a model."""
    return [field for field in model._meta.concrete_fields if isinstance(field, EncryptedTextField)]
