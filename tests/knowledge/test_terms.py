"""Hard words: marked once, in running text only, whatever the text holds."""

from hypothesis import given
from hypothesis import strategies as st

from drakentemmers.knowledge.rules.terms import Word, mark_terms

WORDS = [
    Word("hechting", ("hechting", "hechtingen")),
    Word("vt", ("Veilig Thuis", "VT")),
    Word("ab", ("a & b",)),
]


def marked(word: str, slug: str) -> str:
    return f'<a class="term" href="#begrip-{slug}" data-term="{slug}">{word}</a>'


def test_the_first_occurrence_is_marked_and_no_other():
    found = mark_terms("<p>Hechting en nog eens hechting.</p>", WORDS)
    assert found.html == f"<p>{marked('Hechting', 'hechting')} en nog eens hechting.</p>"
    assert found.slugs == ("hechting",)


def test_links_headings_and_parts_of_words_are_left_alone():
    html = '<h2>Hechting</h2><a href="/x">hechting</a><p>hechtingsproblemen, veilige-hechting</p>'
    assert mark_terms(html, WORDS).html == html


def test_after_a_link_words_are_marked_again():
    html = '<p><a href="/x"><b>hechting</b></a> en hechtingen</p>'
    assert mark_terms(html, WORDS).html.endswith(f"en {marked('hechtingen', 'hechting')}</p>")


def test_an_attribute_is_no_text():
    html = '<p title="hechting">x</p>'
    assert mark_terms(html, WORDS).html == html


def test_a_word_with_a_sign_that_html_writes_otherwise():
    assert mark_terms("<p>a &amp; b</p>", WORDS).slugs == ("ab",)


@given(
    st.lists(
        st.sampled_from(["<p>", "</p>", "<a>", "</a>", "hechting", " VT ", "<", ">", "<b/>", "&amp;", "</"])
    )
)
def test_taking_the_marks_away_gives_the_text_back(parts):
    html = "".join(parts)
    found = mark_terms(html, WORDS).html
    for word in ("hechting", "VT"):
        for slug in ("hechting", "vt"):
            found = found.replace(marked(word, slug), word)
    assert found == html
