"""What the check of free text costs: milliseconds for 10 kB, beside one plain scan, and how it grows with length."""

import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

import yaml

from drakentemmers.kernel.privacy import find_personal_data

KB = 10_000
SENTENCES = Path(__file__).parents[1] / "tests" / "kernel" / "privacy_sentences.yaml"
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
    "streets": "Straatstraat",
    "accents": "e\u0301\u0301\u0301",
    "apostrophes": "a'a-",
    "hidden": "a\u200b",
    "bank": "NL00 AAAA 0000 ",
    "brackets": "((((",
}


def best_of(work: Callable[[], object], times: int = 5) -> float:
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


def main() -> None:
    """Print one line per text."""
    lists = yaml.safe_load(SENTENCES.read_text(encoding="utf-8"))
    ordinary = filled(re.sub(r"\{\w+:([^}]+)\}", r"\1", lists["personal"] + lists["clean"]), KB)
    find_personal_data(ordinary)  # reads the lists
    plain = best_of(lambda: PLAIN.findall(ordinary))
    lines = [f"{'10 kB of':<20} {'ms':>8} {'x plain scan':>13} {'x for 4 times as long':>22}"]
    for name, text in {"own sentences": ordinary, **HOSTILE}.items():
        short = best_of(lambda text=text: find_personal_data(filled(text, KB)))
        long = best_of(lambda text=text: find_personal_data(filled(text, 4 * KB)), 3)
        lines.append(f"{name:<20} {short:>8.1f} {short / plain:>13.0f} {long / short:>22.1f}")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
