"""Looks behind words only: an expression that begins with a word is tried where such a word stands, not everywhere.

The words are cut out of the text once, for the search for names. Trying a dozen expressions with long lists of words at
every character of a text took longer than all the rest.
"""

import re
from collections.abc import Iterator

from drakentemmers.kernel.privacy.tokens import Word

LETTERS = 3  # that tell which expressions to try at a word
Cues = dict[str, tuple[re.Pattern[str], ...]]


def cues(*pairs: tuple[str, tuple[re.Pattern[str], ...]]) -> Cues:
    """Return the expressions to try for each beginning of a word; every pair names beginnings and expressions."""
    tried: Cues = {}
    for beginnings, expressions in pairs:
        for beginning in beginnings.split():
            tried[beginning] = tried.get(beginning, ()) + expressions
    return tried


def behind(text: str, line: list[Word], tried: Cues) -> Iterator[re.Match[str]]:
    """Yield what the expressions of `tried` match from the words in `line` on."""
    for word in line:
        for expression in tried.get(word.key[:LETTERS], ()):
            if found := expression.match(text, word.start):
                yield found
