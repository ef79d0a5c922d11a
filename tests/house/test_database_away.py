"""A database that is away or hangs: said soon, with when to come back, and nothing of the failure in it."""

import os
import socket
import subprocess
import sys

import pytest
from django.db import OperationalError, connection
from django.test import Client

SECONDS = 5
ASK = """
import time, django
django.setup()
from django.test import Client
client = Client(raise_request_exception=False)
client.get("/healthz")  # the first request loads the site itself
for path in ("/behandelaars?plaats=1315", "/api/v1/openapi.json", "/"):
    begun = time.monotonic()
    answer = client.get(path)
    print(answer.status_code, answer.headers.get("Retry-After"), time.monotonic() - begun, path)
"""


def away(execute, sql, params, many, context):
    raise OperationalError("server closed the connection: host=10.0.0.7 user=geheim")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/behandelaars?plaats=1315", "/api/v1/regions", "/mijn"])
def test_a_database_that_went_away_is_told_with_when_to_come_back(path):
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "x" * 32  # so that the failure comes before any view
    with connection.execute_wrapper(away):
        answer = client.get(path)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "geheim" not in answer.text and "10.0.0.7" not in answer.text
    if path.startswith("/api/"):
        assert answer.json()["status"] == 503
    else:
        assert "Even niet bereikbaar" in answer.text and "data-exit" in answer.text


def test_a_database_that_hangs_does_not_hold_anybody_up():
    """A server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-c", ASK],
            env=os.environ
            | {
                "DATABASE_URL": f"postgres://nobody@127.0.0.1:{port}/none",
                "DJANGO_SETTINGS_MODULE": "drakentemmers.config.test",
            },
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
    finder, *_others = rows = [line.split() for line in done.stdout.splitlines()]
    assert finder[:2] == ["503", "5"]
    assert [row for row in rows if row[0] not in {"200", "503"} or float(row[2]) > SECONDS] == []
