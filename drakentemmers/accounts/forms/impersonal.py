"""Free text in which nothing may point to a person."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drakentemmers.kernel.privacy import Finding, Kind, find_personal_data

KINDS_IN_WORDS = {
    Kind.NAME: gettext_lazy("a name"),
    Kind.BSN: gettext_lazy("a citizen service number (BSN)"),
    Kind.PHONE: gettext_lazy("a phone number"),
    Kind.EMAIL: gettext_lazy("an e-mail address"),
    Kind.POSTCODE: gettext_lazy("a postcode"),
    Kind.ADDRESS: gettext_lazy("an address"),
    Kind.BIRTH_DATE: gettext_lazy("a date of birth"),
    Kind.IBAN: gettext_lazy("a bank account number"),
}


def what_to_remove(findings: Iterable[Finding]) -> str:
    """Return the sentence that names what has to go from a text before it can be saved."""
    named = [f"“{finding.text}” ({KINDS_IN_WORDS[finding.kind]})" for finding in findings]
    return _("Remove what points to a person: %(found)s. Nothing has been lost.") % {
        "found": ", ".join(dict.fromkeys(named))
    }


class ImpersonalText(forms.CharField):
    """Free text in which nothing may point to a person."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if findings := find_personal_data(text):
            raise ValidationError(what_to_remove(findings), code="personal")
        return text
