"""The choice under the field for a name, while somebody types: the same as the whole page would show."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from drakentemmers.accounts.forms.naming import NamesOne


def typed_in(http: HttpRequest, form: type[NamesOne]) -> str:
    """Return what stands in the field for the name so far."""
    return http.POST.get(form.named, "")[:200]


def which_of(http: HttpRequest, form: NamesOne) -> HttpResponse:
    """Answer with who or what is meant by it, to choose from; nothing is written."""
    return render(http, "access/_which.html", {"form": form})
