"""The starting content, as files: complete, linked, sourced, and plain enough to be read in a hurry."""

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import pytest
import yaml

from drakentemmers.directory.rules import ClientGroup, Method

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "drakentemmers" / "knowledge" / "content"
JUDGEMENTS = ROOT / "benchmarks" / "search_judgements.yaml"

KINDS = {"article", "research", "practice", "instrument", "theme"}
ROLES = {"therapist", "shelter", "municipality", "school", "partner"}
AUDIENCES = {"everyone", "members", "therapists"}
KEYS = {
    "slug",
    "kind",
    "title",
    "summary",
    "themes",
    "client_groups",
    "roles",
    "audience",
    "reviewed_on",
    "sources",
}
KEYS_OF_KIND = {"theme": {"order", "colour", "icon"}, "research": {"study"}}
MAY_HAVE = {"methods"}

# Addresses that a text may lead to, besides our own pages: two telephone numbers and two pages of the site.
ADDRESSES = {"tel:112", "tel:08002000", "/behandelaars", "/veilig-gebruik"}
LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
BARE_ADDRESS = re.compile(r"https?://|www\.|\b[\w-]+\.(?:nl|com|org|eu)\b|\b10\.\d{4,}/", re.IGNORECASE)

# Labels for people, a tone of blame, words of another register, and names that are something else on this site.
FORBIDDEN = re.compile(
    r"slachtoffer(?!hulp)|\bdaders?\b|\bplegers?\b|probleemgezin|\bu\b|\buw\b|eigen schuld|eigenaar|netwerkbureau"
    r"|dient te|met betrekking tot|ten behoeve van|middels|inzake|teneinde|\bklikken\b",
    re.IGNORECASE,
)
SENTENCE_END = re.compile(r"(?<=[.!?:])\s+|\n+")
WORD = re.compile(r"[^\W_][\w'’+-]*")
READING_ON = "## Verder lezen"


@dataclass(frozen=True)
class Page:
    """One file: its head, and its text without the list of pages to read on."""

    path: Path
    head: dict[str, Any]
    text: str
    reading_on: str

    @property
    def plain(self) -> str:
        """The text as somebody reads it: one cell or one line after another."""
        text = LINK.sub(r"\1", self.text)
        return re.sub(r"[|*#>]|^\s*[-\d.]+\s", "\n", text, flags=re.MULTILINE)

    @property
    def sentences(self) -> list[list[str]]:
        found = [WORD.findall(sentence) for sentence in SENTENCE_END.split(self.plain)]
        return [words for words in found if words]

    @property
    def addresses(self) -> list[str]:
        return [address for _, address in LINK.findall(self.text + self.reading_on)]


def read(path: Path) -> Page:
    before, head, text = path.read_text(encoding="utf-8").split("---\n", 2)
    assert before == ""
    body, _, reading_on = text.partition(READING_ON)
    return Page(path, yaml.safe_load(head), body, reading_on)


PAGES = [read(path) for path in sorted(FOLDER.glob("*.md"))]
SLUGS = [page.head["slug"] for page in PAGES]
THEMES = {page.head["slug"] for page in PAGES if page.head["kind"] == "theme"}
TERMS = yaml.safe_load((FOLDER / "glossary.yaml").read_text(encoding="utf-8"))
JUDGED = yaml.safe_load(JUDGEMENTS.read_text(encoding="utf-8"))

every_page = pytest.mark.parametrize("page", PAGES, ids=SLUGS)


def kinds(kind: str) -> list[Page]:
    return [page for page in PAGES if page.head["kind"] == kind]


def test_there_is_enough_of_each_kind():
    counted = {kind: len(kinds(kind)) for kind in KINDS}
    assert len(PAGES) >= 32
    assert counted["theme"] >= 6
    assert counted["research"] >= 5
    assert counted["instrument"] >= 8
    assert len(TERMS) >= 25


def test_every_slug_is_one_page_and_the_name_of_its_file():
    assert len(set(SLUGS)) == len(SLUGS)
    assert [page.path.stem for page in PAGES] == SLUGS
    assert [slug for slug in SLUGS if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)] == []
    titles = [page.head["title"] for page in PAGES]
    assert len(set(titles)) == len(titles)


@every_page
def test_the_head_is_complete_and_of_known_values(page):
    head = page.head
    assert set(head) - MAY_HAVE == KEYS | KEYS_OF_KIND.get(head["kind"], set())
    assert head["kind"] in KINDS
    assert head["audience"] in AUDIENCES
    assert set(head["roles"]) <= ROLES
    assert head["roles"]
    assert set(head["client_groups"]) <= set(ClientGroup)
    assert set(head.get("methods", [])) <= set(Method)
    assert set(head["themes"]) <= THEMES
    assert bool(head["themes"]) == (head["kind"] != "theme")
    assert isinstance(head["reviewed_on"], dt.date)


@every_page
def test_a_title_and_a_summary_fit_a_card(page):
    assert 5 <= len(page.head["title"]) <= 80
    assert 60 <= len(page.head["summary"]) <= 180


@every_page
def test_every_source_has_a_name_and_an_address_that_was_looked_up_or_says_that_it_was_not(page):
    assert page.head["sources"]
    for source in page.head["sources"]:
        assert set(source) == {"name", "year", "url", "status"}
        assert len(source["name"]) > 10
        assert source["year"] is None or 1990 <= source["year"] <= 2026
        assert "feitenoverzicht" not in source["name"]
        if source["status"] == "checked":
            assert re.fullmatch(r"https://doi\.org/10\.\d{4,9}/[\w./()-]+", source["url"])
        else:
            assert source["url"] is None
            assert (source["status"] == "own") == source["name"].startswith("Drakentemmers,")
            assert source["status"] in {"own", "unchecked"}


