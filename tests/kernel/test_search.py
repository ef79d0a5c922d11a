"""The index and finding in it, the same on every database."""

import os
from dataclasses import replace

import pytest
import requests
from django.core.management import call_command
from django.db import transaction

from drakentemmers.kernel.ids import new_id
from drakentemmers.kernel.models import SearchDocument, SearchSynonyms, SearchWord
from drakentemmers.kernel.search import finding
from drakentemmers.kernel.search.engines import engine, opensearch
from drakentemmers.kernel.search.finding import find, suggest
from drakentemmers.kernel.search.index import forget_kinds, learn, refresh, reindex
from drakentemmers.kernel.search.kinds import Document, kind_named, register, unregister
from tests.kernel import opensearch_server
from tests.kernel.searching import MEMBER, STRANGER, Shelf

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["database", "opensearch"])
def answers(request, settings, monkeypatch):
    """Who answers: the database, or an OpenSearch beside it: the one of OPENSEARCH_URL, else a stand-in.

    A test is one transaction that never ends, so what is sent on after it is sent on at once.
    """
    if request.param == "database":
        yield request.param
        return
    monkeypatch.setattr(opensearch.transaction, "on_commit", lambda call, robust: call())
    monkeypatch.setattr(opensearch, "INDEX", f"test-{new_id()}")
    url = os.environ.get("OPENSEARCH_URL")
    if url:
        settings.OPENSEARCH_URL = url
        yield request.param
        requests.delete(f"{url}/{opensearch.INDEX}", timeout=10)
        return
    with opensearch_server.opensearch() as server:
        settings.OPENSEARCH_URL = f"http://127.0.0.1:{server.server_port}"
        yield request.param


@pytest.fixture(autouse=True)
def shelf(monkeypatch, answers):
    monkeypatch.setattr(finding, "_vocabulary", finding._Vocabulary())
    shelf = Shelf()
    register(shelf.kind())
    yield shelf
    unregister(shelf.name)


def ids(found) -> list[str]:
    return [hit.id for hit in found.hits]


def found_by(text: str, user=STRANGER, **more) -> list[str]:
    return ids(find(user, text, kind="leaf", **more))


def test_a_compound_finds_the_words_apart_and_the_other_way_round(shelf):
    shelf.put("apart", "Behandeling van trauma")
    shelf.put("whole", "Traumabehandeling in de opvang")
    shelf.put("other", "Behandeling van angst")
    for words in ("traumabehandeling", "behandeling van trauma", "trauma behandeling"):
        found = find(STRANGER, words)
        assert {hit.id for hit in found.hits if hit.answers_all} == {"apart", "whole"}
        assert [hit.id for hit in found.hits if not hit.answers_all] == ["other"]


def test_a_slip_of_the_pen_finds_what_was_meant(shelf):
    shelf.put("one", "Hechting en veiligheid", "Over traumabehandeling bij kinderen")
    learn({"hechting", "veiligheid", "traumabehandeling", "kinderen"})
    assert found_by("hechtig") == ["one"]
    assert found_by("traumabehandelling") == ["one"]
    found = find(STRANGER, "hehcting kidneren")
    assert ids(found) == ["one"]
    assert found.corrections == {"hehcting": "hechting", "kidneren": "kinderen"}


def test_no_word_is_offered_that_stands_only_where_one_may_not_look(shelf):
    shelf.put("open", "Iets anders")
    shelf.put("closed", "Krokodillenvijver", scope="members")
    learn({"krokodillenvijver", "anders"})
    assert find(STRANGER, "krokodilenvijver").corrections == {}
    assert find(MEMBER, "krokodilenvijver").corrections == {"krokodilenvijver": "krokodillenvijver"}


def test_synonyms_work_both_ways_and_from_the_moment_they_are_saved(shelf):
    shelf.put("one", "Draken en andere grote dieren")
    shelf.put("two", "Aanpak DGD")
    assert found_by("dgd") == ["two"]
    row = SearchSynonyms.objects.create(words="DGD, draken en grote dieren")
    assert set(found_by("dgd")) == set(found_by("draken en grote dieren")) == {"one", "two"}
    row.delete()
    assert found_by("dgd") == ["two"]


def test_the_list_the_site_begins_with_reads_the_words_of_the_field(shelf):
    shelf.put("one", "Huiselijk geweld en kindermishandeling")
    shelf.put("two", "Attachment na de opvang")
    assert found_by("HGKM") == ["one"]
    assert found_by("hechting") == ["two"]


def test_a_word_in_the_title_counts_for_more_than_one_in_the_text(shelf):
    filler = "Dit gaat over heel veel verschillende onderwerpen. " * 20
    shelf.put("body", "Een blad", f"{filler} rouw {filler}")
    shelf.put("keywords", "Een tweede blad", filler, keywords=("rouw",))
    shelf.put("title", "Rouw", filler)
    assert found_by("rouw") == ["title", "keywords", "body"]


