"""`drakentemmers verify_log`, for a person and for a program."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from drakentemmers.audit import guards
from tests.audit.chains import break_in, event_at, sql, write_events

pytestmark = pytest.mark.django_db


def verify_log(**options: object) -> tuple[str, int]:
    out, code = StringIO(), 0
    try:
        call_command("verify_log", stdout=out, stderr=StringIO(), **options)
    except SystemExit as end:
        code = int(end.code or 0)
    return out.getvalue(), code


def test_a_whole_log():
    guards.put_up(connection)
    write_events(3)
    said, code = verify_log()
    assert said.startswith("The log is whole: 3 events from link 1 to 3,") and code == 0
    said, code = verify_log(json=True)
    assert json.loads(said) == {
        "whole": True,
        "begin": 1,
        "checked": 3,
        "head": 3,
        "waiting": 0,
        "anchored": 0,
        "finding": None,
        "guardsMissing": [],
    }


def test_a_touched_log_is_named_and_the_exit_code_tells():
    write_events(3)
    break_in()
    sql("UPDATE audit_event SET actor_name = 'Iemand' WHERE id = %s", event_at(2))
    said, code = verify_log()
    assert said.startswith(f"The log is NOT whole. First fault: edited, link 2, event {event_at(2)}.\n")
    assert "audit_event_no_update" in said and code == 1
    said, code = verify_log(json=True)
    finding = {"fault": "edited", "position": 2, "event": event_at(2)}
    assert json.loads(said)["finding"].items() >= finding.items() and code == 1


def test_an_empty_log_is_whole():
    guards.put_up(connection)
    assert verify_log()[1] == 0
