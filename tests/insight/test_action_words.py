"""Every action the code records has words, so that nobody reads a code in the log."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.test import Client

import drakentemmers
from drakentemmers.audit.models import Checkpoint, Event
from drakentemmers.home.retention import KEPT
from drakentemmers.insight.labels import ACTIONS, NOUNS, STEPS, TYPES, VERBS, action_choices
from drakentemmers.insight.models import Review
from drakentemmers.kernel.models import KeyProof
from tests.insight.logbook import log_manager

WRITERS = {"record", "record_all", "record_read", "write", "_log"}


def recorded() -> Iterator[str]:
    """Every literal action given to one of the functions that write in the log."""
    for file in Path(drakentemmers.__file__).parent.rglob("*.py"):
        for call in ast.walk(ast.parse(file.read_text())):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in WRITERS:
                given = [*call.args[:1], *(word.value for word in call.keywords if word.arg == "action")]
                for part in (part for value in given for part in ast.walk(value)):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str) and "." in part.value:
                        yield part.value


def test_every_recorded_action_is_known():
    found = set(recorded())
    assert {"organisation.changed", "mail.returned", "log.searched"} <= found
    assert {name for name in found if not name.endswith(".")} <= ACTIONS
    assert {name[:-1] for name in found if name.endswith(".")} <= {
        *STEPS,
        "content",
        "offer",
        "role",
        "second_factor",
    }


def test_every_action_has_words():
    parts = [action.split(".") for action in ACTIONS]
    assert {noun for noun, _ in parts} - set(NOUNS) == set()
    assert {verb for _, verb in parts} - set(VERBS) == set()


def test_every_kind_of_record_has_words():
    """Also what only retention names: it leaves one line for each kind it removed."""
    ours = {
        model for model in apps.get_models() if model._meta.app_label in {"accounts", "directory", "matching"}
    }
    kinds = ours | {Review, Event, Checkpoint, KeyProof} | {keep.model for keep in KEPT}
    assert {model._meta.label_lower for model in kinds} - set(TYPES) == set()


@pytest.mark.django_db
def test_the_log_offers_them_in_words(client: Client):
    client.force_login(log_manager())
    page = client.get("/logboek").content.decode()
    assert '<option value="request.read">Aanvraag: bekeken</option>' in page
    assert dict(action_choices())["mail.returned"] == "Bericht: kwam terug"
