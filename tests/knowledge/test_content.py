"""The starting content: brought in once, renewed where nobody wrote, never over an editor's words."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from drakentemmers.accounts.rules import Role
from drakentemmers.knowledge.actions.content import BadContentError, files_in, load_content
from drakentemmers.knowledge.actions.markdown import Links, NotUnderstoodError, blocks_of
from drakentemmers.knowledge.models import Article, KnowledgePage, Term
from tests.factories.accounts import person_with

pytestmark = pytest.mark.django_db

THEME = """---
slug: hechting
kind: theme
title: Hechting
summary: Waar het over gaat.
reviewed_on: 2026-11-22
---
"""
ARTICLE = """---
slug: eerste-week
kind: article
title: De eerste week
summary: Wat je doet.
themes: [hechting]
client_groups: [child_0_5]
roles: [shelter]
audience: everyone
reviewed_on: 2026-11-22
sources:
  - {name: Een bron, year: 2020, url: null}
---
Begin met *rust*. Lees [het thema](kennis:hechting).

## Stappen

1. Eerst dit
2. Dan dat

| Wat | Doe |
|---|---|
| A | B |

> Bel 112.
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.md").write_text(ARTICLE)
    (tmp_path / "b.md").write_text(THEME)
    (tmp_path / "glossary.yaml").write_text("- {term: hechting, also: [band], explanation: De band.}\n")
    return tmp_path


def load(folder):
    return load_content(now=timezone.now(), folder=folder)


def test_files_become_pages_that_readers_find(folder):
    assert (load(folder).added, Term.objects.count()) == (2, 1)
    content = Client().get("/kennis/hechting/eerste-week").content.decode()
    assert '<h2 id="stappen">Stappen</h2>' in content and "<i>rust</i>" in content and "<td>" in content
    page = Article.objects.get()
    assert [block.block_type for block in page.body] == ["text", "heading", "text", "table", "callout"]
    assert str(page.review_before) == "2027-11-22"


def test_a_second_time_nothing_happens(folder):
    load(folder)
    before = list(KnowledgePage.objects.values_list("pk", "latest_revision_id", "last_published_at"))
    done = load(folder)
    assert (done.added, done.changed, done.same, done.terms) == (0, 0, 2, 0)
    assert list(KnowledgePage.objects.values_list("pk", "latest_revision_id", "last_published_at")) == before


def test_a_changed_file_renews_its_page_and_an_editors_page_stays(folder):
    load(folder)
    (folder / "a.md").write_text(ARTICLE.replace("Begin met", "Zorg voor"))
    assert load(folder).changed == 1
    page = Article.objects.get()
    page.summary = "Door de redactie."
    page.save_revision(user=person_with(Role.EDITOR)).publish()
    (folder / "a.md").write_text(ARTICLE.replace("Wat je doet.", "Weer anders."))
    done = load(folder)
    assert (done.changed, done.left) == (0, ["eerste-week"])
    assert Article.objects.get().summary == "Door de redactie."


def test_a_page_taken_off_the_site_does_not_come_back(folder):
    load(folder)
    Article.objects.get().unpublish()
    (folder / "a.md").write_text(ARTICLE.replace("Begin met", "Zorg voor"))
    assert load(folder).left == ["eerste-week"]
    assert not Article.objects.get().live


def test_a_word_an_editor_changed_stays(folder):
    load(folder)
    Term.objects.update(explanation="Van de redactie", is_loaded=False)
    load(folder)
    assert Term.objects.get().explanation == "Van de redactie"


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("kennis:hechting", "kennis:bestaat-niet", "bestaat-niet"),
        ("themes: [hechting]", "themes: [weg]", "weg"),
        ("roles: [shelter]", "roles: [koning]", "koning"),
        ("kind: article", "kind: gedicht", "gedicht"),
        ("title: De eerste week\n", "", "title"),
        ("kennis:hechting", "javascript:alert(1)", "javascript"),
    ],
)
def test_a_wrong_file_is_told_and_nothing_is_loaded(folder, before, after, told):
    (folder / "a.md").write_text(ARTICLE.replace(before, after))
    with pytest.raises(BadContentError, match=told):
        load(folder)
    assert not KnowledgePage.objects.exists()


def test_markup_in_a_file_is_text():
    (block,) = blocks_of("<script>alert(1)</script> en **vet**", Links({}))
    assert block["value"] == "<p>&lt;script&gt;alert(1)&lt;/script&gt; en <b>vet</b></p>"


def test_what_a_page_cannot_hold_is_refused():
    with pytest.raises(NotUnderstoodError):
        blocks_of("![plaatje](x.png)", Links({}))


def test_what_comes_along_with_the_site_loads():
    out = StringIO()
    call_command("load_content", stdout=out)
    call_command("load_content", stdout=out)
    assert f" 0 renewed, {len(files_in())} the same." in out.getvalue()
    assert KnowledgePage.objects.count() == len(files_in())
