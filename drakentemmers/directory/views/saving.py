"""Saving a form that saves itself: the answers to a script, and the comparison when somebody else was first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from drakentemmers.directory.labels import labels_of
from drakentemmers.ui.templatetags.ui import nl_time


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that two people filled in differently."""

    label: str
    yours: str
    theirs: str


def is_autosave(http: HttpRequest) -> bool:
    """Tell whether a script saves, and not a person who pressed the button."""
    return http.headers.get("X-Autosave") == "1"


def saved(now: datetime, version: int) -> JsonResponse:
    """Say when it was saved, and as which version the form goes on."""
    return JsonResponse({"text": _("Saved at %(time)s") % {"time": nl_time(now)}, "version": version})


def not_saved(form: forms.Form) -> JsonResponse:
    """Say that one or more answers are not right yet; the person may still be typing."""
    names = ", ".join(str(form[name].label) for name in form.errors if name in form.fields)
    return JsonResponse({"text": _("Not saved yet: check %(names)s") % {"names": names}}, status=400)


def somebody_was_first() -> JsonResponse:
    """Say that saving waits for the person to compare."""
    text = _("Somebody else changed this too. Press Save to compare; nothing of yours is lost.")
    return JsonResponse({"text": text}, status=409)


def differences(form: forms.Form, theirs: Mapping[str, Any], names: Iterable[str]) -> list[Difference]:
    """Return the fields in which the form (valid) and the saved record differ, in words."""
    found = []
    for name in names:
        yours, saved_value = _in_words(form.cleaned_data.get(name)), _in_words(theirs.get(name))
        if yours != saved_value:
            found.append(Difference(str(form[name].label), yours, saved_value))
    return found


def _in_words(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, frozenset):
        return ", ".join(labels_of(value))
    if not isinstance(value, str) and hasattr(value, "__iter__"):
        return ", ".join(sorted(str(item) for item in value))
    return str(value)
