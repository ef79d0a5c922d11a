"""The page that says whether a round is fair: one answer, figures with their unit, small groups nowhere."""

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client

from drakentemmers.directory.models import Region
from drakentemmers.directory.rules import Language
from drakentemmers.matching.fairness import Answer
from drakentemmers.matching.models import Round
from drakentemmers.matching.read.fairness import fairness_report
from tests.factories.directory import OrganisationProfileFactory
from tests.matching.round_stage import held_round, practice, shelter, therapist, waiting

pytestmark = pytest.mark.django_db
ZWOLLE, IN_THE_SEA = (52.51, 6.09), (53.0, 4.0)


def main_of(client: Client, held: Round) -> Tag:
    answer = client.get(f"/rondes/{held.pk}/eerlijk")
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser").select_one("main")


def words_of(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def card(main: Tag, name: str) -> Tag:
    """Return the card of one way to divide people."""
    return next(tag for tag in main.select("h3") if tag.get_text() == name).parent


def counted(held: Round, **groups: dict[str, list[int]]) -> Round:
    """Return a round with counts made up."""
    held.fairness = {"practice": {}, "region": {}, "language": {}, "group": {}} | groups
    held.save(update_fields=["fairness"])
    return held


def one_round() -> Round:
    waiting(shelter(), 1)
    therapist()
    return held_round()


def test_small_groups_are_named_once_without_a_figure(client: Client, lead):
    asker = shelter()
    waiting(asker, 13)
    waiting(asker, 11, language="tr")
    waiting(asker, 3, language="ar")
    therapist(places=9)
    therapist(places=9, languages=frozenset({Language.TURKISH, Language.ARABIC}))
    main = main_of(client, held_round())
    by_language = card(main, "Per taal")
    assert [row.get_text() for row in by_language.select("tbody th")] == ["Nederlands13 wachten"]
    assert "Niet getoond: Arabisch, Turks" in words_of(by_language)  # Turkish would follow from the total
    assert "Er is maar één groep te zien." in words_of(by_language)
    assert words_of(main).count("Groepen van minder dan 10") == 1


def test_a_way_to_divide_in_which_every_group_is_hidden_is_one_sentence(client: Client, lead):
    waiting(shelter(), 3)
    therapist(places=2)
    main = main_of(client, held_round())
    assert words_of(main).count("Elke groep hier is kleiner dan 10") == 4
    assert "Dat is hier niet te zeggen." in words_of(main)
    assert not main.select("table")
    assert "%" not in words_of(main)


def test_every_figure_has_its_unit_and_its_count(client: Client, lead):
    held = counted(one_round(), language={"nl": [20, 5, 10, 0], "ar": [10, 1, 4, 0]})
    by_language = card(main_of(client, held), "Per taal")
    heads = [head.get_text() for head in by_language.select("thead th")]
    assert heads == ["Taal", "Zonder ronde", "Met de ronde"]
    rows = [words_of(row) for row in by_language.select("tbody tr")]
    assert rows == [
        "Arabisch 10 wachten 10% 1 van 10 40% 4 van 10",
        "Nederlands 20 wachten 25% 5 van 20 50% 10 van 20",
    ]
    assert "Met de ronde het minst: Arabisch, 40%. Het meest: Nederlands, 50%." in words_of(by_language)


CLOSER = {"nl": [20, 20, 10, 0], "ar": [10, 0, 5, 0]}
APART = {"nl": [20, 10, 20, 0], "ar": [10, 5, 0, 0]}
EQUAL = {"nl": [20, 10, 10, 0], "ar": [10, 5, 5, 0]}
SMALL = {"nl": [9, 9, 0, 0], "ar": [3, 0, 3, 0]}


@pytest.mark.parametrize(
    ("language", "practices", "answer", "words"),
    [
        (CLOSER, EQUAL, Answer.FAIRER, "Ja, eerlijker dan zonder ronde."),
        (EQUAL, EQUAL, Answer.SAME, "Even eerlijk als zonder ronde."),
        (APART, EQUAL, Answer.LESS_FAIR, "Nee, groepen liggen verder uit elkaar dan zonder ronde."),
        (CLOSER, APART, Answer.PARTLY, "Deels: op het ene punt eerlijker, op het andere minder."),
        (SMALL, {}, Answer.UNKNOWN, "Dat is hier niet te zeggen."),
        (SMALL, EQUAL, Answer.UNKNOWN, "Dat is hier niet te zeggen."),
    ],
)
def test_one_answer_stands_on_top_and_says_on_what_it_rests(
    client: Client, lead, language: dict, practices: dict, answer: Answer, words: str
):
    by_size = {{"nl": "1", "ar": "2-5"}[kind]: numbers[:3] for kind, numbers in practices.items()}
    held = counted(one_round(), language=language, practice=by_size)
    main = main_of(client, held)
    assert fairness_report(held).answer == answer
    assert main.select_one("h2").get_text() == words
    turns = [words_of(row) for row in main.select(".fair__turns li")]
    assert bool(turns) == (answer != Answer.UNKNOWN)
    assert not turns or "Per doelgroep : niet te vergelijken" in turns


def test_what_is_hidden_changes_nothing_on_the_page_but_its_name(client: Client, lead):
    shown = {"nl": [40, 20, 30, 0], "tr": [20, 10, 10, 0]}
    held = one_round()
    pages = set()
    for small in ([4, 0, 4], [9, 9, 0], [6, 3, 3]):
        counted(held, language=shown | {"ar": [*small, 0], "pl": [9, 4, 5, 0]})
        pages.add(words_of(main_of(client, held)))
    assert len(pages) == 1


def test_practices_stand_from_small_to_large(client: Client, lead):
    sizes = {kind: [10, 1, 1] for kind in ("16+", "1", "6-15", "2-5")}
    rows = card(main_of(client, counted(one_round(), practice=sizes)), "Per grootte van de praktijk")
    names = [row.contents[0] for row in rows.select("tbody th")]
    assert names == [
        "Eén behandelaar",
        "2 tot 5 behandelaren",
        "6 tot 15 behandelaren",
        "16 behandelaren of meer",
    ]


def test_places_are_counted_by_region_and_where_none_is_known_by_province():
    asker = shelter()
    waiting(asker, 2)
    own = practice()
    OrganisationProfileFactory(organisation=own, region=Region.objects.get())
    therapist(places=10, practice=own)
    therapist(places=12, practice=practice("Praktijk zonder regio"))
    therapist(places=11, at=ZWOLLE)
    therapist(places=1, at=IN_THE_SEA)
    held = held_round()
    assert {name: counts[0] for name, counts in held.fairness["region"].items()} == {
        "Flevoland": 10,
        "province:Flevoland": 12,
        "province:Overijssel": 11,
        "": 1,
    }
    (table,) = (table for table in fairness_report(held).tables if table.who == "Regio")
    shown = {row.name for row in table.rows}
    assert shown | set(table.hidden) == {
        "Flevoland",
        "Provincie Flevoland",
        "Provincie Overijssel",
        "Geen regio bekend",
    }
    assert "Geen regio bekend" in table.hidden
