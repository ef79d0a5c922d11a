"""What somebody reads or hears on a page: text between tags, and the attributes that are read out."""

from collections.abc import Iterator

from bs4 import BeautifulSoup, Comment, Declaration, Doctype, Tag

TEXT_ATTRIBUTES = (
    "alt",
    "title",
    "aria-label",
    "aria-description",
    "placeholder",
    "label",
    "hint",
    "heading",
    "lead",
)
SILENT = {"script", "style", "code", "template"}


def shown_texts(soup: BeautifulSoup) -> Iterator[str]:
    """Yield the texts of a page or template, in the order they stand."""
    for node in soup.descendants:
        if isinstance(node, Tag):
            yield from (
                value for name in TEXT_ATTRIBUTES if isinstance(value := node.get(name), str) and value
            )
            if node.name == "input" and node.get("type") in {"submit", "button", "reset"}:
                yield node.get("value", "")
        elif isinstance(node, Comment | Declaration | Doctype) or node.parent.name in SILENT:
            continue
        elif text := node.strip():
            yield text
