"""Lines of the log without the people they are about: no addresses, no tokens, no questions, no values of a failure."""

import logging
import re
import traceback
from types import TracebackType

EMAIL = re.compile(r"[^\s<>\"'(),;:=]+@[^\s<>\"'(),;:=]+")
QUERY = re.compile(r"\?[^\s\"'>]*")
# A part of an address with a digit in it that is longer than an id of ours.
TOKEN = re.compile(r"(?<=/)(?=[^/\s]{0,60}\d)[\w:=.~-]{16,}")
NUMBER = re.compile(r"(?<![\w.:-])(?:\d{8,}|(?:\+|0)\d[\d -]{7,}\d)(?!\w)")
Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class ImpersonalFormatter(logging.Formatter):
    """Takes out what points to a person. Of an exception its kind and place stay; its words may quote a row."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; also a text that another handler kept on the record is made anew."""
        record.exc_text = None
        line = super().format(record)
        record.exc_text = None
        return line

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name logging gave it
        return impersonal(super().formatMessage(record))

    def formatException(self, ei: Raised) -> str:  # noqa: N802 - the name logging gave it
        error, lines = ei[1], []
        seen: set[int] = set()
        while error is not None and id(error) not in seen:
            seen.add(id(error))
            places = traceback.extract_tb(error.__traceback__)
            lines.append(f"{type(error).__module__}.{type(error).__qualname__}")
            lines += [f"  {place.filename}:{place.lineno} in {place.name}" for place in places]
            error = error.__cause__ or error.__context__
        return "\n".join(lines)


def impersonal(text: str) -> str:
    """Return a line of the log without e-mail addresses, long numbers, tokens and what was asked."""
    for pattern, instead in (
        (EMAIL, "<mail>"),
        (QUERY, "?<asked>"),
        (TOKEN, "<token>"),
        (NUMBER, "<number>"),
    ):
        text = pattern.sub(instead, text)
    return text
