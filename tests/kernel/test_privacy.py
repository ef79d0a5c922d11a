"""The check of free text, measured on our own sentences, and what it says about single cases."""

import re
from pathlib import Path

import pytest
import yaml

from drakentemmers.kernel.privacy import Finding, Kind, find_personal_data

HERE = Path(__file__).parent
SENTENCES = yaml.safe_load((HERE / "privacy_sentences.yaml").read_text(encoding="utf-8"))
# What the third set holds back is measured by benchmarks/privacy.py only.
SECOND, THIRD = (
    yaml.safe_load((HERE / f"privacy_sentences_{name}.yaml").read_text(encoding="utf-8"))["learned"]
    for name in ("second", "third")
)
SETS = (SENTENCES, SECOND, THIRD)
MARK = re.compile(r"\{(\w+):([^}]+)\}")
LEAST_RECALL = 0.98
MOST_FALSE_ALARMS = 0.03


def unmarked(line: str) -> tuple[str, list[tuple[Kind, int, int]]]:
    """Return a sentence without its marks, and what must be found in it."""
    text, expected, end = "", [], 0
    for mark in MARK.finditer(line):
        text += line[end : mark.start()]
        expected.append((Kind(mark[1]), len(text), len(text) + len(mark[2])))
        text += mark[2]
        end = mark.end()
    return text + line[end:], expected


PERSONAL = [unmarked(line) for lines in SETS for line in lines["personal"].splitlines()]
CLEAN = [line for lines in SETS for line in lines["clean"].splitlines()]


def test_there_are_at_least_five_hundred_sentences_about_half_of_each():
    assert len(PERSONAL) + len(CLEAN) >= 500
    assert min(len(PERSONAL), len(CLEAN)) >= 240
    assert len({text for text, _ in PERSONAL} | set(CLEAN)) == len(PERSONAL) + len(CLEAN)


def test_recall_on_our_sentences():
    missed = [
        (text, text[start:end], kind.value)
        for text, expected in PERSONAL
        for kind, start, end in expected
        if not any(f.kind == kind and f.start < end and start < f.end for f in find_personal_data(text))
    ]
    total = sum(len(expected) for _text, expected in PERSONAL)
    assert 1 - len(missed) / total >= LEAST_RECALL, missed


def test_false_alarms_on_our_sentences():
    alarms = [(text, found[0].text) for text in CLEAN if (found := find_personal_data(text))]
    assert len(alarms) / len(CLEAN) <= MOST_FALSE_ALARMS, alarms


def test_nothing_else_is_pointed_at_in_the_sentences_that_do_name_somebody():
    extra = [
        (text, finding.text)
        for text, expected in PERSONAL
        for finding in find_personal_data(text)
        if not any(finding.start < end and start < finding.end for _kind, start, end in expected)
    ]
    assert len(extra) / len(PERSONAL) <= MOST_FALSE_ALARMS, extra


def test_a_finding_says_where_it_stands():
    text = "Bel 06-12345678 of mail s.bakker@opvang.example."
    assert find_personal_data(text) == [
        Finding(Kind.PHONE, 4, 15, "06-12345678"),
        Finding(Kind.EMAIL, 24, 47, "s.bakker@opvang.example"),
    ]


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_is_met_in_the_sentences(kind):
    assert any(kind == wanted for _text, expected in PERSONAL for wanted, _start, _end in expected)


@pytest.mark.parametrize("text", ["123456789", "100 200 301", "12345678", "1234567820"])
def test_nine_digits_that_fail_the_check_are_no_bsn(text):
    assert find_personal_data(text) == []


@pytest.mark.parametrize(
    "number", ["112", "113", "0800-2000", "0800 0432", "0900-0101", "088 0767 000", "116 111"]
)
def test_a_helpline_points_to_nobody(number):
    assert find_personal_data(f"Bel {number} als het niet meer gaat.") == []


def test_accents_written_apart_and_hidden_characters_hide_no_name():
    assert [f.kind for f in find_personal_data("Zoe\u0308 tekent.")] == [Kind.NAME]
    assert [f.kind for f in find_personal_data("Fat\u200bima tekent.")] == [Kind.NAME]


def test_an_empty_text_holds_nothing():
    assert find_personal_data("") == []


@pytest.mark.parametrize(
    "text",
    [
        "Moeder woont in Zwolle 3 jaar alleen.",
        "Zij woont in Almere met 2 kinderen.",
        "Verhuisd naar Zutphen 4 weken geleden.",
    ],
)
def test_how_long_somebody_lives_somewhere_is_no_house(text: str):
    assert find_personal_data(text) == []
