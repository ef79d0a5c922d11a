"""Measures every promised figure at its promised size, on one database, part by part.

    tools/figures.py sqlite|postgresql [PART ...]     (`make figures` runs both; DATABASE_URL says which PostgreSQL)

What a part gave is kept in var/figures with the commit it was measured on: broken off, it goes on where it was.
`--anew` measures again. The table is printed and stands in var/figures/figures.md; docs/figures.md keeps one that was
seen.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "var" / "figures"
PYTEST = [sys.executable, "-m", "pytest", "-q"]
PARALLEL = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
SUMMARY = r"^(\d+ (?:passed|failed).*?)(?: in .*)?$"
BOTH = ("sqlite", "postgresql")


@dataclass(frozen=True, slots=True)
class Part:
    """One figure: what is promised, how it is measured, and which lines of the answer say what was found."""

    promise: str
    command: list[str]
    says: str  # a regular expression; what stands in its group is kept
    databases: tuple[str, ...] = BOTH
    own_database: bool = False  # a benchmark, on an empty database; tests make their own
    environment: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    part: str
    database: str
    good: bool
    said: str
    seconds: int
    commit: str
    at: str


def bench(name: str, *arguments: str) -> list[str]:
    return [sys.executable, f"benchmarks/{name}.py", *arguments]


def thorough() -> list[str]:
    files = sorted(
        str(path.relative_to(ROOT))
        for path in (ROOT / "tests").rglob("test_*.py")
        if "tests.thoroughness" in path.read_text()
    )
    return [*PYTEST, *PARALLEL, *files]


PARTS: dict[str, Part] = {
    "contract": Part(
        "every route, every method, everybody: 0 deviations",
        [*PYTEST, "tests/house/test_contract.py"],
        SUMMARY,
        environment=(("CONTRACT_WALK", "full"),),
    ),
    "canaries": Part(
        "a word in every secret field, everybody looks everywhere: 0 hits",
        [*PYTEST, "tests/house/test_canaries.py"],
        SUMMARY,
        environment=(("CONTRACT_WALK", "full"),),
    ),
    "api": Part(
        "10,000 generated calls: 0 unhandled, 0 undocumented",
        [*PYTEST, "tests/api/test_description.py", "-k", "generated"],
        SUMMARY,
        environment=(("API_CALLS", "10000"),),
    ),
    "thorough": Part(
        "24 at once x 20 rounds, 200 walks x 50 steps: 0 breaches",
        thorough(),
        SUMMARY,
        environment=(("THOROUGH", "1"),),
    ),
    "writers": Part("40 writers: 0 times locked", [*PYTEST, "tests/house/test_many_writers.py"], SUMMARY),
    "away": Part(
        "the database restarts or hangs: 503 within 5 s, healthy within 3 s",
        [*PYTEST, "tests/house/test_database_away.py", "tests/house/test_database_freezes.py"],
        SUMMARY,
    ),
    "disk": Part(
        "disk full: 0 acknowledged lost, readiness red",
        [*PYTEST, "tests/house/test_disk_full.py"],
        SUMMARY,
        databases=("sqlite",),
    ),
    "kills-accounts": Part(
        "200 kills: 0 half-writes, 0 doubled mails",
        bench("kills", "accounts"),
        r"^((?:kills|doubled|lost|half_writes|stuck|failed|log_faults): .*)",
        own_database=True,
    ),
    "kills-matching": Part(
        "200 kills: 0 half-writes",
        bench("kills", "matching"),
        r"^((?:kills|half_writes|failed|log_faults|lost): .*)",
        own_database=True,
    ),
    "kills-knowledge": Part(
        "200 kills of a newsletter on its way: nobody twice, nobody forgotten",
        bench("kills", "knowledge"),
        r"^((?:kills|doubled|lost|not_known|half_writes|stuck|failed|log_faults): .*)",
        own_database=True,
    ),
    "log": Part(
        "1,000,000 events verified within 60 s", bench("log"), r"^(verify_log .* s) ", own_database=True
    ),
    "rotation": Part(
        "100,000 values under another key while the site answers: 0 lost",
        bench("encryption"),
        r"^(rotated .*|served .*)",
        own_database=True,
    ),
    "slow": Part(
        "400 slow connections: at least 99% answered",
        bench("slow_clients"),
        r"^(400 slow .*|behind.*|without.*)",
        own_database=True,
    ),
    "backup": Part(
        "backups beside writers: 0 acknowledged lost",
        bench("backup_drill"),
        r"^(\d+ backups .*)",
        own_database=True,
    ),
    "enumeration": Part(
        "known and unknown users: medians within 10%",
        bench("enumeration"),
        r"(.*ratio .*)",
        databases=("sqlite",),
    ),
    "privacy": Part(
        "a text of 10 kB looked at within 20 ms", bench("privacy"), r"^(.* ms.*)", databases=("sqlite",)
    ),
}


def main() -> int:
    """Measure what is not measured yet; return how many parts did not hold."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("database", choices=BOTH)
    asked.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    asked.add_argument("--anew", action="store_true", help="measure again what was measured on this commit")
    given = asked.parse_args()
    if unknown := set(given.parts) - set(PARTS):
        asked.error(f"no such part: {', '.join(sorted(unknown))}")
    KEPT.mkdir(parents=True, exist_ok=True)
    for name in given.parts or PARTS:
        if given.database in PARTS[name].databases:
            measured(name, given.database, anew=given.anew)
    table = as_table(all_results())
    (KEPT / "figures.md").write_text(table)
    print(table)
    return sum(not result.good for result in all_results() if result.database == given.database)


