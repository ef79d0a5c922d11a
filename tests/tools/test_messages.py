"""The texts the tool collects are the texts Django asks for."""

from io import BytesIO

import pytest
from babel.messages.catalog import Catalog
from django.template import Context, Template
from django.utils.translation import override

from tools.message_checks import problems_of
from tools.message_sources import Text, python_texts, template_texts
from tools.messages import HEADER, existing, merged, outputs, po_bytes, write
from tools.mo_file import mo_bytes

TEMPLATE = """
{% load i18n %}
<h1>{% trans "Find a place" %}</h1>
{% translate "Open" context "adjective" %}
{% trans 'Save "this"' as label %}{{ label }}
<p title="{% trans "100% sure" %}">{{ name|default:_("nobody") }}</p>
{% blocktrans trimmed with who=name %}
  Hello {{ who }},
  you are 5% early.
{% endblocktrans %}
{% blocktrans count n=count trimmed %}
  {{ n }} day
{% plural %}
  {{ n }} days
{% endblocktrans %}
{% comment %}{% trans "Not asked for" %}{% endcomment %}
{# {% trans "Nor this" %} #}
"""
FOUND = [
    Text("Find a place"),
    Text("Open", "adjective"),
    Text('Save "this"'),
    Text("100%% sure"),
    Text("nobody"),
    Text("Hello %(who)s, you are 5%% early."),
    Text("%(n)s day", None, "%(n)s days"),
]


def test_every_kind_of_text_in_a_template_is_found():
    assert list(template_texts(TEMPLATE)) == FOUND


def test_a_text_in_an_attribute_of_a_component_is_found():
    assert list(template_texts("""<c-button :label="_('Send')" />""")) == [Text("Send")]


@pytest.fixture
def dutch(tmp_path, settings):
    """Give Django a catalogue in which every text of the template is written backwards."""

    def backwards(text):
        return f"<{text}>"

    catalogue = Catalog(locale="nl")
    for text in FOUND:
        ids = (text.msgid, text.plural) if text.plural else text.msgid
        string = tuple(map(backwards, ids)) if text.plural else backwards(ids)
        catalogue.add(ids, string=string, context=text.context)
    path = tmp_path / "nl" / "LC_MESSAGES" / "django.mo"
    path.parent.mkdir(parents=True)
    path.write_bytes(mo_bytes(catalogue, header=HEADER))
    settings.LOCALE_PATHS = [tmp_path]


@pytest.mark.parametrize(("count", "days"), [(1, "<1 day>"), (2, "<2 days>")])
def test_django_finds_what_the_tool_wrote(dutch, count, days):
    with override("nl"):
        page = Template(TEMPLATE).render(Context({"name": None, "count": count}))
    lines = [line.strip() for line in page.splitlines() if line.strip()]
    assert lines == [
        "<h1><Find a place></h1>",
        "<Open>",
        '<Save "this">',
        '<p title="<100% sure>"><nobody></p>',
        "<Hello None, you are 5% early.>",
        days,
    ]


def test_python_calls_are_found_with_plural_and_context(tmp_path):
    path = tmp_path / "views.py"
    path.write_text(
        "from django.utils.translation import gettext_lazy as _, ngettext, pgettext\n"
        '_("One " "text")\nngettext("%(n)s place", "%(n)s places", 2)\npgettext("verb", "Close")\n'
    )
    assert list(python_texts(path)) == [
        Text("One text"),
        Text("%(n)s place", None, "%(n)s places"),
        Text("Close", "verb"),
    ]


def test_a_text_inside_an_f_string_is_refused(tmp_path):
    path = tmp_path / "views.py"
    path.write_text("from django.utils.translation import gettext as _\n\nname = f\"{_('template')}.csv\"\n")
    with pytest.raises(ValueError, match="line 3: a text inside an f-string"):
        list(python_texts(path))


@pytest.fixture
def app(tmp_path):
    (tmp_path / "apps.py").touch()
    write(tmp_path, translated(b="Boom", a="Aap"))
    return tmp_path


def translated(**texts):
    catalogue = Catalog(locale="nl")
    for msgid, string in texts.items():
        catalogue.add(msgid, string=string)
    return catalogue


def test_collecting_again_keeps_translations_and_drops_what_is_gone(app):
    again = merged([Text("b"), Text("c")], existing(app))
    assert {message.id: message.string for message in again if message.id} == {"b": "Boom", "c": ""}


def test_collecting_again_changes_no_byte(app):
    same = merged([Text("a"), Text("b")], existing(app))
    assert all(path.read_bytes() == content for path, content in outputs(app, same).items())


def test_the_file_says_nothing_of_when_and_where(app):
    text = (app / "locale/nl/LC_MESSAGES/django.po").read_text()
    assert "Date" not in text and "#:" not in text
    assert text.index('msgid "a"') < text.index('msgid "b"')


def test_what_is_wrong_with_a_catalogue_is_told():
    catalogue = translated(**{"Hello %(name)s": "Hallo %(naam)s", "Empty": "", "Fine": "Goed"})
    other = translated(Fine="Prima")
    assert problems_of({"home": catalogue, "ui": other}) == [
        "home: placeholders differ (%(naam)s, %(name)s): 'Hello %(name)s'",
        "home: no Dutch: 'Empty'",
        "ui: translated otherwise than in home: 'Fine'",
    ]


def test_one_may_be_written_out_in_the_singular():
    catalogue = Catalog(locale="nl")
    catalogue.add(("%(n)s day", "%(n)s days"), string=("één dag", "%(n)s dagen"))
    assert problems_of({"ui": catalogue}) == []


def test_a_doubtful_translation_is_not_kept(app):
    path = app / "locale/nl/LC_MESSAGES/django.po"
    path.write_bytes(path.read_bytes().replace(b'msgid "a"', b'#, fuzzy\nmsgid "a"'))
    assert po_bytes(merged([Text("a")], existing(app))).endswith(b'msgid "a"\nmsgstr ""\n')


def test_the_binary_file_is_read_by_python_itself():
    from gettext import GNUTranslations

    catalogue = GNUTranslations(BytesIO(mo_bytes(translated(a="Aap"), header=HEADER)))
    assert catalogue.gettext("a") == "Aap"
    assert catalogue.info()["language"] == "nl"