def test_what_answers_everything_comes_first_and_a_part_after_it(shelf):
    shelf.put("all", "Rouw bij kinderen na scheiding")
    shelf.put("two", "Rouw bij kinderen")
    shelf.put("one", "Rouw")
    found = find(STRANGER, "rouw kinderen scheiding")
    assert ids(found) == ["all", "two", "one"]
    assert (found.total, found.answering_all) == (3, 1)
    assert [hit.answers_all for hit in found.hits] == [True, False, False]


def test_enough_answers_are_not_mixed_with_partial_ones(shelf):
    for number in range(finding.ENOUGH):
        shelf.put(f"all{number}", f"Rouw bij kinderen {number}")
    shelf.put("part", "Rouw")
    assert find(STRANGER, "rouw kinderen").total == finding.ENOUGH


def test_the_word_itself_goes_before_its_synonym(shelf):
    SearchSynonyms.objects.create(words="draak, griffioen")
    shelf.put("synonym", "Griffioen griffioen")
    shelf.put("word", "Iets anders", f"{'Vulling. ' * 200} draak")
    found = find(STRANGER, "draak")
    assert ids(found) == ["word", "synonym"]
    assert found.answering_all == 2


def test_each_sees_only_what_is_for_the_own_circles(shelf):
    shelf.put("open", "Veiligheidsplan maken")
    shelf.put("closed", "Veiligheidsplan bespreken", scope="members")
    stranger, member = find(STRANGER, "veiligheidsplan"), find(MEMBER, "veiligheidsplan")
    assert (ids(stranger), stranger.total, stranger.by_kind) == (["open"], 1, {"leaf": 1})
    assert (set(ids(member)), member.total) == ({"open", "closed"}, 2)
    assert [hit.id for hit in suggest(STRANGER, "veiligheidspl")] == ["open"]


def test_an_index_that_lags_behind_shows_nothing_too_much(shelf):
    shelf.put("one", "Veiligheidsplan maken")
    shelf.put("two", "Veiligheidsplan bespreken")
    shelf.withheld.add("one")
    found = find(STRANGER, "veiligheidsplan")
    assert (ids(found), found.total, found.by_kind) == (["two"], 1, {"leaf": 1})
    assert [hit.id for hit in suggest(STRANGER, "veiligheids")] == ["two"]


def test_what_changes_or_goes_is_found_so_at_once(shelf):
    shelf.put("one", "Draken")
    shelf.put("one", "Kastelen")
    assert found_by("draken") == []
    assert found_by("kastelen") == ["one"]
    shelf.take("one")
    assert found_by("kastelen") == []
    assert not SearchDocument.objects.filter(kind="leaf").exists()


@pytest.mark.parametrize("answers", ["database"], indirect=True)  # OpenSearch hears nothing of it
def test_an_action_that_is_undone_leaves_the_index_as_it_was(shelf):
    shelf.put("one", "Draken")
    with transaction.atomic():
        shelf.put("one", "Kastelen")
        transaction.set_rollback(True)
    assert found_by("draken") == ["one"]
    assert found_by("kastelen") == []


def test_words_asked_for_are_marked_and_nothing_in_a_text_acts(shelf):
    shelf.put("one", "<b>Trauma</b>", '<script>alert(1)</script> & behandeling van het trauma "zo"')
    (hit,) = find(STRANGER, "trauma").hits
    assert hit.title == "&lt;b&gt;<mark>Trauma</mark>&lt;/b&gt;"
    assert "<script" not in hit.passage
    assert "<mark>trauma</mark>" in hit.passage


def test_results_narrow_by_facets_and_say_how_many_each_holds(shelf):
    shelf.put("one", "Rouw", facets={"theme": ["rouw", "kinderen"]})
    shelf.put("two", "Rouw", facets={"theme": ["rouw"]})
    shelf.put("three", "Rouw")
    found = find(STRANGER, "rouw")
    assert found.by_facet == {"theme": {"rouw": 2, "kinderen": 1}}
    assert set(found_by("rouw", facets={"theme": ["rouw"]})) == {"one", "two"}
    assert found_by("rouw", facets={"theme": ["kinderen"]}) == ["one"]
    assert found_by("rouw", facets={"theme": ["%", "_", "' OR 1=1 --"]}) == []


def test_pages_follow_each_other_without_a_gap_or_a_double(shelf):
    for number in range(23):
        shelf.put(f"{number:02}", f"Rouw {number}")
    shelf.put("part", "Kinderen")
    pages = [find(STRANGER, "rouw", page=page) for page in (1, 2, 3, 99, -4)]
    seen = [pk for page in pages[:3] for pk in ids(page)]
    assert len(seen) == len(set(seen)) == 23
    assert [page.page for page in pages] == [1, 2, 3, 3, 1]


