"""Method as a filter of lists and as something search results are narrowed by."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from drakentemmers.directory.rules import Method
from drakentemmers.kernel.search.index import reindex
from drakentemmers.kernel.search.kinds import kind_named
from tests.factories import knowledge as made

pytestmark = pytest.mark.django_db


def titles(address: str) -> set[str]:
    soup = BeautifulSoup(Client().get(address).content, "html.parser")
    return {title.get_text(strip=True) for title in soup.select(".kcard h3")}


def test_a_list_is_narrowed_to_a_method_and_what_does_not_exist_counts_as_all():
    theme = made.theme()
    made.page(title="Met EMDR", below=theme, methods=frozenset({Method.EMDR}))
    made.page(title="Zonder", below=theme)
    for address in ("/kennis", theme.url):
        assert titles(f"{address}?hoe={Method.EMDR.value}") == {"Met EMDR"}
        assert titles(f"{address}?hoe=zomaar") == {"Met EMDR", "Zonder"}


def test_search_results_are_narrowed_to_a_method():
    made.page(title="Behandeling een", summary="Over behandeling.", methods=frozenset({Method.EMDR}))
    made.page(title="Behandeling twee", summary="Over behandeling.")
    reindex(kind_named("page"))
    answer = Client().get(f"/zoeken?q=behandeling&methode={Method.EMDR.value}")
    text = BeautifulSoup(answer.content, "html.parser").select_one("main").get_text(" ", strip=True)
    told = " ".join(text.split())
    assert "Behandeling een" in told and "Behandeling twee" not in told