def test_what_is_measured_leads_to_who_measured_it():
    checked = {
        page.head["slug"] for page in PAGES if any(s["status"] == "checked" for s in page.head["sources"])
    }
    assert {
        *("pc-ptsd-5", "pcl-5", "itq", "cats", "cries", "tsq", "welk-instrument"),
        *("matching-gemeten-sterke-kanten", "matching-op-maat"),
    } <= checked


@pytest.mark.parametrize("page", kinds("research"), ids=lambda page: page.head["slug"])
def test_research_names_its_study_and_what_it_does_not_say(page):
    study = page.head["study"]
    assert set(study) == {"year", "population", "figures", "doi"}
    assert study["year"] in {source["year"] for source in page.head["sources"]}
    assert study["figures"]
    addresses = {source["url"] for source in page.head["sources"]}
    assert study["doi"] is None or f"https://doi.org/{study['doi']}" in addresses
    assert "niet zegt" in page.text or "zegt het niet" in page.text or "niet uit halen" in page.text


@pytest.mark.parametrize("page", kinds("instrument"), ids=lambda page: page.head["slug"])
def test_an_instrument_is_no_diagnosis_and_its_questions_stay_with_the_publisher(page):
    assert "screening, geen diagnose" in page.text
    assert "behandelaar" in page.text
    assert [line for line in page.text.split("\n") if re.search(r"^\s*(?:\d+\.|-)\s.*\?$", line)] == []


@pytest.mark.parametrize("page", kinds("practice"), ids=lambda page: page.head["slug"])
def test_a_made_up_example_says_so_at_once(page):
    assert page.head["title"].startswith("Verzonnen voorbeeld")
    assert page.text.strip().startswith("> **Dit is een verzonnen voorbeeld.**")
    assert "verzonnen" in page.head["sources"][0]["name"]


@every_page
def test_links_lead_to_our_own_pages_or_to_what_is_allowed(page):
    own = [address.removeprefix("kennis:") for address in page.addresses if address.startswith("kennis:")]
    assert [slug for slug in own if slug not in SLUGS] == []
    assert page.head["slug"] not in own
    others = {address for address in page.addresses if not address.startswith("kennis:")}
    assert others <= ADDRESSES
    assert BARE_ADDRESS.findall(page.text) == []


@every_page
def test_a_page_ends_with_where_to_read_on(page):
    lines = page.reading_on.strip().split("\n")
    assert 2 <= len(lines) <= 6
    titles = {other.head["slug"]: other.head["title"] for other in PAGES}
    for line in lines:
        [(text, address)] = LINK.findall(line)
        assert line == f"- [{text}]({address})"
        assert text == titles[address.removeprefix("kennis:")]


def test_every_page_is_reached_from_another():
    linked = {address.removeprefix("kennis:") for page in PAGES for address in page.addresses}
    of_no_theme = set(SLUGS) - THEMES
    assert of_no_theme - linked == set()


@every_page
def test_every_page_tells_whom_to_call(page):
    assert "[112](tel:112)" in page.text
    assert "[Veilig Thuis 0800-2000](tel:08002000)" in page.text


@every_page
def test_no_word_labels_or_blames(page):
    told = f"{page.head['title']}\n{page.head['summary']}\n{page.plain}"
    assert FORBIDDEN.findall(told) == []


@every_page
def test_sentences_are_short(page):
    lengths = [len(words) for words in page.sentences]
    assert median(lengths) <= 9
    assert sum(length > 15 for length in lengths) / len(lengths) <= 0.05
    assert max(lengths) <= 20


@every_page
def test_few_words_are_long(page):
    words = [word for sentence in page.sentences for word in sentence]
    assert sum(len(word) >= 14 for word in words) / len(words) <= 0.03


@every_page
def test_a_page_is_as_long_as_its_reader_needs(page):
    assert 250 <= sum(len(words) for words in page.sentences) <= 700


@every_page
def test_the_point_comes_first_and_parts_have_headings(page):
    first = page.text.strip().split("\n")[0]
    assert not first.startswith("#")
    assert len(re.findall(r"^## ", page.text, re.MULTILINE)) >= 3
    assert re.findall(r"^# |^####", page.text, re.MULTILINE) == []
    assert re.findall(r"<[a-z/]|!\[", page.text) == []


def test_terms_are_explained_in_one_or_two_short_sentences():
    names = [name.lower() for term in TERMS for name in [term["term"], *term.get("also", [])]]
    assert len(set(names)) == len(names)
    for term in TERMS:
        assert set(term) <= {"term", "plural", "also", "explanation"}
        sentences = re.split(r"(?<=[.!?])\s+", term["explanation"])
        assert 1 <= len(sentences) <= 2, term["term"]
        assert max(len(WORD.findall(sentence)) for sentence in sentences) <= 18, term["term"]
        assert FORBIDDEN.findall(term["explanation"]) == []


def test_questions_of_searchers_are_judged_by_pages_that_exist():
    queries = [row["query"] for row in JUDGED]
    assert len(queries) >= 70
    assert len(set(queries)) == len(queries)
    for row in JUDGED:
        assert set(row) == {"query", "answers"}
        assert set(row["answers"]) <= set(SLUGS), row["query"]
        assert set(row["answers"].values()) <= {1, 2, 3}, row["query"]
        assert 3 in row["answers"].values(), row["query"]


def test_every_page_answers_somebodys_question_best():
    best = {slug for row in JUDGED for slug, grade in row["answers"].items() if grade == 3}
    assert set(SLUGS) - best == set()
