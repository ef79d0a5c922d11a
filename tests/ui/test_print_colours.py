"""Paper is white: in print the evening theme takes the colours of the day."""

import re
from pathlib import Path

CSS = Path(__file__).resolve().parents[2] / "frontend" / "css"


def colours(text: str) -> dict[str, str]:
    return dict(re.findall(r"(--dt-[\w-]+): ([^;]+);", text))


def test_every_colour_of_the_evening_is_printed_as_that_of_the_day() -> None:
    day, evening = map(colours, (CSS / "tokens.css").read_text().split('[data-theme="evening"]'))
    assert colours((CSS / "print.css").read_text()) == {name: day[name] for name in evening}
