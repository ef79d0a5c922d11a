"""Finds what probably points to a person in free text, before it is saved. Pure, and linear in the text's length.

It is a net, not a proof: it asks a writer to look again. What it catches, what it lets through on purpose (single
initials, helplines, four digits of a postcode) and the measured figures stand in docs/security.md.
"""

from drakentemmers.kernel.privacy.finding import Finding, Kind
from drakentemmers.kernel.privacy.names import names
from drakentemmers.kernel.privacy.numbers import numbers
from drakentemmers.kernel.privacy.tokens import tokens

__all__ = ["Finding", "Kind", "find_personal_data"]


def find_personal_data(text: str) -> list[Finding]:
    """Return everything in `text` that probably points to a person, in order and without overlap.

    Where two kinds claim the same characters, the one that starts first wins, and of those the longest: an e-mail
    address before the name in it, a bank account before the number in it.
    """
    line = tokens(text)
    spans = sorted([*numbers(text, line), *names(line)], key=lambda span: (span[1], -span[2]))
    found: list[Finding] = []
    for kind, start, end in spans:
        if not found or start >= found[-1].end:
            found.append(Finding(kind, start, end, text[start:end]))
    return found
