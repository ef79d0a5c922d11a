"""`/zoeken`: everything somebody may see, found by words. Nobody keeps what was searched for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from drakentemmers.kernel.search.finding import PER_PAGE, Found, Hit, find, suggest
from drakentemmers.kernel.search.kinds import Facet, SearchKind, kinds
from drakentemmers.kernel.search.query import MOST_CHARACTERS

OF_EACH = 4  # results of a kind on the page of all kinds
MOST_VALUES = 10  # of one facet
MOST_CHOSEN = 5
TRY = ("hechting bij jonge kinderen", "traumabehandeling", "veiligheidsplan", "meldcode")


@dataclass(frozen=True, slots=True)
class Choice:
    """A way to narrow or widen what is found, as a link."""

    text: str
    url: str
    count: int
    is_on: bool


@dataclass(frozen=True, slots=True)
class Narrowing:
    """One facet with the values there are."""

    label: str
    choices: list[Choice]


@dataclass(frozen=True, slots=True)
class Group:
    """The best of one kind, and where the rest is."""

    kind: SearchKind
    hits: list[Hit]
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Asking:
    """What stands in the address: words, a kind, values of facets. What makes no sense is left out."""

    text: str
    kind: SearchKind | None
    facets: Mapping[str, Sequence[str]]

    def url(
        self, *, kind: str | None = None, facets: Mapping[str, Sequence[str]] | None = None, text: str = ""
    ) -> str:
        """Return the address of this search with something changed; always of the first page."""
        slug = (self.kind.slug if self.kind else "") if kind is None else kind
        chosen = self.facets if facets is None else facets
        pairs = [("q", text or self.text), *([("soort", slug)] if slug else [])]
        pairs += [(facet.slug, value) for facet in _facets(None) for value in chosen.get(facet.name, ())]
        return f"{reverse('search')}?{urlencode(pairs)}"


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Results per kind; of one kind, page by page."""
    asking = _asking(request)
    number = request.GET.get("pagina", "1")
    found = find(
        request.user,
        asking.text,
        kind=asking.kind.name if asking.kind else "",
        facets=asking.facets,
        page=int(number) if number.isdecimal() and len(number) < 4 else 1,
        of_each=0 if asking.kind else OF_EACH,
    )
    _log(request, found.hits)
    return render(request, "home/search.html", _context(asking, found))


@require_safe
def search_suggest(request: HttpRequest) -> HttpResponse:
    """What somebody probably looks for, while typing."""
    text = request.GET.get("q", "")[:MOST_CHARACTERS]
    hits = suggest(request.user, text)
    _log(request, hits)
    field = "kop" if request.GET.get("veld") == "kop" else "zoek"
    context = {"hits": hits, "text": text, "field": field, "query": urlencode({"q": text})}
    return render(request, "home/_suggestions.html", context)


def _asking(request: HttpRequest) -> Asking:
    text = " ".join(request.GET.get("q", "")[:MOST_CHARACTERS].replace("\x00", " ").split())
    kind = next((kind for kind in kinds() if kind.slug == request.GET.get("soort")), None)
    facets = {
        facet.name: list(dict.fromkeys(value for value in request.GET.getlist(facet.slug) if value))[
            :MOST_CHOSEN
        ]
        for facet in _facets(kind)
    }
    return Asking(text, kind, {name: values for name, values in facets.items() if values})


def _facets(kind: SearchKind | None) -> list[Facet]:
    """Return what a kind, or any of all, can be narrowed by; each facet once."""
    found = {facet.name: facet for each in kinds() if kind in {None, each} for facet in each.facets}
    return list(found.values())


def _log(request: HttpRequest, hits: Sequence[Hit]) -> None:
    """Let kinds that must know it write down who was shown what (NEN 7513); public ones know nobody."""
    for kind in kinds():
        shown = [hit.id for hit in hits if hit.kind is kind]
        if kind.log and shown:
            kind.log(request.user, shown, timezone.now())


def _context(asking: Asking, found: Found) -> dict[str, Any]:
    return {
        "asking": asking,
        "found": found,
        "tabs": _tabs(asking, found),
        "groups": [] if asking.kind else _groups(asking, found),
        "page": _page(found) if asking.kind else None,
        "narrowings": [n for facet in _facets(asking.kind) if (n := _narrowing(asking, found, facet))],
        "chosen": _chosen(asking, found),
        "corrected": [
            (typed, word, asking.url(text=asking.text.casefold().replace(typed, word)))
            for typed, word in found.corrections.items()
        ],
        "wider": asking.url(kind="", facets={}) if asking.kind or asking.facets else "",
        "try_these": [(words, f"{reverse('search')}?{urlencode({'q': words})}") for words in TRY],
    }


def _tabs(asking: Asking, found: Found) -> list[Choice]:
    everything = Choice(
        _("Everything"), asking.url(kind="", facets={}), sum(found.by_kind.values()), not asking.kind
    )
    return [
        everything,
        *(
            Choice(str(kind.plural), asking.url(kind=kind.slug, facets={}), count, kind is asking.kind)
            for kind in kinds()
            if (count := found.by_kind.get(kind.name, 0)) or kind is asking.kind
        ),
    ]


def _groups(asking: Asking, found: Found) -> list[Group]:
    by_name = {kind.name: kind for kind in kinds()}
    return [
        Group(by_name[name], list(hits), found.by_kind.get(name, 0), asking.url(kind=by_name[name].slug))
        for name, hits in groupby(found.hits, key=lambda hit: hit.kind.name)
    ]


def _page(found: Found) -> Page[int]:
    """Return the page in the shape that the component for paging knows."""
    return Paginator(range(found.pages * PER_PAGE), PER_PAGE).page(found.page)


def _narrowing(asking: Asking, found: Found, facet: Facet) -> Narrowing | None:
    counts = found.by_facet.get(facet.name, {})
    chosen = list(asking.facets.get(facet.name, ()))
    values = sorted(counts, key=lambda value: (-counts[value], value))[:MOST_VALUES]
    choices = [
        Choice(
            str(facet.value_label(value)),
            asking.url(facets={**asking.facets, facet.name: [*chosen, value]}),
            counts[value],
            is_on=False,
        )
        for value in values
        if value not in chosen
    ]
    return Narrowing(str(facet.label), choices) if choices and len(counts) > 1 else None


def _chosen(asking: Asking, found: Found) -> list[Choice]:
    """Return every filter that is on, as a link that takes it away.

    A value that nothing found carries shows as it came: its name may be that of something not for the asker.
    """
    chosen = []
    for facet in _facets(asking.kind):
        known = found.by_facet.get(facet.name, {})
        for value in asking.facets.get(facet.name, ()):
            rest = [other for other in asking.facets[facet.name] if other != value]
            url = asking.url(facets={**asking.facets, facet.name: rest})
            chosen.append(
                Choice(str(facet.value_label(value)) if value in known else value, url, 0, is_on=True)
            )
    return chosen
