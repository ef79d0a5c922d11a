"""The filters of the therapist finder, as they stand in the address of the page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from drakentemmers.directory.labels import label
from drakentemmers.directory.read.places import PlaceFound, perhaps_meant, place_problem, resolve_place
from drakentemmers.directory.rules import (
    ClientGroup,
    ClientRole,
    Funding,
    Gender,
    Language,
    Method,
    Problem,
    Setting,
)
from drakentemmers.matching.forms.fields import OneOf, SomeOf
from drakentemmers.matching.labels import choices_of
from drakentemmers.matching.rules import Need, NeedName, Order
from drakentemmers.matching.widening import Kind, Widening

DOES_NOT_MATTER = gettext_lazy("Does not matter")
NEAR_KM = 30  # when somebody names a place and no distance
KILOMETRES = (5, 10, 20, 30, 50, 75, 100)
FURTHEST_KM = 1000
WEEKS = (1, 2, 4, 8, 12)
IN_THE_ADDRESS = {
    "place": "plaats",
    "within": "binnen",
    "group": "voor-wie",
    "start_within": "plek-binnen",
    "problems": "probleem",
    "methods": "methode",
    "language": "taal",
    "interpreter": "tolk",
    "setting": "setting",
    "role": "rol",
    "gender": "geslacht",
    "funding": "betaling",
    "quality_mark": "keurmerk",
    "order": "volgorde",
}
MORE = (
    *("problems", "methods", "language", "interpreter", "setting"),
    *("role", "gender", "funding", "quality_mark"),
)
ASKED_BY = {
    NeedName.GROUP: ("group",),
    NeedName.CLIENT_ROLE: ("role",),
    NeedName.PROBLEM: ("problems",),
    NeedName.SETTING: ("setting",),
    NeedName.METHOD: ("methods",),
    NeedName.LANGUAGE: ("language", "interpreter"),
    NeedName.GENDER: ("gender",),
    NeedName.FUNDING: ("funding",),
    NeedName.START: ("start_within",),
    NeedName.QUALITY_MARK: ("quality_mark",),
}


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter that is on, and the query of the same page without it."""

    text: str
    query: str


class WholeNumber(forms.TypedChoiceField):
    """A choice of numbers that also takes another whole number up to `most`, and then shows it."""

    def __init__(self, numbers: Iterable[int], *, most: int, text: Any, **options: Any) -> None:
        self.most, self.text = most, text
        choices = [("", DOES_NOT_MATTER), *((str(number), text(number)) for number in numbers)]
        super().__init__(choices=choices, coerce=int, empty_value=None, required=False, **options)

    def take_in(self, value: str) -> None:
        """Add `value` to the choices when it is a number that makes sense."""
        if (
            value.isascii()
            and value.isdecimal()
            and 1 <= int(value) <= self.most
            and not self.valid_value(value)
        ):
            self.choices = [*self.choices, (value, self.text(int(value)))]


def _km(number: int) -> str:
    return _("%(km)s km") % {"km": number}


def _weeks(number: int) -> str:
    return ngettext("%(n)s week", "%(n)s weeks", number) % {"n": number}


