"""What import-linter cannot see: foreign keys named by string, and how things are called."""

import re
import tomllib
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
BANNED = {"utils", "util", "common", "helpers", "helper", "services", "service", "misc"}
LONGEST_FILE = 400


def floors() -> dict[str, int]:
    """Return the floor of each app, ground floor 0, from the import contract."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["name"].startswith("Floors"))
    return {
        app: floor
        for floor, layer in enumerate(reversed(layers))
        for app in re.split(r"[ |:()]+", layer)
        if app
    }


def our_models():
    return [model for model in apps.get_models() if model.__module__.startswith("drakentemmers.")]


def test_every_app_of_the_house_stands_on_a_floor():
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("drakentemmers.")}
    assert ours == set(floors())


def test_a_foreign_key_points_to_its_own_app_or_to_a_lower_floor():
    floor = floors()
    pointing_up = [
        f"{model._meta.label}.{field.name} -> {target._meta.label}"
        for model in our_models()
        for field in model._meta.get_fields(include_hidden=True)
        if field.is_relation and field.concrete and (target := field.related_model) is not None
        if target._meta.app_label in floor and target._meta.app_label != model._meta.app_label
        if floor[target._meta.app_label] >= floor[model._meta.app_label]
    ]
    assert pointing_up == []


def test_the_audit_record_outlives_its_subjects():
    keys = [
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        if model._meta.app_label == "audit"
        for field in model._meta.concrete_fields
        if field.is_relation
    ]
    assert keys == []


def test_migrations_are_named_for_what_they_do():
    untold = [
        path.name
        for path in ROOT.glob("drakentemmers/*/migrations/[0-9]*.py")
        if re.search(r"_auto_|_and_more|^\d+_(alter|migration)_?\d*\.py$", path.name)
    ]
    assert untold == []


def test_no_module_is_a_drawer_for_everything():
    drawers = [
        str(path.relative_to(ROOT))
        for top in ("drakentemmers", "tests", "tools")
        for path in (ROOT / top).rglob("*.py")
        if BANNED & {path.stem, path.parent.name}
    ]
    assert drawers == []


def test_a_file_tells_one_story():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in (ROOT / "drakentemmers").rglob("*.py")
        if "migrations" not in path.parts and (lines := len(path.read_text().splitlines())) > LONGEST_FILE
    }
    assert long == {}
