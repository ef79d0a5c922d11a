"""What the office fills in about an application."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from drakentemmers.directory.joining import Look, RefusalReason
from drakentemmers.directory.labels import choices_of


class LookForm(forms.Form):
    """What somebody found in a register."""

    found = forms.ChoiceField(
        label=_("What did you find?"), error_messages={"required": _("Choose what you found.")}
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["found"].choices = choices_of(Look)


class TextForm(forms.Form):
    """A question to the applicant, or why something stops. The applicant reads it."""

    text = forms.CharField(
        label=_("What do you want to say?"),
        help_text=_("The applicant reads this."),
        max_length=1000,
        error_messages={"required": _("Write what the applicant has to know.")},
        widget=forms.Textarea({"rows": 3}),
    )


class RefuseForm(TextForm):
    """Why not."""

    reason = forms.ChoiceField(label=_("Reason"), error_messages={"required": _("Choose a reason.")})
    field_order = ("reason", "text")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].choices = choices_of(RefusalReason)
