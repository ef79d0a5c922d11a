"""The whole form of a request, and where its first values come from."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from drakentemmers.accounts.models import User
from drakentemmers.matching.forms.requests import SHARED, WEIGHED, PersonForm, RequestForm
from drakentemmers.matching.models import TreatmentRequest


class RequestSheet:
    """The whole page: the shared part and one part for each person of a family."""

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        user: User,
        today: date,
        initial: Mapping[str, Any] | None = None,
        people: int = 1,
    ) -> None:
        self.shared = RequestForm(data, user=user, today=today, initial=initial)
        self.people = [
            PersonForm(data, prefix=f"p{number}", initial=dict(initial or {}) if number == 0 else None)
            for number in range(people)
        ]

    @property
    def forms(self) -> list[forms.Form]:
        return [*self.people, self.shared]

    def is_valid(self) -> bool:
        """Check every part, also after the first that is wrong, so that all errors show at once."""
        wrong = [form for form in self.forms if not form.is_valid()]
        return not wrong

    def model_fields(self) -> list[dict[str, Any]]:
        """Return the fields of one request for each person."""
        shared = self.shared.model_fields()
        return [shared | person.cleaned_data for person in self.people]


def initial_of(request: TreatmentRequest) -> dict[str, Any]:
    """Return the form values of a saved request."""
    found: dict[str, Any] = {name: getattr(request, name) for name in SHARED}
    found |= {name: getattr(request, name) for name in PersonForm.base_fields}
    found["place"] = request.place_name
    if request.max_km is not None:
        found["within"] = f"km-{request.max_km}"
    elif request.max_minutes is not None:
        found["within"] = f"min-{request.max_minutes}"
    for need in WEIGHED:
        found[f"weigh_{need}"] = "may" if need in request.wishes else "must"
    return found
