"""What can be wrong with a Dutch catalogue."""

import re
from collections import Counter

from babel.messages.catalog import Catalog, Message

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%%")


def problems_of(catalogues: dict[str, Catalog]) -> list[str]:
    """Return a line for each text without translation, with other placeholders or translated in two ways."""
    problems = []
    seen: dict[tuple[str, str | None], tuple[str, object]] = {}
    for app, catalogue in catalogues.items():
        for message in catalogue:
            if not message.id:
                continue
            problems += [f"{app}: {problem}: {first(message)!r}" for problem in problems_with(message)]
            other_app, other = seen.setdefault((first(message), message.context), (app, message.string))
            if other != message.string:
                problems.append(f"{app}: translated otherwise than in {other_app}: {first(message)!r}")
    return problems


def first(message: Message) -> str:
    return message.id[0] if message.pluralizable else message.id


def problems_with(message: Message) -> list[str]:
    """Return what is wrong with one message: nothing, one thing or both."""
    asked = list(message.id) if message.pluralizable else [message.id]
    given = list(message.string) if message.pluralizable else [message.string]
    if not all(given):
        return ["no Dutch"]
    problems = []
    for before, after in zip(asked, given, strict=True):
        extra, missing = (
            placeholders(after) - placeholders(before),
            placeholders(before) - placeholders(after),
        )
        # "één dag" may stand for "%(count)s day".
        if extra or (missing and not (message.pluralizable and before == asked[0])):
            problems.append(f"placeholders differ ({', '.join([*extra, *missing])})")
    return problems


def placeholders(text: str) -> Counter[str]:
    return Counter(PLACEHOLDER.findall(text))
