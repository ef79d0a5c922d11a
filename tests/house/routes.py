"""Walks the address book of the site: every route, with an address that reaches it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.urls.resolvers import RegexPattern, RoutePattern
from django.utils.regex_helper import normalize

SAMPLES = {"int": "7", "uuid": "0b9a7f0e-7c3e-4c8e-9d5a-5f7c9f1d2e3a", "path": "map/bestand.txt"}
CONVERTER = re.compile(r"<(?:(?P<kind>[^>:]+):)?(?P<name>[^>]+)>")
METHODS = ("get", "head", "options", "post", "put", "patch", "delete")
OTHERS = ("/beheer/", "/documenten/", "/api/v1/")  # routes of the packages we mount keep their own style


@dataclass(frozen=True)
class Route:
    """One line of the address book."""

    name: str  # as the public list names it: "home", "api-v1:openapi-json"
    path: str

    @property
    def is_ours(self) -> bool:
        return not self.path.startswith(OTHERS)


def all_routes() -> list[Route]:
    """Return every route of the project, those of Wagtail, allauth and the API included."""
    return [Route(resolve(path).view_name, path) for path in _paths(get_resolver().url_patterns, "/")]


def _paths(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
    for entry in patterns:
        path = prefix + _sample(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _paths(entry.url_patterns, path)
        else:
            yield path


def _sample(pattern: RoutePattern | RegexPattern) -> str:
    if isinstance(pattern, RegexPattern):
        template, names = normalize(pattern.regex.pattern.removeprefix("^"))[0]
        return template % dict.fromkeys(names, "7")
    return CONVERTER.sub(lambda found: SAMPLES.get(found["kind"], "0123456789ab"), str(pattern))
