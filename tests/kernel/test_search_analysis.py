"""How Dutch is read: the words of the field, and texts that mean harm."""

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drakentemmers.kernel.search.analysis import (
    LONGEST_WORD,
    MOST_CHARACTERS,
    fold,
    index_terms,
    stem,
    stopwords,
    terms_of,
    tidy,
    words_of,
)

ONE_STEM = [
    "behandelen behandelt behandeld behandeling behandelingen",
    "behandelaar behandelaars behandelaren",
    "beslissen beslist beslissing beslissingen",
    "schrijven schrijft",
    "vertellen vertelt",
    "hechting hechtingen gehecht hechten",
    "kind kinderen",
    "geweld",
    "gezin gezinnen",
    "begeleiding begeleiden begeleidt",
    "vragenlijst vragenlijsten",
    "melding meldingen melden gemeld",
    "therapeut therapeuten",
    "therapie therapeutisch therapeutische",
    "verwaarlozing verwaarloosd",
    "mishandeling mishandelen mishandeld",
    "opvang opgevangen",
    "scheiding scheidingen gescheiden",
    "trauma trauma's traumas",
    "veilig veiligheid",
    "psycholoog psychologen",
    "school scholen",
    "wachttijd wachttijden",
    "cliënt clienten cliënten",
    "gemeente gemeenten",
    "probleem problemen",
    "angst angsten angstig",
    "seksueel seksuele",
]
APART = [
    ("beleid", "begeleiding"),
    ("behandelaar", "behandeling"),
    ("gezin", "zin"),
    ("geweld", "wel"),
    ("ouders", "ouderen"),
    ("gemeente", "meent"),
    ("gevoel", "voelen"),
    ("partner", "part"),
]
COMPOUNDS = {
    "traumabehandeling": "trauma behandeling",
    "kindermishandeling": "kind mishandeling",
    "ouderenmishandeling": "ouderen mishandeling",
    "partnergeweld": "partner geweld",
    "vrouwenopvang": "vrouw opvang",
    "veiligheidsplan": "veiligheid plan",
    "hechtingsproblematiek": "hechting problematiek",
    "systeemtherapie": "systeem therapie",
    "traumasensitief": "trauma sensitief",
    "gezinshuis": "gezin huis",
    "jeugdhulp": "jeugd hulp",
    "slaapproblemen": "slaap probleem",
    "gedragsproblemen": "gedrag probleem",
    "wachttijden": "wacht tijd",
    "pleegzorg": "pleeg zorg",
    "crisisopvang": "crisis opvang",
    "screeningsinstrument": "screening instrument",
    "ervaringsdeskundigen": "ervaring deskundige",
    "aandachtsfunctionaris": "aandacht functionaris",
    "centrumgemeente": "centrum gemeente",
    "weerbaarheidstraining": "weerbaarheid training",
    "vechtscheiding": "vecht scheiding",
    "meldcode": "meld code",
    "PCL-5": "pcl 5",
    "pcl5": "pcl 5",
    "ouder-kindrelatie": "ouder kind relatie",
}
WHOLE = [
    "behandelaar",
    "mishandeling",
    "therapeut",
    "partner",
    "huiselijk",
    "gemeenten",
    "kinderen",
    "ouderen",
    "samenwerking",
]
WORDS = st.text(alphabet=st.characters(codec="utf-8"), max_size=60)


@pytest.mark.parametrize("forms", ONE_STEM)
def test_all_forms_of_a_word_have_one_stem(forms):
    assert len({stem(fold(form)) for form in forms.split()}) == 1


@pytest.mark.parametrize(("one", "other"), APART)
def test_words_that_only_look_alike_stay_apart(one, other):
    assert stem(one) != stem(other)


@pytest.mark.parametrize(("compound", "parts"), COMPOUNDS.items())
def test_a_compound_puts_its_parts_in_the_index_too(compound, parts):
    expected = {stem(part) for part in parts.split()}
    assert expected <= set(terms_of(fold(compound)).every())


@pytest.mark.parametrize("word", WHOLE)
def test_what_is_no_compound_is_not_split(word):
    assert terms_of(word).parts == ()


def test_words_that_tell_nothing_are_left_out():
    assert index_terms("de behandeling van het trauma", 9) == ["behandel", "trauma"]
    assert {"de", "het", "een", "van", "niet"} <= stopwords()


def test_accents_case_and_composition_make_no_difference():
    decomposed = unicodedata.normalize("NFD", "Cliënten in de Opvang")
    assert index_terms(tidy(decomposed), 9) == index_terms("clienten OPVANG", 9) == ["client", "opvang"]


def test_where_a_word_stands_is_told_in_the_text_as_it_is():
    text = tidy("Het  trauma’s\tverwerken")
    assert [text[word.start : word.end] for word in words_of(text)] == ["trauma’s", "verwerken"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00",
        "'-'-'",
        "a",
        "   ",
        "++",
        "\u202e\u200b",
        "<script>",
        "ﷺ" * 9,
        "٣٤",
        "😀" * 5,
        "trauma\x00trauma",
    ],
)
def test_a_text_that_says_little_gives_no_failure(text):
    for term in index_terms(tidy(text), 99):
        assert term.isalnum()


@given(WORDS)
def test_folding_twice_changes_nothing(text):
    once = fold(text)
    assert fold(once) == once
    assert len(once) <= LONGEST_WORD


@given(st.text(max_size=400))
@settings(deadline=None)
def test_terms_hold_nothing_that_a_database_could_take_for_more_than_a_word(text):
    for term in index_terms(tidy(text), 500):
        assert term.isalnum()
        assert term == term.casefold() or not term.isascii()


@given(st.text(alphabet="abcdeghiknrst", min_size=7, max_size=LONGEST_WORD - 1))
@settings(deadline=None)
def test_a_split_is_deterministic_and_never_longer_than_the_word(word):
    terms = terms_of(word)
    assert terms == terms_of(word)
    assert len(terms.parts) <= 4


def scrambled() -> str:
    letters = "kinderszgelto"
    places = range(MOST_CHARACTERS)
    return "".join(letters[(i * i + i // 7) % len(letters)] + (" " if i % 31 == 0 else "") for i in places)


HOSTILE = {
    "one letter": lambda: "a" * 10**6,
    "prefixes": lambda: "ge" * 10**6,
    "words of the lexicon": lambda: "kinder" * 10**5,
    "seams": lambda: "'-" * 10**6,
    "accents": lambda: "\u0301" * 10**6,
    "letters that become many": lambda: "ﷺ" * 10**6,
    "decomposed": lambda: "e\u0301 " * 10**6,
    "scrambled": lambda: scrambled() * 4,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_huge_text_takes_no_more_time_than_its_first_part(name):
    text = HOSTILE[name]()
    start = time.process_time()
    index_terms(tidy(text), 100_000)
    assert time.process_time() - start < 20  # seconds; the slowest takes about two
