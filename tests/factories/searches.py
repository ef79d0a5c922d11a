"""Saved searches for tests, saved the way a person saves them."""

from datetime import datetime
from typing import Any

from django.http import QueryDict

from drakentemmers.accounts.models import User
from drakentemmers.accounts.rules import Role
from drakentemmers.kernel.clock import local_date
from drakentemmers.matching.actions.searches import save_search
from drakentemmers.matching.forms.find import FindForm
from drakentemmers.matching.models import SavedSearch
from tests.factories.accounts import person_with

QUERY = "voor-wie=child_6_12&methode=emdr"


def asking(query: str, now: datetime) -> dict[str, Any]:
    """Return what an address of the finder asks, as the page hands it on."""
    form = FindForm(QueryDict(query))
    assert form.is_valid(), form.errors
    need, weeks = form.need(local_date(now)), form.cleaned_data["start_within"]
    return {"need": need, "start_within": weeks, "query": query}


def saved(now: datetime, by: User | None = None, **fields: Any) -> SavedSearch:
    """Return a search for EMDR for young children, of a new member when nobody is named."""
    fields = {"name": "EMDR voor kinderen"} | fields
    if "request" not in fields:
        fields |= asking(fields.get("query", QUERY), now)
    return save_search(by=by or person_with(Role.MEMBER), now=now, **fields)
