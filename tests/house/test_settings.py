"""Settings for real use, checked as an installation would load them: in a process of its own."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture
def manage(tmp_path: Path):
    """Run one command with production settings; keyword arguments are its environment."""

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        clean = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("DRAKENTEMMERS_", "DATABASE", "DJANGO_"))
        }
        return subprocess.run(
            [sys.executable, "-m", "drakentemmers", *arguments],
            env=clean
            | {
                "DJANGO_SETTINGS_MODULE": "drakentemmers.config.production",
                "DRAKENTEMMERS_DATA": str(tmp_path),
            }
            | environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


def test_the_deployment_check_is_clean(manage):
    done = manage(
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        DRAKENTEMMERS_SECRET_KEY=secrets.token_urlsafe(64),
        DRAKENTEMMERS_HOSTS="netwerk.example",
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("key", ["", "short", "a" * 80])
def test_a_missing_or_weak_key_is_refused_in_one_line(manage, key):
    done = manage("check", DRAKENTEMMERS_SECRET_KEY=key, DRAKENTEMMERS_HOSTS="netwerk.example")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "DRAKENTEMMERS_SECRET_KEY" in done.stderr


def test_a_database_that_is_not_there_is_told_in_one_line(manage):
    done = manage(
        "migrate",
        DRAKENTEMMERS_SECRET_KEY=secrets.token_urlsafe(64),
        DRAKENTEMMERS_HOSTS="netwerk.example",
        DATABASE_URL="postgres://nobody@127.0.0.1:9/none",
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("drakentemmers: the database does not answer")
