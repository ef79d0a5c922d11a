"""Was this useful?"""

from django import forms
from django.utils.translation import gettext_lazy as _

from drakentemmers.kernel.privacy import find_personal_data

LONGEST = 300


class FeedbackForm(forms.Form):
    """Yes or no, and one line if somebody likes. The line is nobody's story: it is looked at before it is kept."""

    nuttig = forms.ChoiceField(
        choices=[("ja", _("Yes")), ("nee", _("No"))],
        label=_("Was this useful?"),
        error_messages={"required": _("Choose yes or no."), "invalid_choice": _("Choose yes or no.")},
    )
    regel = forms.CharField(
        label=_("What do you miss, or what helped?"),
        max_length=LONGEST,
        required=False,
        help_text=_("One line, without names. The editors read it; nobody sees that it came from you."),
    )

    def clean_regel(self) -> str:
        line: str = self.cleaned_data["regel"].strip()
        if found := find_personal_data(line):
            raise forms.ValidationError(
                _("This may point to somebody: %(what)s. Take it out and send again."),
                params={"what": found[0].text},
                code="personal",
            )
        return line

    @property
    def was_useful(self) -> bool:
        return self.cleaned_data["nuttig"] == "ja"
