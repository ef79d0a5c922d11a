"""What somebody fills in to invite, and to come in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from drakentemmers.accounts.labels import label
from drakentemmers.accounts.models import Organisation
from drakentemmers.accounts.rights import meanings_of
from drakentemmers.accounts.roles import roles_an_owner_gives
from drakentemmers.accounts.rules import OrganisationKind, Role

EMAIL_ERRORS = {
    "required": _("Fill in an e-mail address, such as naam@voorbeeld.nl."),
    "invalid": _("This is not an e-mail address. It looks like naam@voorbeeld.nl."),
}


class EmailField(forms.EmailField):
    """One address, in lower case, with the keyboard for it."""

    def __init__(self, **options: object) -> None:
        super().__init__(
            max_length=254,
            error_messages=EMAIL_ERRORS,
            widget=forms.EmailInput(attrs={"autocomplete": "off", "inputmode": "email"}),
            **options,
        )

    def clean(self, value: str) -> str:
        return super().clean(value).lower()


class InviteForm(forms.Form):
    """The address of a colleague, and one role or more."""

    email = EmailField(
        label=_("E-mail address"), help_text=_("The work address: the link only works for it.")
    )
    roles = forms.TypedMultipleChoiceField(
        label=_("Roles"),
        help_text=_("You can choose several. Invite somebody again, and only the last choice counts."),
        coerce=Role,
        error_messages={"required": _("Choose at least one role.")},
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: object, organisation: Organisation, **options: object) -> None:
        super().__init__(*args, **options)
        roles = roles_an_owner_gives(OrganisationKind(organisation.kind))
        self.fields["roles"].choices = [(role, label(role)) for role in roles]
        self.meanings = meanings_of(roles)


class ComeInForm(forms.Form):
    """The name of somebody who has no account yet."""

    name = forms.CharField(
        label=_("Your name"),
        help_text=_("As colleagues know you. They see this name."),
        max_length=200,
        strip=True,
        error_messages={"required": _("Fill in your name.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
