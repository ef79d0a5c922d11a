"""Bringing secret values under a new key while the site reads and writes; and keys that are not this database's."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from threading import Event as Signal

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.utils import decrypt
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from drakentemmers.audit.models import Event
from drakentemmers.directory.models import WorkLocation
from drakentemmers.kernel import rotation
from drakentemmers.kernel.encryption import key_of
from drakentemmers.kernel.fields import EncryptedTextField
from drakentemmers.kernel.key_proofs import check_keys, prove_current_key, refuse_wrong_keys, wrong_keys
from drakentemmers.kernel.keys import new_key
from drakentemmers.kernel.models import KeyProof
from drakentemmers.matching.models import RequestDraft
from tests.factories.accounts import UserFactory
from tests.factories.directory import LocationFactory, ProfessionalFactory, WorkLocationFactory
from tests.thoroughness import THOROUGH

STREET: EncryptedTextField = WorkLocation._meta.get_field("street")


def rotate_keys(*arguments: str) -> str:
    out = StringIO()
    call_command("rotate_keys", *arguments, stdout=out)
    return out.getvalue()


def keys_used() -> set[str]:
    """Return the ids of the keys of all secret values in the database."""
    return {
        key_of(sealed.text)
        for field in rotation.secret_columns()
        for sealed in field.model._base_manager.values_list(field.name, flat=True)
    }


def test_every_value_of_every_model_gets_the_new_key(db, now, settings):
    user = UserFactory(second_factor=False)
    TOTP.activate(user, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    place, location = (
        WorkLocationFactory(street="Weg 1", professional__user=None),
        LocationFactory(street="Weg 2"),
    )
    RequestDraft.objects.create(user=user, data="a=b", saved_at=now)
    settings.FIELD_KEYS += "\n" + new_key("2027")
    out = StringIO()
    with pytest.raises(CommandError, match=r"8 values stand under another key\. Run it without --check\."):
        call_command("rotate_keys", "--check", stdout=out)
    told = dict(line.split(": ") for line in out.getvalue().splitlines())
    assert told["directory.WorkLocation.street"] == "1 under the key test"
    assert told["mfa.Authenticator.data"] == "1 under the key test"
    assert sum(int(words.split()[0]) for words in told.values()) == 8
    said = rotate_keys()
    assert "8 values brought under the key 2027." in said
    assert "No longer needed once every process has been restarted: test" in said
    assert keys_used() == {"2027"}
    settings.FIELD_KEYS = settings.FIELD_KEYS.split("\n")[1]
    assert WorkLocation.objects.get(pk=place.pk).street == "Weg 1"
    assert type(location).objects.get().street == "Weg 2"
    assert RequestDraft.objects.get().data == "a=b"
    assert decrypt(Authenticator.objects.get().data["secret"]) == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert wrong_keys() == []
    assert "0 values brought" in rotate_keys()
    (event,) = Event.objects.filter(action="keys.rotated")
    assert (event.subject_id, event.details) == ("2027", {"values": 8})


def test_broken_off_it_goes_on_where_it_was(db, settings, monkeypatch):
    monkeypatch.setattr(rotation, "BATCH", 3)
    WorkLocationFactory.create_batch(10, street="Weg 1")
    settings.FIELD_KEYS += "\n" + new_key("2027")
    told: list[int] = []

    def break_off(count: int) -> None:
        told.append(count)
        if len(told) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotation.rotate(STREET, tell=break_off)
    assert (told, rotation.waiting(STREET).count()) == ([3, 3], 4)
    rotation.rotate(STREET, tell=told.append)
    assert (sum(told), rotation.waiting(STREET).count()) == (10, 0)


def test_a_value_changed_in_between_is_not_written_over(db, settings):
    row = WorkLocationFactory()
    settings.FIELD_KEYS += "\n" + new_key("2027")
    batch = rotation._values(STREET, None)
    planned = rotation._anew(STREET, batch, set())
    row.street = "Intussen veranderd 5"
    row.save()
    assert rotation._write(STREET, planned) == 0
    assert WorkLocation.objects.get().street == "Intussen veranderd 5"


def test_a_value_that_does_not_open_is_named_and_left_alone(db, settings):
    WorkLocationFactory(street="Weg 1")
    broken = WorkLocationFactory(street="Weg 2")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE directory_worklocation SET street = 'kapot' WHERE id = %s", [broken.pk])
    settings.FIELD_KEYS += "\n" + new_key("2027")
    with pytest.raises(
        CommandError, match=rf"1 values do not open .*\n  directory_worklocation:street:{broken.pk}"
    ):
        rotate_keys()
    assert rotation.waiting(STREET).count() == 1
    assert not Event.objects.filter(action="keys.rotated").exists()


@pytest.mark.django_db(transaction=True)
def test_nothing_is_lost_while_the_site_reads_and_writes(settings):
    """Writers each keep changing rows of their own; readers read all; rotation runs through it, twice."""
    count, writers = (2_000, 8) if THOROUGH else (400, 4)
    professional = ProfessionalFactory()
    rows = WorkLocationFactory.create_batch(count, professional=professional, street="begin")
    ids = [row.pk for row in rows]
    written = dict.fromkeys(ids, "begin")
    over = Signal()

    def write(number: int) -> int:
        turns = 0
        try:
            while not over.is_set() or turns < 10:
                pk = ids[(number + turns * writers) % count]
                with transaction.atomic():
                    row = WorkLocation.objects.select_for_update().get(pk=pk)
                    row.street = f"{number}-{turns}"
                    row.save()
                written[pk] = f"{number}-{turns}"
                turns += 1
        finally:
            connection.close()
        return turns

    def read() -> int:
        turns = 0
        try:
            while not over.is_set() or turns < 1:
                assert all(row.street for row in WorkLocation.objects.all())
                turns += 1
        finally:
            connection.close()
        return turns

    with ThreadPoolExecutor(writers + 2) as pool:
        work = [pool.submit(write, number) for number in range(writers)] + [
            pool.submit(read) for _ in range(2)
        ]
        try:
            for name in ("2027", "2028"):
                settings.FIELD_KEYS += "\n" + new_key(name)
                assert rotation.rotate(STREET, tell=lambda _: None) == []
        finally:
            over.set()
        assert all(done.result(timeout=60) for done in work)
    rotation.rotate(STREET, tell=lambda _: None)
    assert {row.pk: row.street for row in WorkLocation.objects.all()} == written
    assert rotation.waiting(STREET).count() == 0


# --- keys that do not belong to this database


@pytest.fixture
def proven(db):
    prove_current_key()


def test_the_right_keys_are_let_in_without_a_word(proven):
    refuse_wrong_keys()
    assert check_keys(None, databases=["default"]) == []
    assert KeyProof.objects.count() == 1


def test_another_key_under_the_same_id_is_refused(proven, settings):
    settings.FIELD_KEYS = new_key("test")
    with pytest.raises(ImproperlyConfigured, match="another key under the id test than the one that sealed"):
        refuse_wrong_keys()
    assert [error.id for error in check_keys(None, databases=["default"])] == ["kernel.E010"]
    with pytest.raises(CommandError, match="another key under the id test"):
        rotate_keys()


def test_a_key_that_is_still_needed_may_not_go(proven, settings):
    settings.FIELD_KEYS = new_key("2027")
    with pytest.raises(ImproperlyConfigured, match="lacks the key test, which sealed values"):
        refuse_wrong_keys()


def test_a_start_with_the_key_of_another_database_is_refused_in_words(tmp_path):
    """As a server starts it, in a process of its own."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "drakentemmers.config.local",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'a.sqlite3'}",
        "DRAKENTEMMERS_DATA": str(tmp_path),
    }

    def run(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *command],
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    start = ("-c", "import drakentemmers.config.wsgi")
    assert run(*start).returncode == 0  # not migrated yet: told elsewhere
    assert run("-m", "drakentemmers", "migrate", "kernel", "--verbosity=0").returncode == 0
    assert run(*start).returncode == 0
    (tmp_path / "field-keys").write_text(new_key("local"))
    refused = run(*start)
    assert refused.returncode == 1
    assert refused.stderr.splitlines()[-1].endswith(
        "FIELD_KEYS holds another key under the id local than the one that sealed this database."
    )
    migrating = run("-m", "drakentemmers", "migrate", "kernel")
    assert migrating.returncode == 1
    assert "(kernel.E010)" in migrating.stderr
