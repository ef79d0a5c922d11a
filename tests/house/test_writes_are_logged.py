"""Every form of the site, sent as somebody who may: where rows change, the log says so."""

import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from tests.house.contract import PASS, contract
from tests.house.filled_forms import Filled, filled_forms
from tests.house.routes import Route
from tests.house.stage import build_stage
from tests.house.walk import FULL, Walker

CHANGE = re.compile(r'^(?:INSERT (?:OR IGNORE )?INTO|UPDATE|DELETE FROM) "(\w+)"')
EVENT = "audit_event"
# What changes beside a deed, or is no deed: sessions, counters, what waits to be sent, the index, what was read.
BESIDE = re.compile(
    r"^(audit_|django_session|usersessions_|django_tasks|kernel_|accounts_tally|accounts_daybudget|accounts_opening"
    r"|accounts_outgoingmail|accounts_notification|accounts_knowndevice|wagtailsearch_|wagtailcore_referenceindex"
    r"|wagtailcore_pagelogentry|wagtailcore_modellogentry|wagtailadmin_editingsession|wagtailadmin_formstate|wagtailusers_|taggit_)"
)
# One's own bookmarks, drafts and answers about pages, and whether one is told of comments: they say nothing about
# anybody, and nobody else sees them.
OWN_MARKS = frozenset(
    {
        "knowledge_savedpage",
        "knowledge_themefollow",
        "knowledge_seenuntil",
        "knowledge_feedback",
        "knowledge_subscription",  # what one reads is nobody's business
        "matching_requestdraft",
        "directory_importdraft",
        "wagtailcore_pagesubscription",
    }
)
SENDERS = [
    "asker",
    "owner of the asker",
    "asked therapist",
    "owner of the practice",
    "project_lead elsewhere",
    "log_manager elsewhere",
    "administrator elsewhere",
    "stranger",
]
LEAST = 45  # routes whose form changed something: the net does catch


class Sender:
    """Sends what is filled in, undoes it, and tells which tables it changed."""

    def __init__(self, walker: Walker) -> None:
        self.walker = walker
        self.names = {route.path: route.name for route in walker.routes()}
        self.sent: set[tuple[str, str, str]] = set()
        self.changed: dict[str, set[str]] = {}
        self.unsaid: set[str] = set()

    def send(self, filled: Filled, actor: str) -> None:
        name = self.names.get(filled.path)
        key = (name or "", filled.button, actor if FULL else "")
        if name is None or key in self.sent:
            return
        self.sent.add(key)
        tables: set[str] = set()

        def watch(execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
            done = execute(sql, params, many, context)
            if (match := CHANGE.match(sql)) and (sql.startswith("INSERT") or context["cursor"].rowcount):
                tables.add(match[1])
            return done

        with connection.execute_wrapper(watch):
            self.walker.send(filled.path, filled.body, actor)
        deeds = {table for table in tables if not BESIDE.match(table)} - OWN_MARKS
        if deeds:
            self.changed.setdefault(name, set()).update(deeds)
            if EVENT not in tables:
                self.unsaid.add(f"{name} ({filled.button}) as {actor} changes {', '.join(sorted(deeds))}")


def pages(walker: Walker, actor: str) -> Iterator[Route]:
    """Yield the pages of the house this person may read."""
    rows = contract()
    for route in walker.routes():
        row = rows.get(route.name)
        if row is not None and not route.path.startswith("/api/") and row.expected("get", actor) == PASS:
            yield route


@pytest.mark.django_db
def test_where_rows_change_the_log_says_so(settings, tmp_path):
    settings.FILES_ROOT, settings.TURNS = tmp_path, {}
    logging.disable(logging.CRITICAL)
    stage = build_stage()
    walker = Walker(stage)
    sender = Sender(walker)
    for actor in SENDERS:
        for route in pages(walker, actor):
            answer = walker.look(route.path, actor)
            if not answer.streaming and answer.headers.get("Content-Type", "").startswith("text/html"):
                for filled in filled_forms(route.path, answer.content):
                    sender.send(filled, actor)
    for route in walker.routes():
        row = contract().get(route.name)
        if row is None or "post" not in row.doors:
            continue
        for actor in sorted(row.doors["post"].lets_in & set(stage.people))[: None if FULL else 1]:
            sender.send(Filled(route.path, walker.body_of(row), "zonder pagina"), actor)
    logging.disable(logging.NOTSET)

    assert not sender.unsaid, "\n".join(sorted(sender.unsaid))
    assert len(sender.changed) >= LEAST, sorted(sender.changed)
