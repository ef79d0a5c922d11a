"""Changing and extending a role."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from drakentemmers.accounts.labels import label
from drakentemmers.accounts.rights import meanings_of
from drakentemmers.accounts.roles import default_end, roles_an_owner_gives
from drakentemmers.accounts.rules import OrganisationKind, Role

DAY = forms.DateInput(format="%d-%m-%Y", attrs={"inputmode": "numeric", "autocomplete": "off"})
DAYS = ["%d-%m-%Y", "%d/%m/%Y", "%d-%m-%y", "%Y-%m-%d", "%d %B %Y"]


class LastDayField(forms.DateField):
    """The last day of a role, as people type it."""

    widget = DAY

    def __init__(self, **options: Any) -> None:
        super().__init__(
            input_formats=DAYS,
            error_messages={
                "required": _("Fill in the last day, such as 18-11-2027."),
                "invalid": _("Write a date, such as 18-11-2027."),
            },
            **options,
        )


class ExtendForm(forms.Form):
    """A new last day for one role."""

    ends_on = LastDayField(label=_("New last day"))

    def __init__(self, *args: Any, role: Role, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.latest = default_end(role, today)
        self.fields["ends_on"].initial = self.latest


class ChangeRoleForm(forms.Form):
    """Another role instead of this one."""

    role = forms.TypedChoiceField(
        label=_("New role"), coerce=Role, error_messages={"required": _("Choose a role.")}
    )

    def __init__(self, *args: Any, kind: OrganisationKind, held: Role, **options: Any) -> None:
        super().__init__(*args, **options)
        roles = [role for role in roles_an_owner_gives(kind) if role != held]
        self.fields["role"].choices = [(role, label(role)) for role in roles]
        self.meanings = meanings_of(roles)
