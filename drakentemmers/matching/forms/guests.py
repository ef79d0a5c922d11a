"""Inviting one person from outside to look along."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from drakentemmers.accounts.forms.invitations import EmailField
from drakentemmers.matching.forms.fields import DayField

USUAL = timedelta(days=30)


class GuestForm(forms.Form):
    """The address, and until when."""

    email = EmailField(
        label=_("E-mail address of the guest"),
        help_text=_("The work address. Your guest reads this request, and nothing else."),
    )
    until = DayField(
        label=_("Until when"), error_messages={"required": _("Fill in a day, such as 18-11-2026.")}
    )

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, auto_id="guest_%s", **options)
        self.fields["until"].initial = today + USUAL
