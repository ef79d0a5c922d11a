"""What to change on paper in a round."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drakentemmers.directory.models import Professional
from drakentemmers.directory.read.places import resolve_place
from drakentemmers.directory.rules import (
    ClientGroup,
    ClientRole,
    Funding,
    Language,
    Method,
    Problem,
    Setting,
)
from drakentemmers.matching.forms.fields import OneOf, SomeOf
from drakentemmers.matching.labels import label
from drakentemmers.matching.read.ground import Scenario
from drakentemmers.matching.rules import NEVER_A_WISH, NeedName, Supply, WorkPlace

NEWCOMER = "nieuw"  # never an id of a therapist: those have twelve characters
TRAVELS_KM = 40
RULES = [name for name in NeedName if name not in NEVER_A_WISH | {NeedName.CAPACITY, NeedName.START}]

NOT_IN_IT = {
    "invalid_choice": gettext_lazy("This therapist is not in the round any more. Choose another one.")
}


class WhatIfForm(forms.Form):
    """A therapist less, places more, somebody new, a rule that becomes a wish. All by address: it can be shared."""

    without = forms.ChoiceField(
        label=gettext_lazy("Somebody stops"), required=False, error_messages=NOT_IN_IT
    )
    more = forms.ChoiceField(
        label=gettext_lazy("Somebody has more places"), required=False, error_messages=NOT_IN_IT
    )
    places = forms.IntegerField(
        label=gettext_lazy("How many more"), required=False, min_value=1, max_value=20, initial=1
    )
    place = forms.CharField(
        label=gettext_lazy("Works in"),
        help_text=gettext_lazy("Town or postcode, such as Almere or 1315. Can do all that is asked."),
        required=False,
        max_length=80,
    )
    group = OneOf(ClientGroup, label=gettext_lazy("For whom"), empty=gettext_lazy("Everybody"))
    language = OneOf(Language, label=gettext_lazy("Speaks also"), empty=gettext_lazy("Only Dutch"))
    new_places = forms.IntegerField(
        label=gettext_lazy("With how many places"), required=False, min_value=1, max_value=20, initial=1
    )
    as_wish = SomeOf(NeedName, label=gettext_lazy("A wish instead of a must"))
    further_km = forms.IntegerField(
        label=gettext_lazy("How many kilometres further"), required=False, min_value=1, max_value=100
    )

    def __init__(self, *args: Any, therapists: Sequence[Professional], **options: Any) -> None:
        super().__init__(*args, **options)
        names = [("", _("Nobody")), *((one.pk, one.name) for one in therapists)]
        self.fields["without"].choices = self.fields["more"].choices = names
        self.fields["as_wish"].choices = [(name.value, label(name)) for name in RULES]

    def clean_place(self) -> Any:
        """Return the place behind what was typed."""
        words = self.cleaned_data["place"].strip()
        if not words:
            return None
        found = resolve_place(words)
        if found is None:
            raise forms.ValidationError(_("Fill in a town or postcode, such as Almere or 1315."))
        return found

    def clean(self) -> dict[str, Any]:
        """What somebody new can do says nothing without where; how many more, nothing without with whom."""
        asked = super().clean() or self.cleaned_data
        if (asked.get("group") or asked.get("language")) and not (
            asked.get("place") or "place" in self.errors
        ):
            self.add_error("place", _("Fill in where somebody new works, such as Almere or 1315."))
        if (asked.get("places") or 1) > 1 and not (asked.get("more") or "more" in self.errors):
            self.add_error("more", _("Choose who has more places."))
        return asked

    @property
    def is_something(self) -> bool:
        """Something would change."""
        asked = self.cleaned_data
        return any(asked.get(name) for name in ("without", "more", "place", "as_wish", "further_km"))

    def scenario(self, on: date) -> Scenario:
        """Return what to change."""
        asked = self.cleaned_data
        newcomers = ((self._newcomer(on), asked["new_places"] or 1),) if asked["place"] else ()
        return Scenario(
            without=frozenset({asked["without"]} - {""}),
            more={asked["more"]: asked["places"] or 1} if asked["more"] else {},
            newcomers=newcomers,
            as_wish=asked["as_wish"],
            further_km=asked["further_km"] or 0,
        )

    def _newcomer(self, on: date) -> Supply:
        asked = self.cleaned_data
        return Supply(
            id=NEWCOMER,
            name=_("Somebody new"),
            groups=frozenset({asked["group"]}) if asked["group"] else frozenset(ClientGroup),
            client_roles=frozenset(ClientRole),
            problems=frozenset(Problem),
            settings=frozenset(Setting),
            methods=frozenset(Method),
            languages=frozenset({Language.DUTCH, asked["language"]} - {""}),
            works_with_interpreter=True,
            fundings=frozenset(Funding),
            places=(WorkPlace(asked["place"].point, TRAVELS_KM, asked["place"].name),),
            first_place=on,
            confirmed_on=on,
        )
