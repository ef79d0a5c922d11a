"""Kills workers in the middle of what they write, as often as KILLS says (200), on an empty database.

    python benchmarks/kills.py [accounts | knowledge | matching]

`accounts` (the default): writing news and sending mail; `knowledge`: a newsletter, written,
sent, stopped and gone on with; `matching`: asking, answering, placing, ending. Without
DATABASE_URL it makes an SQLite file for itself. Promised: nothing doubled, lost or half written.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROMISED = ("doubled", "lost", "not_known", "stuck", "half_writes", "failed", "log_faults")


def main() -> None:
    """Print what was found; fail when a promise does not hold."""
    app = sys.argv[1] if len(sys.argv) > 1 else "accounts"
    with tempfile.TemporaryDirectory() as folder:
        own = {
            "DJANGO_SETTINGS_MODULE": "drakentemmers.config.test",
            "DATABASE_URL": os.environ.get("DATABASE_URL") or f"sqlite:///{folder}/kills.sqlite3",
        }
        environment = os.environ | own
        command = [sys.executable, "-m", "drakentemmers", "migrate", "--verbosity=0"]
        subprocess.run(command, env=environment, cwd=ROOT, check=True)
        begin = time.monotonic()
        kills = os.environ.get("KILLS", "200")
        answer = subprocess.run(
            [sys.executable, "-m", f"tests.{app}.killing", kills],
            env=environment,
            cwd=ROOT,
            check=True,
            stdout=subprocess.PIPE,
        )
    found = json.loads(answer.stdout)
    for name, value in found.items():
        print(f"{name}: {value}")
    print(f"seconds: {time.monotonic() - begin:.0f}")
    assert not any(found.get(name) for name in PROMISED), "a promise does not hold"


main()