class FindForm(forms.Form):
    """Field names are English; in the address they are Dutch. Always bound: an empty address asks nothing."""

    place = forms.CharField(
        label=gettext_lazy("Postcode or place"),
        required=False,
        max_length=80,
        widget=forms.TextInput(
            attrs={"autocomplete": "postal-code", "placeholder": gettext_lazy("1315 or Almere")}
        ),
    )
    within = WholeNumber(KILOMETRES, most=FURTHEST_KM, text=_km, label=gettext_lazy("Within"))
    group = OneOf(ClientGroup, label=gettext_lazy("For whom"), empty=DOES_NOT_MATTER)
    start_within = WholeNumber(WEEKS, most=52, text=_weeks, label=gettext_lazy("Place within"))
    problems = SomeOf(Problem, label=gettext_lazy("What is treated"))
    methods = SomeOf(Method, label=gettext_lazy("Method"), help_text=gettext_lazy("One of these is enough."))
    language = OneOf(Language, label=gettext_lazy("Language of the treatment"), empty=DOES_NOT_MATTER)
    interpreter = forms.BooleanField(label=gettext_lazy("With an interpreter is fine too"), required=False)
    setting = OneOf(Setting, label=gettext_lazy("Where is the treatment?"), empty=DOES_NOT_MATTER)
    role = OneOf(ClientRole, label=gettext_lazy("Side of the violence"), empty=DOES_NOT_MATTER)
    gender = OneOf(Gender, label=gettext_lazy("Gender of the therapist"), empty=DOES_NOT_MATTER)
    funding = OneOf(Funding, label=gettext_lazy("Who pays?"), empty=DOES_NOT_MATTER)
    quality_mark = forms.BooleanField(label=gettext_lazy("Only with the quality mark"), required=False)
    order = forms.TypedChoiceField(
        label=gettext_lazy("Sort"),
        choices=lambda: choices_of(Order),
        coerce=Order,
        empty_value=Order.FIRST_PLACE,
        required=False,
    )

    found: PlaceFound | None = None

    def __init__(self, query: QueryDict) -> None:
        data = query.copy()
        # Shown before there is a place, so that it holds for the first one.
        data.setdefault("binnen", str(NEAR_KM))
        for name in ("problems", "methods"):  # nothing ticked may stand in an address as an empty value
            data.setlist(IN_THE_ADDRESS[name], list(filter(None, data.getlist(IN_THE_ADDRESS[name]))))
        super().__init__(data)
        for name in ("within", "start_within"):
            self.fields[name].take_in(data.get(IN_THE_ADDRESS[name], ""))

    def add_prefix(self, field_name: str) -> str:
        """Give a field its Dutch name in the address."""
        return IN_THE_ADDRESS.get(field_name, field_name)

    def clean_place(self) -> str:
        text = self.cleaned_data["place"]
        if text:
            self.found = resolve_place(text)
            if self.found is None:
                raise forms.ValidationError(place_problem(text), code="unknown")
        return text

    @property
    def meant(self) -> list[Chip]:
        """Return places that may be meant by one that is not known, each with the same query about that place."""
        if "place" not in self.errors:
            return []
        return [Chip(name, self.query(place=[name])) for name in perhaps_meant(self.data.get("plaats", ""))]

    @property
    def is_tampered(self) -> bool:
        """Something stands in the address that the form itself never sends; an unknown place is no such thing."""
        return bool(set(self.errors) - {"place"})

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """The filters behind "Meer filters"."""
        return [self[name] for name in MORE]

    @property
    def more_count(self) -> int:
        """How many of those are on."""
        return sum(bool(self.cleaned_data.get(name)) for name in MORE)

    @property
    def order_chosen(self) -> Order:
        """How to sort."""
        return self.cleaned_data.get("order") or Order.FIRST_PLACE

    def need(self, on: date) -> Need:
        """Return what is asked, seen from `on`; only of a valid form."""
        asked = self.cleaned_data
        return Need(
            group=asked["group"] or None,
            point=self.found.point if self.found else None,
            client_role=asked["role"] or None,
            problems=asked["problems"],
            setting=asked["setting"] or None,
            methods=asked["methods"],
            language=asked["language"] or None,
            interpreter_is_fine=asked["interpreter"],
            gender=asked["gender"] or None,
            funding=asked["funding"] or None,
            max_km=asked["within"] if self.found else None,
            start_by=on + timedelta(weeks=asked["start_within"]) if asked["start_within"] else None,
            quality_mark=asked["quality_mark"],
        )

    def query(self, **changes: list[str]) -> str:
        """Return the shortest query that asks the same, with the values of some fields changed."""
        query = QueryDict(mutable=True)
        has_place = any(changes.get("place", [self.data.get("plaats", "").strip()]))
        for name, address in IN_THE_ADDRESS.items():
            values = changes.get(name, [value for value in self.data.getlist(address) if value])
            if name == "within" and not has_place:
                values = []  # nothing to be far from
            elif name == "within" and not values:
                values = [""]  # anywhere; without it the page would take the usual distance
            if name != "order" or values != [Order.FIRST_PLACE]:  # the usual order needs no words
                query.setlist(address, values)
        return query.urlencode()

    def without(self, *names: str) -> str:
        """Return the query without some of the filters."""
        return self.query(**{name: [] for name in names})

    def chips(self) -> list[Chip]:
        """Return every filter that is on, in the order of the form."""
        asked = self.cleaned_data
        chips = []
        if self.found:
            chips.append(Chip(self.found.label, self.without("place", "within")))
        if self.found and asked.get("within"):
            chips.append(Chip(_("within %(km)s km") % {"km": asked["within"]}, self.without("within")))
        if asked.get("start_within"):
            text = _("place within %(weeks)s") % {"weeks": _weeks(asked["start_within"])}
            chips.append(Chip(text, self.without("start_within")))
        for name in ("group", "language", "setting", "role", "gender", "funding"):
            if asked.get(name):
                chips.append(Chip(label(asked[name]), self.without(name)))
        for name in ("problems", "methods"):
            chips += [
                Chip(label(member), self.query(**{name: sorted(asked[name] - {member})}))
                for member in type(self).base_fields[name].kind
                if member in asked.get(name, ())
            ]
        for name in ("interpreter", "quality_mark"):
            if asked.get(name):
                chips.append(Chip(str(self.fields[name].label), self.without(name)))
        return chips

    def widened(self, widening: Widening, need: Need) -> str:
        """Return the query that asks what `need`, which this form asks, becomes by `widening`."""
        changes: dict[str, list[str]] = {}
        wider = widening.of(need)
        if wider.max_km != need.max_km:
            changes["within"] = [str(wider.max_km)]
        if widening.kind == Kind.WEEKS:
            changes["start_within"] = [str(self.cleaned_data["start_within"] + widening.amount)]
        elif widening.kind == Kind.INTERPRETER:
            changes["interpreter"] = ["on"]
        elif widening.kind == Kind.WITHOUT:
            for name in widening.needs:
                changes |= {field: [] for field in ASKED_BY.get(name, ())}
        return self.query(**changes)
