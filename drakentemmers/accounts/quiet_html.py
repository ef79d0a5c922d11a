"""What may stand in the html of a mail: nothing that is fetched or run when somebody opens it.

A picture from elsewhere tells its sender that a mail was opened, when and where. So there are none, and no styles or
frames that could fetch one. Plain Python; a list of what is allowed, not of what is not.
"""

from html.parser import HTMLParser

TAGS = frozenset(
    {
        "html",
        "head",
        "meta",
        "title",
        "body",
        "table",
        "tbody",
        "tr",
        "td",
        "div",
        "span",
        "h1",
        "h2",
        "h3",
        "p",
        "a",
    }
    | {"ul", "ol", "li", "strong", "b", "em", "i", "br", "hr"}
)
ATTRIBUTES = frozenset(
    {"lang", "charset", "role", "href", "style", "width", "align", "border", "cellpadding", "cellspacing"}
)
SCHEMES = ("https://", "http://", "mailto:", "tel:")
STYLE_FETCHES = ("url", "@", "\\", "expression", "/*")


class _Reader(HTMLParser):
    """Notes the first thing that does not belong in a mail."""

    found = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.found = self.found or f"<{tag}>"
        for name, value in attrs:
            if name not in ATTRIBUTES or not _is_quiet(name, value or ""):
                self.found = self.found or f"{name} of <{tag}>"


def _is_quiet(name: str, value: str) -> bool:
    lower = value.strip().lower()
    if name == "href":
        return lower.startswith(SCHEMES)
    return name != "style" or not any(word in lower for word in STYLE_FETCHES)


def loud_part_of(html: str) -> str:
    """Return the first tag or attribute that does not belong in the html of a mail; empty when it is all right."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.found
