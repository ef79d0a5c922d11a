"""Where the data stands, and how long who may wait for it."""

from pathlib import Path
from typing import Any

import dj_database_url

POSTGRES = "drakentemmers.kernel.postgres"


def database_in(data: Path) -> dict[str, Any]:
    """Return the database of DATABASE_URL, else an SQLite file in `data`."""
    known: dict[str, Any] = dict(
        dj_database_url.config(
            default=f"sqlite:///{data / 'drakentemmers.sqlite3'}", conn_max_age=60, conn_health_checks=True
        )
    )
    if known["ENGINE"] == "django.db.backends.sqlite3":
        # IMMEDIATE: two writers queue instead of one failing with "database is locked".
        # synchronous FULL: a placement or consent must survive a power cut.
        # secure_delete: what is removed is overwritten in the file, not only forgotten.
        known["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
            "PRAGMA secure_delete=ON;",
        }
    else:
        # Commands and tasks may take long; what answers requests may not (kernel/away.py). A network that swallows
        # everything is noticed by both.
        known["ENGINE"] = POSTGRES
        known["OPTIONS"] = {
            "connect_timeout": 2,
            "keepalives_idle": 20,
            "keepalives_interval": 5,
            "keepalives_count": 3,
            "tcp_user_timeout": 30_000,
            "options": "-c statement_timeout=600000 -c lock_timeout=60000",
        }
    return known
