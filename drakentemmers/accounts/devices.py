"""A browser in words, as far as it tells: "Chrome on Windows". Pure."""

import re

# Order matters: Edge also says Chrome, Chrome also says Safari, Android also says Linux.
BROWSERS = (
    ("Edge", r"Edg(?:e|A|iOS)?/"),
    ("Opera", r"OPR/|Opera"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|CriOS/|Chromium/"),
    ("Safari", r"Safari/"),
)
SYSTEMS = (
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Android", r"Android"),
    ("Windows", r"Windows"),
    ("Mac", r"Macintosh|Mac OS X"),
    ("ChromeOS", r"CrOS"),
    ("Linux", r"Linux|X11"),
)
LONGEST = 200


def browser_and_system(agent: str) -> tuple[str, str]:
    """Return the names of browser and system in a User-Agent header; each empty when it does not tell."""
    head = agent[:LONGEST]
    return _first(BROWSERS, head), _first(SYSTEMS, head)


def _first(known: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for name, sign in known if re.search(sign, text)), "")
