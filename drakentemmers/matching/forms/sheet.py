"""The whole form of a request: the shared part and one part for each person of a family."""

from collections.abc import Mapping
from copy import copy
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from drakentemmers.accounts.models import User
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.forms.requests import PersonForm, RequestForm
from drakentemmers.matching.models import TreatmentRequest
from drakentemmers.matching.read.detail import need_lines
from drakentemmers.matching.read.urgency import HOW_URGENT, urgency_tag

MOST_PEOPLE = 6


class RequestSheet:
    """All parts of the form together."""

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        user: User,
        today: date,
        initial: Mapping[str, Any] | None = None,
        people: int = 1,
    ) -> None:
        first = dict(initial or {})
        self.shared = RequestForm(data, user=user, today=today, initial=first)
        self.people = [
            PersonForm(data, prefix=f"p{number}", initial=None if number else first)
            for number in range(people)
        ]

    @property
    def parts(self) -> list[forms.Form]:
        """Every part, in the order of the page."""
        return [*self.people, self.shared]

    @property
    def errors(self) -> list[tuple[forms.BoundField, str]]:
        """What is wrong, field by field, in the order of the page."""
        return [(field, error) for form in self.parts for field in form for error in field.errors]

    def is_valid(self) -> bool:
        """Check every part, also after the first that is wrong, so that all errors show at once."""
        wrong = [form for form in self.parts if not form.is_valid()]
        return not wrong

    def fill(self, data: QueryDict) -> None:
        """Put what was written so far in the fields, without judging it."""
        for form in self.parts:
            for name, field in form.fields.items():
                html_name = form.add_prefix(name)
                if html_name in data or isinstance(field, forms.BooleanField):
                    form.initial[name] = field.widget.value_from_datadict(data, {}, html_name)

    def model_fields(self) -> list[dict[str, Any]]:
        """Return the fields of one request for each person."""
        shared = self.shared.model_fields()
        return [shared | person.cleaned_data for person in self.people]


def differences(saved: TreatmentRequest, fields: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return where what was filled in differs from what stands saved now: name, filled in, saved."""
    filled_in = copy(saved)
    for name, value in fields.items():
        setattr(filled_in, name, value)
    mine, theirs = _in_words(filled_in), _in_words(saved)
    names = [*mine, *(name for name in theirs if name not in mine)]
    return [
        (name, mine.get(name, "–"), theirs.get(name, "–"))
        for name in names
        if mine.get(name) != theirs.get(name)
    ]


def _in_words(request: TreatmentRequest) -> dict[str, str]:
    made = local_date(request.made_at)
    weight = {True: _("would be nice"), False: _("must")}
    found = {line.name: f"{line.value} ({weight[line.is_wish]})" for line in need_lines(request, made)}
    found[str(HOW_URGENT)] = urgency_tag(request).text
    if request.note:
        found[_("Note")] = request.note
    return found
