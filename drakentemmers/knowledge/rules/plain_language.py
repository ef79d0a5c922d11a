"""A hint for editors: where a Dutch text is harder than B1. It points at sentences; it gives no verdict on anybody.

Measures that a computer can take: the length of sentences, the share of long words, the passive voice. The bounds are
the project's own ("most under 15 words", DESIGN.md), not a validated test of B1.
"""

import re
from dataclasses import dataclass
from statistics import median

LONG_SENTENCE = 20  # words; from here on a sentence is pointed at
USUAL_SENTENCE = 15  # the median should stay below
LONG_WORD = 14  # letters
MANY_LONG_WORDS = 0.10
MANY_PASSIVES = 0.20
MOST_SHOWN = 5
MOST_CHARACTERS = 100_000  # the rest of a longer text is not looked at

ENDS = re.compile(r"(?<=[.!?:])\s+|\n+")
WORDS = re.compile(r"[^\W_][\w'’+-]*")
PASSIVE = re.compile(
    r"\b(?:word|wordt|worden|werd|werden|geworden)\b(?:\s+\S+){0,12}?\s+(?:ge|be|ver|ont|her)\w{3,}(?:d|t|en)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was counted in a text."""

    sentences: int
    median_words: float
    long_sentences: tuple[str, ...]
    long_words: tuple[str, ...]
    share_of_long_words: float
    passives: tuple[str, ...]

    @property
    def is_plain(self) -> bool:
        """Nothing to point at: usual sentences, few long words, few passives."""
        return (
            self.median_words < USUAL_SENTENCE
            and not self.long_sentences
            and self.share_of_long_words <= MANY_LONG_WORDS
            and not self.has_many_passives
        )

    @property
    def has_many_passives(self) -> bool:
        return self.sentences > 0 and len(self.passives) / self.sentences > MANY_PASSIVES


def look_at(text: str) -> Reading:
    """Count in plain Dutch text, one paragraph a line; at most the first 100,000 characters."""
    sentences = [part.strip() for part in ENDS.split(text[:MOST_CHARACTERS])]
    told = [(sentence, WORDS.findall(sentence)) for sentence in sentences]
    told = [(sentence, words) for sentence, words in told if words]
    words = [word for _, found in told for word in found]
    long_words = [word for word in words if len(word) >= LONG_WORD]
    return Reading(
        sentences=len(told),
        median_words=median(len(found) for _, found in told) if told else 0,
        long_sentences=tuple(sentence for sentence, found in told if len(found) > LONG_SENTENCE),
        long_words=tuple(dict.fromkeys(word.lower() for word in long_words)),
        share_of_long_words=len(long_words) / len(words) if words else 0,
        passives=tuple(sentence for sentence, _ in told if PASSIVE.search(sentence)),
    )
