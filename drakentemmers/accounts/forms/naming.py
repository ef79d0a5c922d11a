"""Naming an organisation or a person in a form: by the whole name, or by choosing from what a part of it finds."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drakentemmers.accounts.labels import label
from drakentemmers.accounts.models import Organisation
from drakentemmers.accounts.rules import OrganisationKind

MOST_CHOICES = 20
SHORTEST_PART = 2  # letters of a name, before it is looked for
CHOOSE_ONE = gettext_lazy("Choose the right one.")
# Looks while somebody types; without JavaScript the choice comes with the answer to the form.
LOOKS_WHILE_TYPING = {
    "autocomplete": "off",
    "hx-post": "",
    "hx-trigger": "input changed delay:400ms",
    "hx-target": "#which",
}


class NamesOne(forms.Form):
    """A form with a field for a name (`named`); `which` appears as long as the name leaves something to choose.

    `typed` is what stands in that field so far, for a form that is not judged yet.
    """

    named = ""
    which = forms.ChoiceField(
        widget=forms.RadioSelect, error_messages={"required": CHOOSE_ONE, "invalid_choice": CHOOSE_ONE}
    )

    def __init__(self, *args: Any, typed: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[self.named].widget.attrs |= LOOKS_WHILE_TYPING
        words = " ".join((typed or self.data.get(self.add_prefix(self.named), "")).split())
        found = self.find(words) if len(words) >= SHORTEST_PART else []
        self.found = {str(one.pk): one for one in found}
        self.is_clear = len(found) == 1 and words.casefold() in self.names_of(found[0])
        if self.found and not self.is_clear:
            choices = [(pk, self.in_words(one)) for pk, one in self.found.items()]
            self.fields["which"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["which"]

    def find(self, words: str) -> Sequence[Model]:
        """Return who or what is meant: all of exactly this name, else those in whose name every word stands."""
        raise NotImplementedError

    def names_of(self, one: Any) -> set[str]:
        """Return the names that need no choosing, in small letters."""
        return {one.name.casefold()}

    def in_words(self, one: Any) -> str:
        """Return the words behind one choice."""
        raise NotImplementedError

    def nobody(self) -> str:
        """Return what to say, and what to do, when nothing was found."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        """Put who or what is meant in the place of the name."""
        cleaned = super().clean() or {}
        which = cleaned.pop("which", None)
        if which:
            cleaned[self.named] = self.found[which]
        elif "which" not in self.fields and cleaned.get(self.named):
            if self.found:
                (cleaned[self.named],) = self.found.values()
            else:
                self.add_error(self.named, self.nobody())
        return cleaned


class NamesOrganisation(NamesOne):
    """A form with a field `organisation`."""

    named = "organisation"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].help_text = _(
            "A part of the name is enough: then you choose from a list."
        )
        if "which" in self.fields:
            self.fields["which"].label = _("Which of these organisations?")
            self.fields["which"].help_text = _(
                "The number also stands at the end of the address of its page."
            )

    def find(self, words: str) -> Sequence[Organisation]:
        """Return active organisations, at most twenty."""
        active = Organisation.objects.filter(is_active=True).order_by("name", "kind", "pk")
        same = list(active.filter(name__iexact=words)[:MOST_CHOICES])
        if same:
            return same
        for word in words.split():
            active = active.filter(name__icontains=word)
        return list(active[:MOST_CHOICES])

    def in_words(self, one: Organisation) -> str:
        """Kind and number tell namesakes apart; a place could give away where a shelter is."""
        facts = {"name": one.name, "kind": label(OrganisationKind(one.kind)), "number": one.pk}
        return _("%(name)s: %(kind)s, number %(number)s") % facts

    def nobody(self) -> str:
        """No organisation has these words in its name."""
        return _("No organisation has these words in its name. Try one word of it.")
