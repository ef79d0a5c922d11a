"""The form of a request: one part shared by everybody it is about, and one part a person."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drakentemmers.accounts.forms.impersonal import ImpersonalText
from drakentemmers.accounts.models import User
from drakentemmers.accounts.rules import REQUESTING
from drakentemmers.directory.read.places import place_problem, resolve_place
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
from drakentemmers.matching.forms.fields import DayField, OneOf, SomeOf
from drakentemmers.matching.labels import label
from drakentemmers.matching.models import TreatmentRequest
from drakentemmers.matching.read.urgency import HOW_URGENT
from drakentemmers.matching.rules import NeedName, Urgency

DOES_NOT_MATTER = gettext_lazy("Does not matter")
LATEST_START = timedelta(days=2 * 365)
KILOMETRES = (10, 20, 30, 50, 75, 100)
MINUTES = (15, 30, 45, 60, 90)
WEIGHED = (
    NeedName.CLIENT_ROLE,
    NeedName.PROBLEM,
    NeedName.SETTING,
    NeedName.METHOD,
    NeedName.LANGUAGE,
    NeedName.GENDER,
    NeedName.SESSIONS,
    NeedName.FUNDING,
    NeedName.DISTANCE,
    NeedName.START,
)
USUALLY_A_WISH = frozenset({NeedName.METHOD, NeedName.GENDER, NeedName.SESSIONS})
WEIGHTS = (("must", gettext_lazy("Must")), ("may", gettext_lazy("Would be nice")))
SHARED = (
    "kind",
    "setting",
    "language",
    "interpreter_is_fine",
    "gender",
    "sessions",
    "funding",
    "urgency",
    "start_by",
    "places_per_month",
    "months",
    "note",
)


def _distances(extra: str = "") -> list[tuple[str, str]]:
    found = [("", str(DOES_NOT_MATTER))]
    found += [(f"km-{km}", _("within %(km)s km") % {"km": km}) for km in KILOMETRES]
    found += [
        (f"min-{minutes}", _("within %(minutes)s minutes by car") % {"minutes": minutes})
        for minutes in MINUTES
    ]
    if extra and extra not in {value for value, _text in found}:
        unit, _dash, number = extra.partition("-")
        text = _("within %(km)s km") if unit == "km" else _("within %(minutes)s minutes by car")
        found.append((extra, text % {"km": number, "minutes": number}))
    return found


class PersonForm(forms.Form):
    """What one person needs."""

    group = OneOf(
        ClientGroup,
        label=gettext_lazy("Age, or who comes together"),
        empty=gettext_lazy("Choose"),
        required=True,
    )
    client_role = OneOf(ClientRole, label=gettext_lazy("Side of the violence"), widget=forms.RadioSelect)
    problems = SomeOf(
        Problem,
        label=gettext_lazy("What is treated"),
        required=True,
        error_messages={"required": gettext_lazy("Choose trauma, attachment or both.")},
    )
    methods = SomeOf(
        Method,
        label=gettext_lazy("Method"),
        help_text=gettext_lazy("One of these is enough. Empty: any method."),
    )


class RequestForm(forms.Form):
    """What is the same for everybody the request is about. No field asks for a name or a number of a person."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What do you ask for?"),
        choices=[
            (TreatmentRequest.Kind.CLIENT, gettext_lazy("Treatment for a client or a family")),
            (TreatmentRequest.Kind.COOPERATION, gettext_lazy("A fixed cooperation: places every month")),
        ],
        widget=forms.RadioSelect,
        initial=TreatmentRequest.Kind.CLIENT,
    )
    setting = OneOf(Setting, label=gettext_lazy("Where is the treatment?"), empty=DOES_NOT_MATTER)
    language = OneOf(Language, label=gettext_lazy("Language of the treatment"), initial=Language.DUTCH)
    interpreter_is_fine = forms.BooleanField(
        label=gettext_lazy("With an interpreter is fine too"), required=False, initial=True
    )
    place = forms.CharField(
        label=gettext_lazy("Postcode or place"),
        help_text=gettext_lazy("Four digits are enough. Never write the address of a shelter."),
        max_length=80,
        error_messages={
            "required": gettext_lazy("Fill in a postcode or a place, such as 1315 AB or Almere.")
        },
    )
    within = forms.ChoiceField(label=gettext_lazy("How far may it be?"), choices=_distances, required=False)
    urgency = OneOf(Urgency, label=HOW_URGENT, widget=forms.RadioSelect, initial=Urgency.REGULAR)
    start_by = DayField(
        label=gettext_lazy("Start at the latest on"),
        help_text=gettext_lazy(
            "For example 18-11-2026. Empty: within a week when acute, else as you chose above."
        ),
        required=False,
    )
    funding = OneOf(Funding, label=gettext_lazy("Who pays?"), empty=gettext_lazy("Not known yet"))
    sessions = forms.IntegerField(
        label=gettext_lazy("Expected number of sessions"), required=False, min_value=1, max_value=200
    )
    places_per_month = forms.IntegerField(
        label=gettext_lazy("Places per month"), required=False, min_value=1, max_value=99
    )
    months = forms.IntegerField(
        label=gettext_lazy("For how many months?"), required=False, min_value=1, max_value=60
    )
    gender = OneOf(Gender, label=gettext_lazy("Gender of the therapist"), empty=DOES_NOT_MATTER)
    note = ImpersonalText(
        label=gettext_lazy("What else should the therapist know?"),
        help_text=gettext_lazy(
            "No names, addresses or numbers: we use a pseudonym. The therapists you ask read this too."
        ),
        required=False,
        max_length=2000,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        user: User,
        today: date,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.today = today
        asked = (data or {}).get("within") or self.initial.get("within") or ""
        if asked and str(asked).partition("-")[2].isdigit():
            self.fields["within"].choices = _distances(str(asked))
        for need in WEIGHED:
            self.fields[f"weigh_{need}"] = forms.ChoiceField(
                label=label(need),
                choices=WEIGHTS,
                widget=forms.RadioSelect,
                required=False,
                initial="may" if need in USUALLY_A_WISH else "must",
            )
        self.organisations = {
            membership.organisation_id: membership.organisation
            for membership in user.current_memberships
            if membership.role in REQUESTING
        }
        if len(self.organisations) > 1:
            self.fields["organisation"] = forms.ChoiceField(
                label=_("For which organisation?"),
                choices=[(pk, organisation.name) for pk, organisation in self.organisations.items()],
            )

    def weights(self) -> list[forms.BoundField]:
        """Return the fields that say what must and what would be nice."""
        return [self[f"weigh_{need}"] for need in WEIGHED]

    def clean_place(self) -> str:
        text = self.cleaned_data["place"]
        self.found = resolve_place(text)
        if self.found is None:
            raise forms.ValidationError(place_problem(text))
        return text

    def clean_start_by(self) -> date | None:
        day = self.cleaned_data["start_by"]
        kept = self.initial.get("start_by")
        if day is not None and day < self.today and day != kept:
            raise forms.ValidationError(_("This date is past. Choose a later one, or leave it empty."))
        if day is not None and day > self.today + LATEST_START and day != kept:
            raise forms.ValidationError(_("This date is more than two years away. Choose an earlier one."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cooperation = cleaned.get("kind") == TreatmentRequest.Kind.COOPERATION
        unsaid = cleaned.get("places_per_month") is None and "places_per_month" not in self.errors
        if cooperation and unsaid:
            self.add_error("places_per_month", _("Say how many places you need every month."))
        return cleaned

    def chosen_organisation(self) -> Any:
        """Return the organisation that asks: the chosen one, or the only one."""
        chosen = self.cleaned_data.get("organisation")
        return self.organisations[chosen] if chosen else next(iter(self.organisations.values()))

    def model_fields(self) -> dict[str, Any]:
        """Return what was filled in, by the names of the model."""
        cleaned = self.cleaned_data
        unit, _dash, number = cleaned["within"].partition("-")
        point = self.found.point
        fields = {name: cleaned[name] for name in SHARED}
        if cleaned["kind"] == TreatmentRequest.Kind.CLIENT:
            fields |= {"places_per_month": None, "months": None}
        return fields | {
            "place_name": self.found.label,
            "latitude": self.found.latitude,
            "longitude": self.found.longitude,
            "x": point.x,
            "y": point.y,
            "z": point.z,
            "max_km": int(number) if unit == "km" else None,
            "max_minutes": int(number) if unit == "min" else None,
            "wishes": frozenset(need for need in WEIGHED if cleaned.get(f"weigh_{need}") == "may"),
        }
