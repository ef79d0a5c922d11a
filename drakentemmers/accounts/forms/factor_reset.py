"""Asking that somebody's second factor falls, and the code that goes with it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from drakentemmers.accounts.actions.factor_reset import WrongResetCode, use_reset_code
from drakentemmers.accounts.actions.lockout import Door, Gate, give_back, take_try
from drakentemmers.accounts.actions.sign_in import Tried, write_failed
from drakentemmers.accounts.forms.invitations import EmailField
from drakentemmers.accounts.forms.opening import short_line
from drakentemmers.accounts.locked import locked_step
from drakentemmers.accounts.models import User
from drakentemmers.accounts.permissions import Permission

CODE_BOX = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}


class AskResetForm(forms.Form):
    """Whose, and how one knows that it is this person."""

    email = EmailField(label=_("E-mail address"), help_text=_("The address this person signs in with."))
    line = short_line(
        _("How do you know that it is this person?"),
        _("For the colleague who decides. For example: seen this morning, at work. No names or numbers."),
    )

    def __init__(self, *args: Any, by: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.by = by

    def clean_email(self) -> str:
        """Leave the person in `user`; somebody out of reach is the same as nobody."""
        user = User.objects.filter(email=self.cleaned_data["email"], is_active=True).first()
        if user is None or not self.by.has_perm(Permission.RESET_FACTOR, user):
            raise ValidationError(
                _("Nobody with this address for whom you may ask this. Check it, or ask an administrator.")
            )
        self.user = user
        return user.email


class ResetCodeForm(forms.Form):
    """The code a colleague handed over."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_("Eight letters and digits. The hyphen may be left out."),
        max_length=20,
        widget=forms.TextInput(attrs=CODE_BOX),
        error_messages={"required": _("Fill in the code.")},
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user

    def clean_code(self) -> str:
        """Use it up; wrong ones are counted."""
        now, doors = timezone.now(), [Door(Gate.CODE, f"reset:{self.user.pk}")]
        if until := take_try(doors, now=now):
            raise ValidationError(locked_step(until))
        try:
            use_reset_code(user=self.user, code=self.cleaned_data["code"], now=now)
        except WrongResetCode:
            write_failed(user=self.user, tried=Tried.RESET_CODE, now=now)
            raise ValidationError(
                _("This code is not right, or it is too old. Call the colleague who gave it.")
            ) from None
        give_back(doors, now=now)
        return self.cleaned_data["code"]
