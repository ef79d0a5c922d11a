"""Colours keep their contrast, icons exist, dates read as people write them."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.templatetags.static import static

from drakentemmers.ui.templatetags.ui import nl_date, nl_moment, nl_number, nl_short_date, nl_time

ROOT = Path(__file__).resolve().parents[2]
TOKENS = (ROOT / "frontend/css/tokens.css").read_text()
SPRITE = (ROOT / "drakentemmers/ui/static/ui/icons/sprite.svg").read_text()

PAIRS = [
    ("ink", "paper"),
    ("ink", "card"),
    ("ink-2", "paper"),
    ("ink-2", "sand"),
    ("ink-3", "paper"),
    ("ink-3", "sand"),
    ("ink-3", "card"),
    ("teal-700", "paper"),
    ("teal-700", "card"),
    ("teal-700", "teal-100"),
    ("teal-900", "teal-100"),
    ("ember-700", "paper"),
    ("ember-800", "ember-100"),
    ("honey-800", "honey-100"),
    ("berry-700", "berry-100"),
    ("sky-700", "sky-100"),
    ("ok", "ok-bg"),
    ("warn", "warn-bg"),
    ("err", "err-bg"),
    ("err", "card"),
    ("on-primary", "teal-700"),
    ("on-exit", "ember-800"),
]


def _tokens(theme: str) -> dict[str, str]:
    blocks = dict(re.findall(r'(:root|\[data-theme="evening"\]) \{(.*?)\}', TOKENS, re.DOTALL))
    day = dict(re.findall(r"--dt-([\w-]+): (#[0-9A-Fa-f]{6});", blocks[":root"]))
    evening = dict(re.findall(r"--dt-([\w-]+): (#[0-9A-Fa-f]{6});", blocks['[data-theme="evening"]']))
    return day if theme == "day" else day | evening


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", ["day", "evening"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_keeps_a_contrast_of_four_and_a_half(theme: str, text: str, ground: str) -> None:
    tokens = _tokens(theme)
    light, dark = sorted((_luminance(tokens[text]), _luminance(tokens[ground])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_every_icon_a_template_asks_for_is_in_the_sprite() -> None:
    templates = "".join(path.read_text() for path in (ROOT / "drakentemmers").rglob("*.html"))
    asked = set(re.findall(r"{% icon ['\"]([\w-]+)['\"]", templates)) | set(
        re.findall(r'\bicon="([\w-]+)"', templates)
    )
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', SPRITE))
    assert asked - drawn == set()


# The copy of one's own data and the mail of a newsletter are opened without us: there they find no style sheet.
TAKEN_ALONG = {"my_data_copy.html", "mail.html"}


def test_no_template_carries_style_or_script_of_its_own() -> None:
    for path in (ROOT / "drakentemmers").rglob("*.html"):
        if path.name in TAKEN_ALONG:
            continue
        source = path.read_text()
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", source), path


def test_dates_and_numbers_read_as_people_write_them() -> None:
    moment = datetime(2026, 11, 18, 20, 14, tzinfo=UTC)
    assert nl_date(date(2026, 11, 18)) == "18 november 2026"
    assert nl_short_date(date(2026, 11, 18)) == "18 nov"
    assert nl_time(moment) == "21.14 uur"
    assert nl_moment(moment) == "18 november 2026, 21.14 uur"
    assert nl_number(1284) == "1.284"
    assert nl_number(7.4) == "7,4"
    assert nl_date(None) == ""


def test_the_picture_to_scan_is_as_large_as_a_phone_needs_and_its_steps_are_numbered() -> None:
    styles = (ROOT / "drakentemmers/ui/static/ui/css/drakentemmers.css").read_text().replace(" ", "")
    assert re.search(r"\.qr\{[^}]*width:13\.75rem", styles)  # 220 px
    assert ".doorimg" not in styles  # the mark above the door is a child: a picture deeper keeps its own size
    assert re.search(r"ol\.steps-plain\{[^}]*list-style:decimal", styles)


def test_a_browser_that_looks_for_the_mark_in_its_old_place_is_led_to_it(client, db):
    answer = client.get("/favicon.ico")

    assert (answer.status_code, answer.headers["Location"]) == (302, static("ui/img/mark.svg"))
