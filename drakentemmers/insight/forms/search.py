"""The questions one may ask the log; all of them stand in the address."""

import re
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drakentemmers.accounts.models import User
from drakentemmers.audit.rules import Kind, plain_address
from drakentemmers.insight.labels import LABELS, action_choices
from drakentemmers.insight.read.search import Asked
from drakentemmers.insight.read.subjects import SUBJECTS
from drakentemmers.kernel.clock import AMSTERDAM

MOST_PEOPLE = 20
ID = re.compile(r"[0-9A-Za-z_-]{1,40}")
PAGES = {"aanvragen": "aanvraag", "organisaties": "organisatie", "behandelaars": "behandelaar"}


class LogForm(forms.Form):
    """Person, record, action, period, network address. Every field may stay empty."""

    wie = forms.CharField(
        label=gettext_lazy("Person"),
        required=False,
        max_length=100,
        strip=True,
        help_text=gettext_lazy("Name, e-mail address or number"),
    )
    wat = forms.CharField(
        label=gettext_lazy("Record"),
        required=False,
        max_length=200,
        strip=True,
        help_text=gettext_lazy("Its number, or the address of its page"),
    )
    handeling = forms.ChoiceField(
        label=gettext_lazy("Action"),
        required=False,
        choices=lambda: [("", gettext_lazy("Everything")), *action_choices()],
    )
    soort = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        required=False,
        choices=[("", gettext_lazy("Everything")), *((kind.value, LABELS[Kind][kind]) for kind in Kind)],
    )
    van = forms.DateField(
        label=gettext_lazy("From"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    tot = forms.DateField(
        label=gettext_lazy("Up to and including"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    adres = forms.CharField(label=gettext_lazy("Network address"), required=False, max_length=45, strip=True)

    def clean_adres(self) -> str:
        text = self.cleaned_data["adres"]
        address = plain_address(text)
        if text and not address:
            raise forms.ValidationError(_("Fill in a network address, such as 192.0.2.17."))
        return address

    def clean_wat(self) -> tuple[tuple[str, ...], str]:
        """Return (types of record, id) for "0123456789ab", "/aanvragen/0123456789ab" or "aanvraag:0123456789ab"."""
        text = self.cleaned_data["wat"]
        if not text:
            return (), ""
        kind, pk = "", text
        if "/" in text:
            parts = [part for part in text.partition("?")[0].split("/") if part]
            known = [place for place, part in enumerate(parts[:-1]) if part in PAGES]
            if known:
                kind, pk = PAGES[parts[known[0]]], parts[known[0] + 1]
        elif ":" in text:
            kind, _colon, pk = text.partition(":")
        if not ID.fullmatch(pk) or (kind and kind not in SUBJECTS):
            raise forms.ValidationError(_("Fill in the number of a record, or copy the address of its page."))
        return (SUBJECTS[kind].subject_types if kind else ()), pk

    def clean_wie(self) -> tuple[str, ...] | None:
        """Return the ids of the people meant; None for everybody. A number is an account, also a removed one."""
        text = self.cleaned_data["wie"]
        if not text:
            return None
        if text.isdecimal():
            return (text,)
        found = User.objects.filter(Q(name__icontains=text) | Q(email__iexact=text)).order_by("name", "pk")
        ids = tuple(str(pk) for pk in found.values_list("pk", flat=True)[: MOST_PEOPLE + 1])
        if not ids:
            raise forms.ValidationError(_("We know nobody by this name or address. Check the spelling."))
        if len(ids) > MOST_PEOPLE:
            raise forms.ValidationError(_("More than 20 people are called this. Write more of the name."))
        return ids

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("van"), cleaned.get("tot")
        if since and until and since > until:
            self.add_error("tot", _("This day lies before the first one. Turn them round."))
        return cleaned

    def asked(self) -> Asked:
        """Return what was asked; only of a valid form."""
        given = self.cleaned_data
        types, pk = given["wat"]
        return Asked(
            actors=given["wie"],
            subject_types=types,
            subject_ids=(pk,) if pk else (),
            action=given["handeling"],
            kind=given["soort"],
            since=_midnight(given["van"]),
            until=_midnight(given["tot"] + timedelta(days=1)) if given["tot"] else None,
            address=given["adres"],
        )


def _midnight(day: Any) -> datetime | None:
    return datetime.combine(day, time(), AMSTERDAM) if day else None
