"""No text reaches a page but through gettext, and every text has its Dutch."""

import re

import pytest
from bs4 import BeautifulSoup
from django.template.base import Lexer, TokenType

from tests.house.page_texts import shown_texts
from tools.message_checks import problems_of
from tools.message_sources import texts_of
from tools.messages import PACKAGE, app_folders, existing, merged, stale

# The page for when everything fails is a plain file: no settings, no catalogue, no template engine to rely on.
WITHOUT_GETTEXT = {"500.html", "503.html"}
TEMPLATES = sorted(path for path in PACKAGE.glob("*/templates/**/*.html") if path.name not in WITHOUT_GETTEXT)
WORD = re.compile(r"[^\W\d_]{2,}")
# Names, abbreviations and keys that are the same in every language.
NAMES = re.compile(
    "Drakentemmers|Veilig Thuis|Praktijk De Linde|Almere|Hilversum|1315 AB"
    "|BSN|EMDR|MDA|KvK|AGB|BIG|SKJ|CSV|XLSX|Esc|Shift"
)
# What has another name in docs/glossary.md: beheerder (van de organisatie), projectbureau.
OTHER_NAMES = re.compile("eigenaar|netwerkbureau", re.IGNORECASE)
BLOCKS = {"blocktrans": "endblocktrans", "blocktranslate": "endblocktranslate", "comment": "endcomment"}
FILLED_IN = "\N{OBJECT REPLACEMENT CHARACTER}"


def catalogues():
    return {folder: merged(texts_of(folder), existing(folder)) for folder in app_folders()}


def test_every_text_has_its_dutch_and_the_catalogues_are_in_step():
    current = catalogues()
    problems = problems_of({folder.name: catalogue for folder, catalogue in current.items()})
    assert problems + stale(current) == []


def test_one_thing_has_one_name():
    dutch = [message.string for catalogue in catalogues().values() for message in catalogue]
    said = [text for string in dutch for text in ([string] if isinstance(string, str) else string)]
    assert [text for text in said if OTHER_NAMES.search(text)] == []


def markup_only(source: str) -> str:
    """Return a template with everything that Django fills in taken out."""
    kept, until = [], None
    for token in Lexer(source).tokenize():
        tag = token.contents.split(None, 1)[0] if token.token_type == TokenType.BLOCK else ""
        if until:
            until = None if tag in {until, "endblocktrans", "endblocktranslate"} else until
        elif tag in BLOCKS:
            until = BLOCKS[tag]
        elif token.token_type == TokenType.TEXT:
            kept.append(token.contents)
        elif token.token_type != TokenType.COMMENT:
            kept.append(FILLED_IN)
    return "".join(kept)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_template_holds_no_text_of_its_own(path):
    soup = BeautifulSoup(markup_only(path.read_text()), "html.parser")
    own = [text for text in shown_texts(soup) if WORD.search(NAMES.sub("", text))]
    assert own == []


def test_the_check_sees_text_in_markup_and_attributes_and_nothing_else():
    page = markup_only(
        """<h1>Hello {{ name }}</h1><img alt="A dragon"><c-button label="{% trans 'Save' %}" class="btn btn--p">
        {% blocktrans %}Fine{% endblocktrans %}{% comment %}Gone{% endcomment %}<c-field hint="Write it" />"""
    )
    texts = [text.strip(FILLED_IN + " \n") for text in shown_texts(BeautifulSoup(page, "html.parser"))]
    assert [text for text in texts if text] == ["Hello", "A dragon", "Write it"]
