"""The documents say what is so: links lead somewhere, commands exist, words are explained."""

import re
from enum import StrEnum
from importlib import import_module
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\(([^)\s]+)\)")
COMMAND = re.compile(r"(?<![\w/-])drakentemmers ([a-z_]+)(?=[ `\n])")
TARGET = re.compile(r"`make ([a-z-]+)")
VOCABULARIES = ("accounts.rules", "directory.rules", "matching.rules", "matching.course", "matching.capacity")
LARGEST_PICTURE = 200_000


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_link_inside_the_repository_leads_somewhere(document):
    targets = [link.split("#")[0] for link in LINK.findall(document.read_text(encoding="utf-8"))]
    inside = [
        target for target in targets if target and "://" not in target and not target.startswith("mailto:")
    ]
    assert [target for target in inside if not (document.parent / target).exists()] == []


def code_of(text: str) -> str:
    """Return what stands between backticks: commands are named there."""
    return "\n".join(re.findall(r"```.*?```|`[^`]+`", text, re.DOTALL))


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_command_and_target_named_exists(document):
    code = code_of(document.read_text(encoding="utf-8"))
    assert set(COMMAND.findall(code)) <= set(get_commands())
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(TARGET.findall(code)) <= targets


@pytest.mark.parametrize("module", VOCABULARIES)
def test_every_vocabulary_stands_in_the_glossary(module):
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    found = import_module(f"drakentemmers.{module}")
    kinds = [
        name for name, kind in vars(found).items() if isinstance(kind, type) and issubclass(kind, StrEnum)
    ]
    assert [name for name in kinds if name != "StrEnum" and f"`{name}" not in glossary] == []


def test_the_glossary_names_only_what_exists():
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    source = "\n".join(path.read_text() for path in (ROOT / "drakentemmers").rglob("*.py"))
    words = {word.split(".")[-1] for word in re.findall(r"`([A-Za-z_.]+)`", glossary)} - {"py"}
    assert sorted(word for word in words if not re.search(rf"\b{word}\b", source)) == []


def test_every_rule_step_and_decline_reason_stands_in_the_matching_document():
    from drakentemmers.matching.course import EFFECT, Step
    from drakentemmers.matching.rules import NeedName

    text = (ROOT / "docs" / "matching.md").read_text(encoding="utf-8")
    words = [*NeedName, *Step, *EFFECT]
    assert [word.value for word in words if f"`{word.value}`" not in text] == []


def test_every_column_of_a_spreadsheet_stands_in_the_import_document():
    from drakentemmers.directory.sheets.columns import COLUMNS

    text = (ROOT / "docs" / "import.md").read_text(encoding="utf-8")
    assert [c.name for columns in COLUMNS.values() for c in columns if f"`{c.name}`" not in text] == []


def test_pictures_are_small():
    assert [p.name for p in (ROOT / "docs").rglob("*.png") if p.stat().st_size > LARGEST_PICTURE] == []