def test_typing_a_word_suggests_titles_that_begin_so(shelf):
    shelf.put("one", "Hechtingsproblematiek bij kleuters")
    shelf.put("two", "Rouw", "hechtingsproblematiek")
    assert [hit.id for hit in suggest(STRANGER, "hecht")] == ["one"]
    assert [hit.id for hit in suggest(STRANGER, "kleuters hechtingspr")] == ["one"]
    assert suggest(STRANGER, "hecht")[0].title == "<mark>Hechtingsproblematiek</mark> bij kleuters"
    assert suggest(STRANGER, "") == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "de het een",
        '"',
        '" OR 1=1 --',
        "NEAR(a b)",
        "title:trauma",
        "trauma*",
        "a AND NOT b",
        "trauma & !kind | ':*",
        "\x00\ud7ff",
        "'" * 500,
        "-" * 500,
        "trauma " * 5000,
        "🐉",
        "\u202etrauma",
        "{}[]()^~\\",
        "%s %d %%",
        "العنف الأسري",
        "x" * 10_000,
        "ʷtrauma",
    ],
)
def test_whatever_is_typed_gives_an_answer(shelf, text):
    shelf.put("one", "Trauma bij kinderen")
    assert find(STRANGER, text).total in {0, 1}
    assert len(suggest(STRANGER, text)) in {0, 1}


def test_reindex_writes_what_changed_and_removes_what_is_gone(shelf, monkeypatch):
    shelf.put("stays", "Blijft")
    shelf.put("gone", "Verdwijnt")
    shelf.put("late", "Te laat")
    del shelf.documents["gone"]
    shelf.documents["new"] = Document("new", "/bladen/new", "Nieuw blad")
    shelf.documents["late"] = replace(shelf.documents["late"], title="Bijgewerkt")
    before = dict(SearchDocument.objects.values_list("object_id", "pk"))
    told: list[int] = []
    assert reindex(kind_named("leaf"), tell=told.append) == 3
    assert told == [3]
    assert set(SearchDocument.objects.values_list("object_id", flat=True)) == {"stays", "late", "new"}
    assert SearchDocument.objects.get(object_id="stays").pk == before["stays"]
    assert found_by("bijgewerkt") == ["late"]
    assert found_by("verdwijnt") == []


def test_a_new_way_of_reading_writes_every_document_anew(shelf, monkeypatch):
    shelf.put("one", "Rouw")
    SearchDocument.objects.update(title="kapot")
    reindex(kind_named("leaf"))
    assert SearchDocument.objects.get().title == "kapot"  # it did not change as far as anybody knows
    monkeypatch.setattr("drakentemmers.kernel.search.index.VERSION", 0)
    reindex(kind_named("leaf"))
    assert SearchDocument.objects.get().title == "Rouw"


def test_kinds_that_no_app_has_any_more_leave_the_index(shelf):
    shelf.put("one", "Rouw")
    other = Shelf("passing")
    register(other.kind())
    other.put("two", "Rouw")
    unregister("passing")
    assert forget_kinds(["leaf"]) == 1
    assert list(SearchDocument.objects.values_list("kind", flat=True)) == ["leaf"]


def test_a_scope_that_is_no_word_is_refused(shelf):
    with pytest.raises(ValueError, match="is not a word"):
        shelf.put("one", "Rouw", scope="members|everyone")


def test_refreshing_one_document_leaves_the_others_alone(shelf):
    shelf.put("one", "Rouw")
    shelf.put("two", "Rouw")
    shelf.documents.clear()
    refresh("leaf", ["one"])
    assert list(SearchDocument.objects.values_list("object_id", flat=True)) == ["two"]


@pytest.mark.parametrize("answers", ["opensearch"], indirect=True)
def test_while_opensearch_does_not_answer_the_database_does_and_what_it_missed_is_sent_later(shelf, settings):
    answering, settings.OPENSEARCH_URL = settings.OPENSEARCH_URL, "http://127.0.0.1:9"  # nobody listens there
    shelf.put("one", "Rouw")
    assert found_by("rouw") == ["one"]
    settings.OPENSEARCH_URL = answering
    assert found_by("rouw") == []
    reindex(kind_named("leaf"))
    assert found_by("rouw") == ["one"]


@pytest.mark.parametrize("answers", ["opensearch"], indirect=True)
def test_opensearch_forgets_what_the_database_does_not_hold(shelf):
    shelf.put("one", "Rouw")
    shelf.put("two", "Rouw")
    SearchDocument.objects.filter(object_id="two").delete()
    assert find(STRANGER, "rouw").total == 2
    engine().tidy()
    assert find(STRANGER, "rouw").total == 1


def test_words_are_learnt_when_the_transaction_is_through(shelf, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        shelf.put("one", "Psycho-educatie over hechtingsproblematiek")
    assert set(SearchWord.objects.values_list("word", flat=True)) == {
        "psycho",
        "educatie",
        "hechtingsproblematiek",
    }


def test_the_command_goes_over_every_kind(shelf, capsys):
    shelf.documents["new"] = Document("new", "/bladen/new", "Nieuw blad")
    call_command("reindex")
    assert found_by("nieuw") == ["new"]
