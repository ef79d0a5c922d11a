"""The forms of the door: labels above the fields, no placeholders, nothing between two fields."""

from typing import Any

from allauth.account.forms import LoginForm, ResetPasswordForm, ResetPasswordKeyForm
from django.forms import Form
from django.http import HttpRequest
from django.utils import timezone

from drakentemmers.accounts.actions.lockout import Door, Gate, take_try
from drakentemmers.accounts.password_links import send_password_link
from drakentemmers.audit.middleware import address_of
from drakentemmers.audit.rules import network_of


def quiet(form: Form) -> None:
    """Take out what allauth writes in and under the fields."""
    for field in form.fields.values():
        field.help_text = ""
        field.widget.attrs.pop("placeholder", None)


class SignInForm(LoginForm):
    """E-mail address and password."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        quiet(self)


class AskLinkForm(ResetPasswordForm):
    """The address to which a link is sent. Nothing is looked up here: known and unknown take the same road."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        quiet(self)

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def save(self, request: HttpRequest, **_options: Any) -> str:
        """Leave a note that a link is asked; asked too often, nothing happens and nobody is told."""
        email, network = self.cleaned_data["email"], network_of(address_of(request))
        doors = [Door(Gate.LINK, email), Door(Gate.LINK_NETWORK, network)]
        if take_try(doors, now=timezone.now()) is None:
            send_password_link.enqueue(email)
        return email


class NewPasswordForm(ResetPasswordKeyForm):
    """The new password, twice."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        quiet(self)
