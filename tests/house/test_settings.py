"""Settings for real use, checked as an installation would load them: in a process of its own."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from drakentemmers.kernel.keys import new_key
from tests.conftest import ROOT


def all_set(**changed: str) -> dict[str, str]:
    """Return what a real installation must set, with `changed` in it."""
    return {
        "DRAKENTEMMERS_SECRET_KEY": secrets.token_urlsafe(64),
        "DRAKENTEMMERS_FIELD_KEYS": new_key("2026a"),
        "DRAKENTEMMERS_LOG_KEYS": new_key("2026a"),
        "DRAKENTEMMERS_HOSTS": "netwerk.example",
        "DRAKENTEMMERS_OFFICE_MAIL": "bureau@netwerk.example",
        "DRAKENTEMMERS_CONTROLLER": "Stichting Voorbeeld, Plein 1, Plaats",
        "DRAKENTEMMERS_DATA_PROTECTION_OFFICER": "fg@netwerk.example",
    } | changed


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
    done = manage("check", "--deploy", "--fail-level", "WARNING", **all_set())
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("DRAKENTEMMERS_OFFICE_MAIL", "", "drakentemmers.W001"),
        ("DRAKENTEMMERS_OFFICE_MAIL", "the office", "drakentemmers.W001"),
        ("DRAKENTEMMERS_CONTROLLER", " ", "drakentemmers.W002"),
        ("DRAKENTEMMERS_DATA_PROTECTION_OFFICER", "", "drakentemmers.W003"),
        ("DRAKENTEMMERS_DATA_PROTECTION_OFFICER", "the officer", "drakentemmers.W003"),
    ],
)
def test_the_deployment_check_warns_when_nobody_can_be_reached(manage, name, value, code):
    done = manage("check", "--deploy", "--fail-level", "WARNING", **all_set(**{name: value}))
    assert done.returncode == 1
    assert code in done.stderr and name in done.stderr


@pytest.mark.parametrize("key", ["", "short", "a" * 80])
def test_a_missing_or_weak_secret_key_is_refused_in_one_line(manage, key):
    done = manage("check", **all_set(DRAKENTEMMERS_SECRET_KEY=key))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "DRAKENTEMMERS_SECRET_KEY" in done.stderr


WEAK = "2026a:" + "A" * 43 + "="


@pytest.mark.parametrize("name", ["DRAKENTEMMERS_FIELD_KEYS", "DRAKENTEMMERS_LOG_KEYS"])
@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        ("", "no key is given; write id:base64-of-32-bytes"),
        ("2026a:a2xlaW4=", "key 2026a is 5 bytes; it must be 32 random bytes"),
        (WEAK, "key 2026a is not random; let a generator of random numbers make it"),
    ],
)
def test_missing_or_weak_keys_are_refused_in_one_line(manage, name, keys, reason):
    done = manage("check", **all_set(**{name: keys}))
    assert (done.returncode, done.stdout) == (1, "")
    assert (
        done.stderr
        == f"drakentemmers: the settings are not right: {name}: {reason}; see docs/operations.md.\n"
    )


def test_keys_may_stand_in_a_file(manage, tmp_path):
    file = tmp_path / "keys"
    file.write_text(new_key("2025") + "\n" + new_key("2026") + "\n")
    without = all_set(DRAKENTEMMERS_FIELD_KEYS="", DRAKENTEMMERS_FIELD_KEYS_FILE=str(file))
    assert manage("check", **without).returncode == 0
    missing = manage("check", **without | {"DRAKENTEMMERS_FIELD_KEYS_FILE": str(tmp_path / "none")})
    assert (missing.returncode, missing.stderr.count("\n")) == (1, 1)
    assert f"DRAKENTEMMERS_FIELD_KEYS_FILE: cannot read keys from {tmp_path / 'none'}" in missing.stderr


def test_log_and_fields_do_not_share_a_key(manage):
    key = new_key("2026a")
    done = manage("check", **all_set(DRAKENTEMMERS_FIELD_KEYS=key, DRAKENTEMMERS_LOG_KEYS=key))
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "DRAKENTEMMERS_LOG_KEYS holds a key of DRAKENTEMMERS_FIELD_KEYS" in done.stderr


def test_a_database_that_is_not_there_is_told_in_one_line(manage):
    done = manage("migrate", **all_set(DATABASE_URL="postgres://nobody@127.0.0.1:9/none"))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("drakentemmers: the database does not answer")


@pytest.mark.parametrize("name", ["DRAKENTEMMERS_DEMO", "DJANGO_DEMO", "DEMO", "DRAKENTEMMERS_DEBUG"])
def test_no_word_in_the_environment_turns_the_demonstration_on(manage, name):
    """In a demonstration invented people come in without a second factor."""
    show = "from django.conf import settings; print(settings.DEMO, settings.DEBUG)"
    done = manage("shell", "--no-imports", "-c", show, **all_set(**{name: "1"}))
    assert (done.returncode, done.stdout) == (0, "False False\n")


def test_a_web_server_that_is_not_told_which_settings_gets_those_for_real_use(tmp_path):
    clean = {
        k: v for k, v in os.environ.items() if not k.startswith(("DRAKENTEMMERS_", "DATABASE", "DJANGO_"))
    }
    started = subprocess.run(
        [sys.executable, "-c", "import drakentemmers.config.wsgi"],
        env=clean | {"DRAKENTEMMERS_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert started.returncode == 1
    assert "Set DRAKENTEMMERS_SECRET_KEY in the environment" in started.stderr


def test_settings_of_ones_own_with_the_demonstration_on_fail_the_deployment_check(manage, tmp_path):
    (tmp_path / "own_settings.py").write_text(
        "from drakentemmers.config.production import *\n\nDEMO = True\n", encoding="utf-8"
    )
    own = {"DJANGO_SETTINGS_MODULE": "own_settings", "PYTHONPATH": f"{tmp_path}:{ROOT}"}
    done = manage("check", "--deploy", "--fail-level", "WARNING", **all_set(), **own)
    assert done.returncode == 1
    assert "drakentemmers.E002" in done.stderr
