"""A backup is whole, closed to others, made while people write, and tried before anybody needs it."""

import json
import stat
import subprocess
import tarfile
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from drakentemmers.accounts.models import Organisation
from drakentemmers.audit.actions import record
from drakentemmers.directory.models import Location
from drakentemmers.home.backup import archive, restoring
from drakentemmers.home.backup.databases import is_empty, scratch
from drakentemmers.kernel.key_proofs import prove_current_key
from drakentemmers.kernel.keys import new_key
from tests.factories.directory import LocationFactory
from tests.home.drilling import drill

pytestmark = pytest.mark.django_db(transaction=True)
CANARIES = {"name": "Kanarienest", "street": "Kanariestraat 12", "place_name": "Kanariedorp"}


@pytest.fixture
def files(settings, tmp_path: Path) -> Path:
    settings.FILES_ROOT = tmp_path / "files"
    (settings.FILES_ROOT / "pictures").mkdir(parents=True)
    (settings.FILES_ROOT / "pictures" / "one.jpg").write_bytes(b"picture")
    return settings.FILES_ROOT


@pytest.fixture
def place(files) -> Location:
    """Something secret, with its line in the log."""
    prove_current_key()  # as migrating does
    made = LocationFactory(**CANARIES)
    record("location.added", made, by=None, now=timezone.now())
    return made


def backed_up(tmp_path: Path) -> Path:
    path = tmp_path / "one.backup"
    call_command("backup", str(path), stdout=StringIO())
    return path


def tried(path: Path) -> str:
    out = StringIO()
    call_command("restore", str(path), "--check", stdout=out)
    return out.getvalue()


def listed(path: Path) -> dict:
    with tarfile.open(path) as packed:
        return json.load(packed.extractfile(archive.LIST))


def test_it_can_be_restored_and_says_what_is_in_it(place, tmp_path):
    path = backed_up(tmp_path)
    contents = listed(path)
    assert contents["rows"]["directory_location"] == 1
    assert contents["log_head"][0] == 1
    assert contents["field_keys"] == ["test"]
    assert "can be restored" in tried(path) and "1 files" in tried(path)
    assert Location.objects.count() == 1  # the real one was left alone


def test_only_its_owner_can_read_it(place, tmp_path):
    path = backed_up(tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [name for name in tmp_path.iterdir() if name.name.startswith(".")] == []


def test_it_never_replaces_another_one(place, tmp_path):
    path = backed_up(tmp_path)
    before = path.read_bytes()
    with pytest.raises(CommandError, match="is there already"):
        call_command("backup", str(path))
    assert path.read_bytes() == before


def test_in_a_folder_it_is_named_after_the_moment(place, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    call_command("backup", str(folder), stdout=StringIO())
    (made,) = folder.iterdir()
    assert made.name.startswith("drakentemmers-20") and made.suffix == ".backup"


def test_nothing_secret_can_be_read_in_it(place, tmp_path):
    path = backed_up(tmp_path)
    with tarfile.open(path) as packed:
        packed.extractall(tmp_path / "out", filter="data")
    database = tmp_path / "out" / archive.DATABASE
    text = path.read_bytes() + database.read_bytes()
    if connection.vendor == "postgresql":  # what stands there is packed
        text += subprocess.run(["pg_restore", "-f", "-", database], capture_output=True, check=True).stdout
    assert place.pk.encode() in text  # the search finds what is there
    assert [canary for canary in CANARIES.values() if canary.encode() in text] == []


@pytest.mark.parametrize("how", ["cut", "changed", "nothing"])
def test_a_damaged_file_is_refused(place, tmp_path, how):
    path = backed_up(tmp_path)
    content = path.read_bytes()
    where = content.index(b"picture")
    damaged = {
        "cut": content[: len(content) // 2],
        "changed": content[:where] + b"pictura" + content[where + 7 :],
        "nothing": b"",
    }
    path.write_bytes(damaged[how])
    with pytest.raises(CommandError, match=r"not a whole backup|is damaged"):
        tried(path)


def test_without_its_key_it_says_so(place, tmp_path, settings):
    path = backed_up(tmp_path)
    settings.FIELD_KEYS = new_key("other")
    with pytest.raises(CommandError, match="FIELD_KEYS lacks the key test"):
        tried(path)


def test_another_key_under_the_same_name_is_seen(place, tmp_path, settings):
    path = backed_up(tmp_path)
    settings.FIELD_KEYS = new_key("test")
    with pytest.raises(CommandError, match="holds another key under the id test"):
        tried(path)


def test_a_value_that_does_not_open_and_a_row_that_is_gone_are_seen(place, tmp_path):
    other = LocationFactory(**CANARIES)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE directory_location SET street = %s WHERE id = %s", ["dt1:test:AAAA", other.pk])
    path = backed_up(tmp_path)
    with pytest.raises(CommandError, match=r"1 values do not open with any key: directory_location:street"):
        tried(path)


def test_a_backup_of_another_kind_of_database_is_refused(place, tmp_path, monkeypatch):
    path, here = backed_up(tmp_path), connection.vendor
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[here]
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(connection, "vendor", other)
        with pytest.raises(CommandError, match=f"the backup is of {here}, this installation uses {other}"):
            tried(path)


def test_it_is_not_put_over_what_is_there(place, tmp_path, settings):
    path = backed_up(tmp_path)
    with pytest.raises(CommandError, match="files is not empty"):
        call_command("restore", str(path))
    settings.FILES_ROOT = tmp_path / "new"
    with pytest.raises(CommandError, match="the database is not empty"):
        call_command("restore", str(path))


def test_restored_into_an_empty_place_everything_is_back(place, tmp_path, settings):
    path = backed_up(tmp_path)
    settings.FILES_ROOT = tmp_path / "new"
    with scratch(tmp_path):
        assert is_empty()
        contents, wrong = restoring.restore(path)
        assert wrong == []
        assert Location.objects.get().street == CANARIES["street"]
        assert contents.rows["directory_location"] == 1
    (picture,) = [file for file in settings.FILES_ROOT.rglob("*") if file.is_file()]
    assert (picture.read_bytes(), stat.S_IMODE(picture.stat().st_mode)) == (b"picture", 0o600)


def test_nothing_that_was_acknowledged_before_it_is_lost(files):
    prove_current_key()
    found = drill(writers=4, rounds=2, rows=40)
    assert found["acknowledged"] >= 2 * 40
    assert {name: count for name, count in found.items() if name != "acknowledged"} == {
        "lost": 0,
        "troubles": 0,
        "failed_writes": 0,
    }
    assert Organisation.objects.count() >= 80
