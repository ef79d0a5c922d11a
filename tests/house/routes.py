"""Walks the address book of the site: every route, with an address that reaches it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.urls.resolvers import RegexPattern, RoutePattern
from django.utils.regex_helper import normalize

SAMPLES = {"int": "7", "uuid": "0b9a7f0e-7c3e-4c8e-9d5a-5f7c9f1d2e3a", "path": "map/bestand.txt"}
CONVERTER = re.compile(r"<(?:(?P<kind>[^>:]+):)?(?P<name>[^>]+)>")
METHODS = ("get", "head", "options", "post", "put", "patch", "delete")
OTHERS = ("/beheer/", "/documenten/", "/api/v1/")  # routes of the packages we mount keep their own style
Fill = Callable[
    [str, str, str], str
]  # the address so far, kind and name of its next part -> what to put there


@dataclass(frozen=True)
class Route:
    """One line of the address book."""

    name: str  # as the public list names it: "home", "api-v1:openapi-json"
    path: str

    @property
    def is_ours(self) -> bool:
        return not self.path.startswith(OTHERS)


def any_value(below: str, kind: str, name: str) -> str:
    """Return something that fits in an address and belongs to no record."""
    return SAMPLES.get(kind, "7" if kind == "regex" else "0123456789ab")


def all_routes(fill: Fill = any_value) -> list[Route]:
    """Return every route of the project, those of Wagtail, allauth and the API included."""
    return [Route(resolve(path).view_name, path) for path in _paths(get_resolver().url_patterns, "/", fill)]


def _paths(patterns: list[URLPattern | URLResolver], prefix: str, fill: Fill) -> Iterator[str]:
    for entry in patterns:
        path = prefix + _sample(entry.pattern, prefix, fill)
        if isinstance(entry, URLResolver):
            yield from _paths(entry.url_patterns, path, fill)
        else:
            yield path


def _sample(pattern: RoutePattern | RegexPattern, below: str, fill: Fill) -> str:
    if isinstance(pattern, RegexPattern):
        template, names = normalize(pattern.regex.pattern.removeprefix("^"))[0]
        return template % {name: fill(below, "regex", name) for name in names}
    text = str(pattern)
    return CONVERTER.sub(
        lambda found: fill(below + text[: found.start()], found["kind"] or "str", found["name"]), text
    )
