"""Keeping requests from somebody."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drakentemmers.accounts.forms.interests import WhyForm
from drakentemmers.accounts.forms.naming import NamesOne
from drakentemmers.accounts.models import Organisation, User
from drakentemmers.matching.forms.fields import DayField
from drakentemmers.matching.models import TreatmentRequest
from drakentemmers.matching.read.apart import people_named, practices_of


class ApartForm(NamesOne, WhyForm):
    """From whom, what, why and until when."""

    named = "user"
    field_order = ["user", "which", "request", "why", "until"]
    user = forms.CharField(
        label=gettext_lazy("Away from whom?"),
        help_text=gettext_lazy(
            "The name, or a part of it, or the e-mail address of a colleague or a therapist."
        ),
        max_length=200,
        error_messages={"required": gettext_lazy("Fill in a name or an e-mail address.")},
    )
    request = forms.CharField(
        label=gettext_lazy("Which request?"),
        help_text=gettext_lazy("The pseudonym, such as Wilg 12. Leave it empty for all your requests."),
        required=False,
        max_length=40,
    )
    until = DayField(
        label=gettext_lazy("Until when?"),
        help_text=gettext_lazy("May be empty: until you end it. For example 18-11-2026."),
        required=False,
    )

    def __init__(self, *args: Any, organisation: Organisation, today: date, **options: Any) -> None:
        self.organisation, self.today = organisation, today
        super().__init__(*args, **options)
        if "which" in self.fields:
            self.fields["which"].label = _("Who of these?")

    def find(self, words: str) -> Sequence[User]:
        """Return colleagues of the organisation and therapists of the network."""
        found = people_named(words, self.organisation, self.today)
        self.practices = practices_of(found)
        return found

    def names_of(self, one: User) -> set[str]:
        """The name and the address."""
        return {one.name.casefold(), one.email.casefold()}

    def in_words(self, one: User) -> str:
        """The practice of a therapist tells namesakes apart."""
        return _("%(name)s, %(where)s") % {
            "name": one.name,
            "where": self.practices.get(one.pk) or _("of your own organisation"),
        }

    def nobody(self) -> str:
        """Nobody near has these words in the name."""
        return _("Nobody among your colleagues and the therapists has this name or e-mail address.")

    def clean_request(self) -> TreatmentRequest | None:
        name = " ".join(self.cleaned_data["request"].split())
        if not name:
            return None
        found = self.organisation.requests.without_decoys().filter(pseudonym__iexact=name).first()
        if found is None:
            raise forms.ValidationError(_("Your organisation has no request with this pseudonym."))
        return found

    def clean_until(self) -> date | None:
        until = self.cleaned_data["until"]
        if until is not None and until < self.today:
            raise forms.ValidationError(_("Give a date after today."))
        return until
