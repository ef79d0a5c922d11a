"""The copy of my data: one zip with a file for people and a file for machines, made at the moment it is asked for."""

import base64
import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from drakentemmers.accounts.exporting import Line, Part, plain
from drakentemmers.accounts.models import User
from drakentemmers.accounts.read.my_data import PARTS as ACCOUNTS
from drakentemmers.directory.read.my_data import PARTS as DIRECTORY
from drakentemmers.insight.read.my_data import PARTS as INSIGHT
from drakentemmers.kernel.clock import local_date
from drakentemmers.knowledge.read.my_data import PARTS as KNOWLEDGE
from drakentemmers.matching.read.my_data import PARTS as MATCHING
from drakentemmers.ui.templatetags.ui import nl_date, nl_moment, nl_time

PARTS: tuple[Part, ...] = (*ACCOUNTS, *DIRECTORY, *KNOWLEDGE, *MATCHING, *INSIGHT)
MOST_COLUMNS = 5  # a line with more of them is a list of its own on paper
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Cell:
    """One value on paper, with the name of its column."""

    head: str
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """One part on paper."""

    key: str
    title: str
    note: str
    heads: list[str]
    rows: list[list[Cell]]

    @property
    def is_wide(self) -> bool:
        return len(self.heads) > MOST_COLUMNS


def copy_of(user: User, *, now: datetime) -> tuple[str, bytes]:
    """Return the name and the content of the zip. Nothing of it is kept."""
    found = [(part, part.lines(user)) for part in PARTS]
    packed, stem = io.BytesIO(), _("my-data")
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(f"{stem}.json", _for_machines(found, now))
        file.writestr(f"{stem}.html", _for_people(found, user, now))
    return f"{stem}-{local_date(now)}.zip", packed.getvalue()


def _for_machines(found: list[tuple[Part, list[Line]]], now: datetime) -> str:
    """The values as they are kept, and before them what each list and column is."""
    about = {
        "text": _(
            "Moments are in UTC (ISO 8601), values are the codes of the platform, null is not filled in."
        ),
        "parts": {
            part.key: {
                "title": str(part.title),
                "left_out": str(part.note),
                "columns": {name: str(head) for name, head in part.columns.items()},
            }
            for part, _lines in found
        },
    }
    lists = {
        part.key: [{name: plain(value) for name, value in line.items()} for line in lines]
        for part, lines in found
    }
    return json.dumps({"made_at": plain(now), "about": about, **lists}, ensure_ascii=False, indent=1)


def _for_people(found: list[tuple[Part, list[Line]]], user: User, now: datetime) -> str:
    tables = [_on_paper(part, lines) for part, lines in found]
    style = render_to_string("home/my_data_copy.css")
    context = {
        "tables": [table for table in tables if table.rows],
        "empty": [table for table in tables if not table.rows],
        "person": user,
        "now": now,
        "style": style,
        "style_hash": base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
    }
    return render_to_string("home/my_data_copy.html", context)


def _on_paper(part: Part, lines: list[Line]) -> Table:
    heads = {name: str(head) for name, head in part.columns.items()}
    rows = [[Cell(head, _cell(part, name, line.get(name))) for name, head in heads.items()] for line in lines]
    return Table(part.key, str(part.title), str(part.note), list(heads.values()), rows)


def _cell(part: Part, name: str, value: Any) -> str:
    """One value as people read it: a code in words, a moment on the clock on the wall."""
    if value is None or value == "":
        return NOTHING
    if name in part.words:
        return part.words[name](value) or NOTHING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return nl_moment(value)
    if isinstance(value, date):
        return nl_date(value)
    if isinstance(value, time):
        return nl_time(value)
    if isinstance(value, frozenset):
        return ", ".join(sorted(map(str, value))) or NOTHING
    return str(value)
