"""`drakentemmers run` as somebody starts it: in a process of its own, with a data folder of its own."""

import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from drakentemmers.home.management.commands.run import address_of, follow


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Path:
    folder = tmp_path_factory.mktemp("data")
    shutil.copy(migrated_sqlite, folder / "drakentemmers.sqlite3")
    with sqlite3.connect(folder / "drakentemmers.sqlite3") as database:
        database.execute("DELETE FROM kernel_keyproof")  # it was migrated with the keys of the tests
    return folder


@pytest.fixture
def start(data: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start `drakentemmers run` with the given arguments; whatever still runs afterwards is ended."""
    started: list[subprocess.Popen[str]] = []
    clean = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    }

    def run(*arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "drakentemmers", "run", *arguments],
            env=clean | {"DRAKENTEMMERS_DATA": str(data), "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        if process.poll() is None:
            process.terminate()  # not kill: its workers would stay
        process.communicate(timeout=30)


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def read_until(process: subprocess.Popen[str], words: str) -> list[str]:
    """Return the lines up to the one that holds `words`."""
    lines = []
    for line in process.stdout:
        lines.append(line)
        if words in line:
            return lines
    raise AssertionError("".join(lines) + process.stderr.read())


def answer(port: int, path: str) -> bytes:
    with urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as response:
        return response.read()


def people_in(data: Path) -> int:
    with sqlite3.connect(data / "drakentemmers.sqlite3") as database:
        return database.execute("SELECT count(*) FROM accounts_user").fetchone()[0]


def test_the_address_is_one_a_browser_can_open():
    assert address_of("127.0.0.1", 8111) == "http://127.0.0.1:8111"
    assert address_of("::1", 8111) == "http://[::1]:8111"
    assert address_of("0.0.0.0", 8111) == "http://127.0.0.1:8111"  # noqa: S104


@pytest.mark.parametrize(
    ("follows", "set_before", "expected"),
    [
        (True, "", "http://127.0.0.1:8111"),
        (True, "http://try.example", "http://try.example"),
        (False, "", "https://netwerk.example"),
    ],
)
def test_links_in_mails_follow_it_where_the_settings_leave_that_open(
    follows: bool, set_before: str, expected: str, settings, monkeypatch
):
    settings.SITE_URL = settings.WAGTAILADMIN_BASE_URL = "https://netwerk.example"
    settings.SITE_URL_FOLLOWS = follows
    monkeypatch.setenv("DRAKENTEMMERS_SITE_URL", set_before)  # put back afterwards
    if not set_before:
        monkeypatch.delenv("DRAKENTEMMERS_SITE_URL")
    follow("http://127.0.0.1:8111")
    assert (expected, expected) == (settings.SITE_URL, settings.WAGTAILADMIN_BASE_URL)


def test_a_fill_that_was_broken_off_leaves_nothing(start, data, port):
    broken = start("--port", str(port))
    read_until(broken, "Making the demonstration")
    broken.send_signal(signal.SIGKILL)
    broken.wait(timeout=20)
    assert people_in(data) == 0


def test_it_fills_serves_stops_and_starts_again_with_the_same_data(start, data, port):
    site = start("--port", str(port))
    lines = read_until(site, "Sign in at")
    assert f"Drakentemmers runs on http://127.0.0.1:{port} (Ctrl-C stops it)\n" in lines
    assert re.search(r"\S+@\S+ +\S{10,}$", site.stdout.readline().rstrip())
    assert answer(port, "/readyz") == b"ready\n"
    people = people_in(data)
    assert people > 0
    # What the workers write leads to where the site listens.
    canonical = f"Canonical: http://127.0.0.1:{port}/.well-known/security.txt"
    assert canonical in answer(port, "/.well-known/security.txt").decode()

    site.send_signal(signal.SIGINT)
    out, err = site.communicate(timeout=30)
    assert (site.returncode, err) == (0, "")
    assert out.endswith("Stopped.\n")

    again = start("--port", str(port))
    assert not [line for line in read_until(again, "Sign in at") if "demonstration" in line]
    assert answer(port, "/healthz") == b"ok\n"
    assert people_in(data) == people


def test_a_port_in_use_is_one_line(start, port):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        out, err = (process := start("--port", str(port))).communicate(timeout=60)
    assert process.returncode == 1
    assert (out, err) == ("", f"CommandError: Port {port} is in use. Choose another one: --port {port + 1}\n")


@pytest.mark.parametrize("value", ["0", "65536", "web"])
def test_a_port_that_is_none_is_refused(start, value):
    process = start("--port", value)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert err.splitlines()[-1].endswith(f"{value!r} is not a port: give a number from 1 to 65535")


def test_an_address_of_another_machine_is_refused(start, port):
    process = start("--host", "192.0.2.1", "--port", str(port))
    _, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert err.startswith(f"CommandError: Cannot listen on 192.0.2.1:{port}: ")
    assert err.count("\n") == 1
