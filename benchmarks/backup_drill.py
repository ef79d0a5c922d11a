"""Backups while many write: what was acknowledged before each began, and how much of it came back.

    python benchmarks/backup_drill.py [ROUNDS]     (5 unless said otherwise; DATABASE_URL: an empty database)

Promised: 0 acknowledged rows lost, and nothing wrong with what came back (keys, sealed values, log, counts).
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WRITERS, ROWS = 8, 1_000


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DJANGO_SETTINGS_MODULE"] = "drakentemmers.config.test"
        os.environ["DRAKENTEMMERS_DATA"] = folder
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/drill.sqlite3")
        command = [sys.executable, "-m", "drakentemmers", "migrate", "--verbosity=0"]
        subprocess.run(command, cwd=ROOT, check=True)
        sys.path.insert(0, str(ROOT))
        import django

        django.setup()
        from tests.home.drilling import drill

        begun = time.monotonic()
        found = drill(writers=WRITERS, rounds=rounds, rows=ROWS, tell=lambda line: print(line, flush=True))
    told = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in found.items())
    print(f"{rounds} backups beside {WRITERS} writers: {told}; {time.monotonic() - begun:.0f} s")
    assert not any(count for name, count in found.items() if name != "acknowledged"), (
        "a promise does not hold"
    )


if __name__ == "__main__":
    main()
