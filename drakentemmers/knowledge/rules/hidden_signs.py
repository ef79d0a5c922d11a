"""Signs nobody sees or types: they break feeds and files, or make a line read otherwise than it is written."""

import re

# Control characters but those of lines and columns; halves of characters and places that hold none (XML refuses
# these); and what turns the direction of writing.
HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)


def has_hidden_signs(text: str) -> bool:
    """Tell whether something stands in `text` that nobody sees."""
    return HIDDEN.search(text) is not None


def without_hidden_signs(text: str) -> str:
    """Return `text` as somebody sees it; what is left can stand in any XML document."""
    return HIDDEN.sub("", text)
