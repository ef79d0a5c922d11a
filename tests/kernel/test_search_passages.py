"""The piece of a text that is shown: the right one, cut well, and nothing in it acts."""

import re
from html import unescape

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drakentemmers.kernel.search.analysis import tidy
from drakentemmers.kernel.search.passages import LENGTH, marked, passage

FILLER = "Dit is een zin zonder iets bijzonders. " * 30


def test_the_piece_is_where_most_different_words_stand_together():
    text = f"Rouw komt hier voor. {FILLER} Rouw bij kinderen na een scheiding. {FILLER}"
    shown = passage([text], frozenset({"rouw", "kind", "scheid"}))
    assert "<mark>Rouw</mark> bij <mark>kinderen</mark> na een <mark>scheiding</mark>" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(re.sub(r"</?mark>", "", shown)) <= LENGTH + 4


def test_the_summary_goes_before_the_text_when_it_says_as_much():
    assert passage(["Over rouw.", f"{FILLER} rouw"], frozenset({"rouw"})) == "Over <mark>rouw</mark>."


def test_without_a_word_asked_for_it_is_the_beginning():
    assert passage(["", "Over iets anders."], frozenset({"rouw"})) == "Over iets anders."
    assert passage(["", ""], frozenset({"rouw"})) == ""


def test_parts_of_a_compound_are_marked_with_the_whole():
    assert marked("Traumabehandeling", frozenset({"trauma"})) == "<mark>Traumabehandeling</mark>"


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=120), st.sets(st.sampled_from(["rouw", "a", "b", "script", "lt", "amp"])))
def test_whatever_the_text_nothing_but_marks_is_html_and_nothing_is_lost(text, terms):
    kept = tidy(text)
    shown = marked(kept, frozenset(terms))
    assert set(re.findall(r"<[^>]*>", shown)) <= {"<mark>", "</mark>"}
    assert unescape(re.sub(r"</?mark>", "", shown)) == kept
    assert set(re.findall(r"<[^>]*>", passage([kept], frozenset(terms)))) <= {"<mark>", "</mark>"}
