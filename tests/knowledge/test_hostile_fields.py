"""What somebody pastes into a field: signs nobody sees, and addresses that do something else than lead to a site."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from drakentemmers.knowledge.blocks import SourcesBlock
from drakentemmers.knowledge.models import Article, EventPage, KnowledgePage, ResearchSummary, Term, VideoPage
from drakentemmers.knowledge.rules.hidden_signs import has_hidden_signs, without_hidden_signs
from tests.factories import knowledge as made

ANYTHING = st.text(st.characters(exclude_categories=()))  # halves of characters too
HOSTILE = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "ftp://site.example/x",
    "//site.example/x",
    "site.example",
    "https:",
    "https://",
    "https:///pad",
    "https://site.example/een pad",
    "https://site.example/\tpad",
    "https://site.example\\@kwaad.example",
    "https://rijksoverheid.nl@kwaad.example/",
    "https://[::1",
]
NO_DOI = [
    "javascript:alert(1)",
    "https://doi.org/10.1000/182",
    "10.1000/ 182",
    "10.1000/182\n",
    " 10.1000/182",
    '10.1000/"><script>',
    "10.1000/",
    "11.1000/182",
    "10.1000/a?b=c#d",
]


@given(ANYTHING)
def test_what_is_left_is_what_one_sees_and_can_stand_in_xml(text):
    left = without_hidden_signs(text)
    assert not has_hidden_signs(left)
    assert has_hidden_signs(text) == (left != text)
    escaped = left.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert etree.fromstring(f"<a>{escaped}</a>") is not None


@pytest.mark.django_db
class TestFeeds:
    @pytest.mark.parametrize("sign", ["\x01", "\x08", "\x0b", "\x0c", "\x1f", "\ufffe", "\u202e"])
    def test_a_sign_nobody_sees_breaks_no_feed(self, sign):
        page = made.page(title="Titel", summary="Kort")
        KnowledgePage.objects.filter(pk=page.pk).update(
            title=f"Ti{sign}tel", summary=f"Ko{sign}rt", byline=f"Re{sign}dactie"
        )
        theme = page.get_parent()
        theme.title = f"The{sign}ma"
        theme.save(clean=False)
        for address in ("/kennis.atom", f"{theme.specific.url}.atom"):
            answer = Client().get(address)
            assert answer.status_code == 200
            feed = etree.fromstring(answer.content)
            names = {"a": "http://www.w3.org/2005/Atom"}
            entry = feed.find("a:entry", names)
            told = [
                entry.findtext(path, namespaces=names) for path in ("a:title", "a:summary", "a:author/a:name")
            ]
            assert told == ["Titel", "Kort", "Redactie"]

    def test_a_form_refuses_it_at_the_field_where_it_stands(self):
        page = Article(title="Ti\x01tel", slug="x", summary="Kort\u202e", byline="goed")
        with pytest.raises(ValidationError) as refused:
            page.clean()
        assert set(refused.value.message_dict) == {"title", "summary"}

    def test_lines_and_other_alphabets_are_no_such_signs(self):
        Article(title="Çağdaş Łódź", slug="x", summary="Een regel.\n\tNog een.", byline="İpek").clean()

    def test_a_hard_word_has_none_either(self):
        with pytest.raises(ValidationError):
            Term(slug="x", term="woo\x02rd", explanation="Uitleg.").clean()


def refusals(page, name: str) -> list[str]:
    try:
        page.clean_fields(exclude=[field.name for field in page._meta.fields if field.name != name])
    except ValidationError as error:
        return list(error.message_dict)
    return []


@pytest.mark.django_db
@pytest.mark.parametrize("address", HOSTILE)
def test_no_field_takes_an_address_that_leads_to_no_site(address):
    kinds = ((ResearchSummary, "source_url"), (VideoPage, "link"), (EventPage, "sign_up_url"))
    assert [refusals(model(**{name: address}), name) for model, name in kinds] == [
        [name] for _, name in kinds
    ]


@pytest.mark.parametrize("address", sorted({*HOSTILE} - {"//site.example/x", "site.example"}))
def test_no_source_takes_one_either(
    address,
):  # the two left out become addresses of a site: the form completes them
    sources = SourcesBlock()
    raw = [{"type": "source", "value": {"name": "Wie", "year": "", "url": address}}]
    with pytest.raises(ValidationError):
        sources.clean(sources.to_python(raw))


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["https://www.rijksoverheid.nl/a?b=c&d=e#f", "http://site.example:8080/"])
def test_an_ordinary_address_is_taken(address):
    assert refusals(VideoPage(link=address), "link") == []


@pytest.mark.django_db
@pytest.mark.parametrize("doi", NO_DOI)
def test_no_field_takes_what_is_no_doi(doi):
    assert refusals(ResearchSummary(doi=doi), "doi") == ["doi"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "doi", ["10.1000/182", "10.1016/S0749-3797(98)00017-8", "10.1001/jamapsychiatry.2021.1221"]
)
def test_a_doi_is_taken(doi):
    assert refusals(ResearchSummary(doi=doi), "doi") == []
