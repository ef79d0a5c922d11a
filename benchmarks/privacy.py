"""What the check of free text costs and catches: milliseconds for 10 kB, and the sentences it never learned from.

The time is that of the processor, beside one plain scan of the same text. Ends with 1 above the promised milliseconds.
"""

import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

import yaml

from drakentemmers.kernel.privacy import find_personal_data

KB = 10_000
MOST_MS = 20
SENTENCES = Path(__file__).parents[1] / "tests" / "kernel" / "privacy_sentences.yaml"
HELD_BACK = SENTENCES.with_name("privacy_sentences_third.yaml")
MARK = re.compile(r"\{\w+:([^}]+)\}")
PLAIN = re.compile(r"\w+")
HOSTILE = {
    "at signs": "@",
    "letters": "a",
    "digits": "0",
    "digits and spaces": "06 ",
    "digits and dots": "1.2.",
    "capitals": "Aa ",
    "initials": "J. ",
    "between words": "Van de ",
    "title after title": "mevrouw ",
    "dots and dashes": ".-",
    "mail without end": "a.a@a.",
    "spelled mail": "a at a ",
    "bsn": "bsn bsn ",
    "born": "geboren op ",
    "streets without end": "Straatstraat",
    "accents": "e\u0301\u0301\u0301",
    "apostrophes": "a'a-",
    "hidden": "a\u200b",
    "bank": "NL00 AAAA 0000 ",
    "brackets": "((((",
    "lives": "woont op de Aa 1 a ",
    "streets": "Aastraat 1 Aa ",
    "people and dates": "moeder Aa 1-1-",
    "foreign accounts": "DE00 AA00 ",
    "labels": "naam: Aa, ",
    "capitals and a digit": "1" + "Aa " * 4_000,
    "letters and a digit": "1" + "a at a " * 2_000,
    "dates in a row": "06 06 06 geb wordt jaar ",
    "people and a digit": "1" + "moeder Aa Aa Aa " * 1_000,
}


def best_of(work: Callable[[], object], times: int = 9) -> float:
    """Return the shortest of a few measurements, in milliseconds."""
    best = float("inf")
    for _ in range(times):
        begin = time.process_time()
        work()
        best = min(best, time.process_time() - begin)
    return best * 1000


def filled(text: str, length: int) -> str:
    """Return `text` repeated up to exactly `length` characters."""
    return (text * (length // len(text) + 1))[:length]


def caught() -> str:
    """Return in one line what is found of the sentences that were held back."""
    lists = yaml.safe_load(HELD_BACK.read_text(encoding="utf-8"))["held_back"]
    marked = [(MARK.sub(r"\1", line), MARK.findall(line)) for line in lists["personal"].splitlines()]
    right = sum(
        any(part in found.text or found.text in part for found in find_personal_data(text))
        for text, parts in marked
        for part in parts
    )
    clean = lists["clean"].splitlines()
    alarms = sum(bool(find_personal_data(text)) for text in clean)
    total = sum(len(parts) for _text, parts in marked)
    return f"held back: {right} of {total} caught, {alarms} false alarms in {len(clean)}"


def main() -> int:
    """Print one line per text."""
    lists = yaml.safe_load(SENTENCES.read_text(encoding="utf-8"))
    ordinary = filled(MARK.sub(r"\1", lists["personal"] + lists["clean"]), KB)
    find_personal_data(ordinary)  # reads the lists
    plain = best_of(lambda: PLAIN.findall(ordinary))
    lines = [f"{'10 kB of':<20} {'ms':>8} {'x plain scan':>13} {'x for 4 times as long':>22}"]
    slowest = 0.0
    for name, text in {"own sentences": ordinary, **HOSTILE}.items():
        short = best_of(lambda text=text: find_personal_data(filled(text, KB)))
        long = best_of(lambda text=text: find_personal_data(filled(text, 4 * KB)), 3)
        slowest = max(slowest, short)
        lines.append(f"{name:<20} {short:>8.1f} {short / plain:>13.0f} {long / short:>22.1f}")
    lines += [f"slowest {slowest:.1f} ms of at most {MOST_MS}", caught()]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if slowest <= MOST_MS else 1


if __name__ == "__main__":
    sys.exit(main())
