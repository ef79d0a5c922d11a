"""What every test can use. Tests run on real rows; time comes in as an argument, so no clock is frozen."""

import fcntl
import gc
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.test.utils import CaptureQueriesContext
from pytest_django.plugin import DjangoDbBlocker, blocking_manager_key

from drakentemmers.audit import guards
from drakentemmers.kernel.clock import AMSTERDAM
from drakentemmers.matching.roster.keeping import forget_rosters
from tests.emptied import empty_only_what_holds_rows
from tests.migrated import MigratedRows

ROOT = Path(__file__).resolve().parent.parent
TEST_SETTINGS = "drakentemmers.config.test"
NEVER_OVER = 10**9  # seconds: turns are counted per stretch of time, and a test must not meet the end of one


def pytest_collection_finish() -> None:
    """What was imported stays until the end: the garbage collector need not look through it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def now() -> datetime:
    """A Wednesday afternoon in November; pass it on as `now=`."""
    return datetime(2026, 11, 18, 15, 0, tzinfo=AMSTERDAM)


@pytest.fixture(autouse=True)
def _nothing_kept_from_the_test_before() -> None:
    """Cache and rosters live as long as the process: what they know of rows that are gone would go on to the next."""
    cache.clear()
    forget_rosters()


@pytest.fixture
def assert_queries_constant(db: None) -> Callable[..., AbstractContextManager[None]]:
    """`with assert_queries_constant(page): add_rows()`: `page` needs no more queries after the rows came.

    `page` is any callable without arguments. It is called once before to fill the caches of a process.
    """

    @contextmanager
    def constant(page: Callable[[], object]) -> Iterator[None]:
        page()
        before = queries_of(page)
        yield
        after = queries_of(page)
        extra = "\n".join(after[len(before) :])
        assert len(after) <= len(before), (
            f"{len(before)} queries became {len(after)}; the last ones:\n{extra}"
        )

    return constant


def queries_of(page: Callable[[], object]) -> list[str]:
    """Return the statements one call of `page` sends; savepoints do not count."""
    with CaptureQueriesContext(connection) as captured:
        page()
    statements = [query["sql"] for query in captured.captured_queries]
    return [sql for sql in statements if not re.match(r"(RELEASE )?SAVEPOINT|ROLLBACK TO", sql)]


@pytest.fixture(scope="session")
def migrated_sqlite(pytestconfig: pytest.Config) -> Path:
    """An SQLite file with every migration applied. Made once for this set of migrations; never written to."""
    folder = Path(pytestconfig.cache.mkdir("migrated"))
    path = folder / f"{migrations_digest()}.sqlite3"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the other worker waits for it instead of making it too
        if not path.exists():
            for old in folder.glob("*.sqlite3*"):
                old.unlink()
            unfinished = path.with_suffix(".unfinished")
            unfinished.unlink(missing_ok=True)
            environment = {"DATABASE_URL": f"sqlite:///{unfinished}", "DJANGO_SETTINGS_MODULE": TEST_SETTINGS}
            command = [sys.executable, "-m", "drakentemmers", "migrate", "--verbosity=0"]
            subprocess.run(command, env=os.environ | environment, cwd=ROOT, check=True)
            unfinished.rename(path)
    return path


def migrations_digest() -> str:
    """Return a name for what `migrate` would make: our migrations, the apps, the locked packages, this Python."""
    digest = hashlib.sha256(f"{sys.version} {settings.INSTALLED_APPS}".encode())
    for path in [*sorted(ROOT.glob("drakentemmers/*/migrations/*.py")), ROOT / "requirements" / "run.txt"]:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """On SQLite, start from the copy that `django_db_modify_db_settings` put in place."""
    return settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_modify_db_settings: None,
    django_db_keepdb: bool,
) -> None:
    """Keep SQLite's test database in a file of this run: the browser tests reach it from a second thread."""
    if django_db_keepdb:
        path = tmp_path_factory.mktemp("database") / "test.sqlite3"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = str(path)


def commits(item: pytest.Item) -> bool:
    """Tell whether a test commits, so that every table is emptied after it: also the rows that migrations made."""
    marker = item.get_closest_marker("django_db")
    asked = {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(asked or (marker and marker.kwargs.get("transaction")))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with a test that commits come last: what they leave in sequences and files is nobody else's business."""
    emptying = set()
    for item in filter(commits, items):
        emptying.add(item.path)
        item.add_marker(pytest.mark.django_db(transaction=True, serialized_rollback=True), append=False)
    items.sort(key=lambda item: item.path in emptying)


MIGRATED = pytest.StashKey[MigratedRows]()


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, pytestconfig: pytest.Config
) -> None:
    """Keep the rows that migrations made, for after each test that empties the tables.

    Django keeps them too, as text on the connection: emptied here, so that it puts back nothing itself and makes none
    anew (`post_migrate`). It stands on every connection, as with a browser's event loop comes another one.
    """
    type(connections[DEFAULT_DB_ALIAS])._test_serialized_contents = "[]"
    with django_db_blocker.unblock():
        empty_only_what_holds_rows(connection)
        pytestconfig.stash[MIGRATED] = MigratedRows(connection)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Put the rows back as soon as the tables are empty, whatever kind of test comes next."""
    was_set_up = bool(item.funcargs)  # one that is skipped empties nothing
    yield
    if nextitem is not None and was_set_up and commits(item):
        with item.config.stash[blocking_manager_key].unblock():
            item.config.stash[MIGRATED].put_back(connection)
            guards.put_up(connection)
            connection.close()


@pytest.fixture(autouse=True)
def _log_that_can_be_emptied(request: pytest.FixtureRequest) -> Iterator[None]:
    """After a test that commits, every table is emptied; the triggers of the log stand aside for that moment."""
    if not commits(request.node):
        yield
        return
    request.getfixturevalue("transactional_db")
    guards.put_up(connection)
    yield
    guards.lift(connection)
