"""Why somebody opens what is not the own work."""

from enum import StrEnum

from django import forms
from django.utils.translation import gettext_lazy

from drakentemmers.accounts.access import LONGEST_LINE, SHORTEST_LINE, Reason
from drakentemmers.accounts.forms.impersonal import ImpersonalText
from drakentemmers.accounts.labels import label

CHOOSE = {"required": gettext_lazy("Choose one of these.")}


def choices_of(kind: type[StrEnum]) -> list[tuple[str, str]]:
    """Return the members of an enum with their words, for a choice field."""
    return [(member.value, label(member)) for member in kind]


def short_line(text: str, hint: str) -> ImpersonalText:
    """Return a field for one short sentence without personal data."""
    return ImpersonalText(
        label=text,
        help_text=hint,
        min_length=SHORTEST_LINE,
        max_length=LONGEST_LINE,
        error_messages={
            "required": gettext_lazy("Write one short sentence."),
            "min_length": gettext_lazy("Write one short sentence, of at least 10 characters."),
        },
    )


class ReasonForm(forms.Form):
    """The kind of reason, and one line in own words."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Why do you open this?"),
        choices=lambda: choices_of(Reason),
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    line = short_line(
        gettext_lazy("In your own words"),
        gettext_lazy("One short sentence. No names, numbers or addresses."),
    )

    def given(self) -> str:
        """Return the reason as the door wants it."""
        return f"{self.cleaned_data['reason']}: {self.cleaned_data['line']}"


class FindingForm(forms.Form):
    """What somebody found who looked at a frozen account."""

    finding = short_line(
        gettext_lazy("What did you find?"),
        gettext_lazy("One short sentence, for the colleague who decides. No names of clients."),
    )
