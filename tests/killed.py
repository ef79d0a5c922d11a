"""Runs a module that kills workers, on the database of this test run, and returns what it found."""

import json
import os
import subprocess
import sys
from typing import Any

from django.db import connection

from tests.conftest import ROOT, TEST_SETTINGS

KILLS = int(os.environ.get("KILLS", "12"))  # benchmarks/kills.py: 200


def found_after_kills(module: str) -> dict[str, Any]:
    """Let `module` kill KILLS workers and return what it printed."""
    answer = subprocess.run(
        [sys.executable, "-m", module, str(KILLS)],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": TEST_SETTINGS, "DATABASE_URL": address_of_the_database()},
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        timeout=60 + 30 * KILLS,
    )
    return json.loads(answer.stdout)


def address_of_the_database() -> str:
    """Return the address of the database of this test run, for another process."""
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{known['NAME']}"
    return f"postgres://{known['USER']}:{known['PASSWORD']}@{known['HOST']}:{known['PORT']}/{known['NAME']}"
