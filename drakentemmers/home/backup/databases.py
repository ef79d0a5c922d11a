"""Taking a database out at one moment while the site writes on, and putting it back into an empty one.

SQLite by VACUUM INTO: a copy of the file would miss what still stands in the journal beside it. PostgreSQL by pg_dump,
with the snapshot in which the rows were counted.
"""

import os
import secrets
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from drakentemmers.home.backup import BackupRefused
from drakentemmers.home.backup.archive import OWNER_ONLY

TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename",
}
SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"


def take_out(target: Path) -> dict[str, Any]:
    """Write the database to `target` and return what stands in it: `rows`, `log_head`, `field_keys`."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(target)])
        target.chmod(OWNER_ONLY)
        with closing(sqlite3.connect(target)) as copy:
            return _standing(copy.cursor(), "sqlite")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SNAPSHOT)
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        standing = _standing(cursor, "postgresql")
        options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
        _run("pg_dump", *options, f"--file={target}")
    return standing


def put_back(source: Path) -> None:
    """Fill the empty database of this installation from what `take_out` wrote."""
    if not is_empty():
        raise BackupRefused("the database is not empty; restore into a new one.")
    if connection.vendor == "postgresql":
        connection.close()
        options = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
        _run("pg_restore", *options, f"--dbname={connection.settings_dict['NAME']}", str(source))
        return
    connection.close()
    place = Path(connection.settings_dict["NAME"])
    for beside in place.parent.glob(f"{place.name}-*"):
        beside.unlink()  # the journal of the empty database that stood here
    source.replace(place)


def is_empty() -> bool:
    """Tell whether no table stands in the database."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES[connection.vendor])
        return not cursor.fetchall()


def standing_now() -> dict[str, Any]:
    """Return what stands in the database of this installation now, as `take_out` does."""
    with connection.cursor() as cursor:
        return _standing(cursor, connection.vendor)


def _standing(cursor: Any, vendor: str) -> dict[str, Any]:
    def asked(statement: str) -> list[Any]:
        cursor.execute(statement)
        return list(cursor.fetchall())

    names = [name for (name,) in asked(TABLES[vendor])]
    # Names of tables of this very database, quoted.
    rows = {name: asked(f'SELECT count(*) FROM "{name}"')[0][0] for name in names}  # noqa: S608
    head = asked("SELECT position, seal FROM audit_seal ORDER BY position DESC LIMIT 1")
    keys = [name for (name,) in asked("SELECT name FROM kernel_keyproof ORDER BY name")]
    return {"rows": rows, "log_head": tuple(head[0]) if head else (0, ""), "field_keys": keys}


@contextmanager
def scratch(folder: Path) -> Iterator[None]:
    """Within this the database of this process is an empty one beside the real one; it is gone afterwards."""
    known = connection.settings_dict
    real, name = known["NAME"], f"drakentemmers_check_{secrets.token_hex(6)}"
    on_disk = connection.vendor == "sqlite"
    connection.close()
    if not on_disk:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")
    known["NAME"] = str(folder / "check.sqlite3") if on_disk else name
    try:
        yield
    finally:
        connection.close()
        known["NAME"] = real
        if not on_disk:
            with connection._nodb_cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _run(program: str, *arguments: str) -> None:
    """Run a program of PostgreSQL on this database; the password goes by the environment, never by the arguments."""
    known = connection.settings_dict
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    own = {
        "HOST": "PGHOST",
        "PORT": "PGPORT",
        "USER": "PGUSER",
        "PASSWORD": "PGPASSWORD",
        "NAME": "PGDATABASE",
    }
    given = {name: str(known[key]) for key, name in own.items() if known[key]}
    try:
        done = subprocess.run(  # noqa: S603  our own arguments
            [program, *arguments], env=clean | given, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        raise BackupRefused(f"{program} is missing; install the client programs of PostgreSQL.") from None
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["no reason given"]
        raise BackupRefused(f"{program} failed: {last[0]}")
