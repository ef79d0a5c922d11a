"""A disk that is full: what was acknowledged is there, readiness is red, whoever sends something is told."""

import os
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.conftest import ROOT, TEST_SETTINGS
from tests.served import Site, served

ROOM = 1024 * 1024  # bytes that any file may hold; the journal of SQLite is full after some dozens of writes
MOST = 2_000


def little_room() -> None:
    """Let no file grow beyond ROOM: the system refuses the write, as a full disk does."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, ROOM))


@pytest.fixture
def database(tmp_path: Path, migrated_sqlite: Path) -> Path:
    place = tmp_path / "full.sqlite3"
    shutil.copy(migrated_sqlite, place)
    return place


def kept_in(database: Path) -> set[str]:
    with sqlite3.connect(database) as reader:
        assert reader.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return {pk for (pk,) in reader.execute("SELECT id FROM accounts_organisation")}


def test_what_was_acknowledged_is_kept(database):
    done = subprocess.run(
        [sys.executable, "-m", "tests.house.filling", str(MOST)],
        env=os.environ | {"DATABASE_URL": f"sqlite:///{database}", "DJANGO_SETTINGS_MODULE": TEST_SETTINGS},
        cwd=ROOT,
        preexec_fn=little_room,
        capture_output=True,
        text=True,
        check=True,
    )
    acknowledged = set(done.stdout.split())
    assert len(acknowledged) > 10
    assert acknowledged - kept_in(database) == set()


def sign_in_wrongly(site: Site) -> tuple[int, str, str]:
    """Send the form of the door; return status, Retry-After and text. It writes a tally first."""
    connection = HTTPConnection("127.0.0.1", site.port, timeout=30)
    connection.request("GET", "/inloggen")
    page = connection.getresponse()
    cookie = page.headers["Set-Cookie"].split(";")[0]
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.read().decode()).group(1)
    connection.request(
        "POST",
        "/inloggen",
        body=f"csrfmiddlewaretoken={token}&login=iemand%40voorbeeld.example&password=verkeerd",
        headers={"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"},
    )
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, answer.headers.get("Retry-After", ""), text


def test_readiness_is_red_who_sends_is_told_and_who_reads_goes_on(database):
    with served(f"sqlite:///{database}", begin=little_room) as site:
        asked = 0
        while (answer := site.get("/readyz")).status == 200 and asked < MOST:
            asked += 1
        assert asked > 10
        assert (answer.status, answer.retry_after) == (503, "5")
        status, retry_after, text = sign_in_wrongly(site)
        assert (status, retry_after) == (503, "5") and "Even niet bereikbaar" in text
        assert site.get("/").status == 200
    with served(f"sqlite:///{database}") as site:
        assert site.get("/readyz").status == 200
