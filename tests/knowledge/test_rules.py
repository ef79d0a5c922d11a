"""Who may read, when a page is due, how long and how hard it reads."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drakentemmers.accounts.rules import Role
from drakentemmers.knowledge.rules import Audience, Due, audiences_open_to, review_due, wrote_along
from drakentemmers.knowledge.rules.plain_language import look_at
from drakentemmers.knowledge.rules.reading_time import count_words, minutes_to_read

PUBLIC = frozenset({Audience.EVERYONE})
MEMBERS = PUBLIC | {Audience.MEMBERS}
ALL = frozenset(Audience)
WITH_THERAPISTS = {Role.THERAPIST, Role.TRAINEE, Role.SUPERVISOR, Role.EDITOR, Role.ADMINISTRATOR}


@pytest.mark.parametrize("role", Role)
def test_every_role_reads_what_members_read_and_some_what_therapists_read(role):
    assert audiences_open_to([role]) == (ALL if role in WITH_THERAPISTS else MEMBERS)


def test_without_a_role_there_is_only_what_everybody_reads():
    assert audiences_open_to([]) == PUBLIC


@given(st.sets(st.sampled_from(Role)), st.sampled_from(Role))
def test_another_role_never_takes_anything_away(roles, role):
    assert audiences_open_to(roles) <= audiences_open_to(roles | {role})


@pytest.mark.parametrize(
    ("before", "due"),
    [
        (None, Due.NOT_YET),
        (date(2026, 12, 23), Due.NOT_YET),
        (date(2026, 12, 22), Due.SOON),
        (date(2026, 11, 23), Due.SOON),
        (date(2026, 11, 22), Due.NOW),
        (date(2026, 11, 1), Due.NOW),
    ],
)
def test_a_page_is_due_a_month_before_and_too_late_on_the_day_itself(before, due):
    assert review_due(before, date(2026, 11, 22)) is due


def test_who_wrote_along_may_not_say_that_it_is_right():
    assert wrote_along(1, {1, 2, None})
    assert not wrote_along(3, {1, 2, None})


@pytest.mark.parametrize(("words", "minutes"), [(0, 1), (1, 1), (180, 1), (181, 2), (900, 5)])
def test_reading_time_is_rounded_up(words, minutes):
    assert minutes_to_read(words) == minutes


def test_only_what_holds_a_letter_or_a_number_is_a_word():
    assert count_words("Bel 112 - nu meteen!") == 4


def test_a_plain_text_gets_no_remark():
    read = look_at("Bel de huisarts. Vraag wat er nodig is.\nSchrijf op wat je ziet.")
    assert (read.is_plain, read.sentences, read.median_words) == (True, 3, 5)


def test_a_long_sentence_is_pointed_at():
    sentence = " ".join(["woord"] * 21) + "."
    assert look_at(f"Kort. {sentence}").long_sentences == (sentence,)


def test_the_passive_is_pointed_at_and_a_coming_year_is_not():
    read = look_at("Het plan wordt door het team gemaakt. Wij maken een plan. Het wordt morgen warm.")
    assert read.passives == ("Het plan wordt door het team gemaakt.",)
    assert read.has_many_passives


def test_long_words_are_named_once():
    read = look_at("Samenwerkingsafspraken zijn samenwerkingsafspraken. En dat is het wel zo ongeveer nu.")
    assert read.long_words == ("samenwerkingsafspraken",)


@given(st.text(max_size=2000))
def test_any_text_at_all_is_looked_at(text):
    read = look_at(text)
    assert 0 <= read.share_of_long_words <= 1
    assert len(read.long_sentences) <= read.sentences


@pytest.mark.parametrize(
    "text", ["worden " * 20_000, "g" * 200_000, "wordt ge" + "x" * 100_000, ". " * 60_000]
)
def test_a_hostile_text_is_looked_at_within_bounds(text):
    assert look_at(text).sentences >= 0
