"""The examples in deploy/ hold what the documents say of them."""

import re

import pytest
from django.conf import settings
from django.core.management import get_commands

from tests.conftest import ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
SERVERS = ["drakentemmers.service", "Containerfile"]
OWNER = "EnvironmentFile=/etc/drakentemmers-owner.env"
AS_OWNER = {"drakentemmers-migrate.service", "drakentemmers-purge.service", "drakentemmers-backup.service"}


def proxy_blocks() -> list[str]:
    text = re.sub(r"#.*", "", (DEPLOY / "nginx.conf").read_text())
    return re.split(r"^server \{", text, flags=re.MULTILINE)[1:]


def test_the_proxy_writes_down_no_visits():
    assert len(proxy_blocks()) == 2
    for block in proxy_blocks():
        assert re.findall(r"access_log +([^;]+);", block) == ["off"]
        assert re.findall(r"error_log +\S+ +([^;]+);", block) == ["emerg"]


def test_the_proxy_lets_through_the_largest_upload_and_little_more():
    everywhere, films = re.findall(r"client_max_body_size (\d+)m;", proxy_blocks()[0])
    for megabytes, most in ((everywhere, settings.UPLOAD_MOST_BYTES), (films, settings.FILM_MOST_BYTES)):
        assert 64 * 1024 <= int(megabytes) * 1024 * 1024 - most <= 5 * 1024 * 1024


def test_the_proxy_passes_on_only_whole_requests_and_the_address_it_saw():
    first = proxy_blocks()[0]
    assert "proxy_request_buffering on;" in first
    assert "X-Forwarded-For $remote_addr;" in first and "X-Forwarded-Proto $scheme;" in first


@pytest.mark.parametrize("name", SERVERS)
def test_the_site_itself_writes_down_no_visits_either(name):
    text = (DEPLOY / name).read_text()
    assert "--no-access-log" in text
    assert not re.search(r"(?<!no-)access-log(?!:)", text)


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_only_who_needs_the_owner_of_the_database_gets_it(unit):
    assert (OWNER in unit.read_text()) == (unit.name in AS_OWNER)


def test_the_site_makes_no_tables_itself_and_waits_for_who_does():
    site = (DEPLOY / "drakentemmers.service").read_text()
    assert "drakentemmers migrate" not in site
    assert "Requires=drakentemmers-migrate.service" in site


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_units_run_commands_that_exist(unit):
    named = re.findall(r"/opt/drakentemmers/bin/drakentemmers (\w+)", unit.read_text())
    assert set(named) <= set(get_commands())


@pytest.mark.parametrize("timer", sorted(DEPLOY.glob("*.timer")), ids=lambda path: path.name)
def test_every_timer_has_its_unit(timer):
    assert timer.with_suffix(".service").exists()


def test_log_keys_and_backup_are_looked_after_at_night():
    assert {path.stem for path in DEPLOY.glob("*.timer")} >= {
        f"drakentemmers-{what}" for what in ("verify-log", "keys", "backup", "purge")
    }