def measured(name: str, database: str, *, anew: bool) -> None:
    """Measure one part and keep what it gave, unless that is known for this commit."""
    file = KEPT / f"{name}-{database}.json"
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()
    if (
        file.exists()
        and not anew
        and (known := json.loads(file.read_text()))["commit"] == commit
        and known["good"]
    ):
        return
    print(f"== {name} on {database}", flush=True)
    part, begun = PARTS[name], time.monotonic()
    environment = os.environ | dict(part.environment)
    environment.pop("DATABASE_URL", None)
    if database == "postgresql":
        environment["DATABASE_URL"] = database_for(name, empty=part.own_database)
    with (KEPT / f"{name}-{database}.log").open("w") as log:
        done = subprocess.run(
            part.command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT, check=False
        )
    text = Path(log.name).read_text()
    said = "; ".join(" ".join(line.split()) for line in re.findall(part.says, text, re.MULTILINE))
    result = Result(
        name,
        database,
        done.returncode == 0,
        said or "nothing; see the .log beside this file",
        round(time.monotonic() - begun),
        commit,
        f"{datetime.now(tz=UTC):%Y-%m-%d %H:%M}",
    )
    file.write_text(json.dumps(asdict(result)))


def database_for(name: str, *, empty: bool) -> str:
    """Return the address of a PostgreSQL database for this part; an empty one for a benchmark."""
    import psycopg

    given = os.environ["DATABASE_URL"]
    own = f"{urlsplit(given).path.lstrip('/')}_{name.replace('-', '_')}"
    address = given.rpartition("/")[0]
    if empty:
        with psycopg.connect(f"{address}/postgres", autocommit=True) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{own}"')
            server.execute(f'CREATE DATABASE "{own}"')
    return f"{address}/{own}"


def all_results() -> list[Result]:
    files = [KEPT / f"{name}-{database}.json" for name in PARTS for database in BOTH]
    return [Result(**json.loads(file.read_text())) for file in files if file.exists()]


def as_table(results: list[Result]) -> str:
    """Return the results as a table of Markdown."""
    lines = ["| promise | database | holds | seen | seconds | commit, moment |", "|---|---|---|---|---|---|"]
    for result in results:
        promise = PARTS[result.part].promise
        holds = "yes" if result.good else "NO"
        lines.append(
            f"| {promise} | {result.database} | {holds} | {result.said} | {result.seconds} "
            f"| {result.commit}, {result.at} |"
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
