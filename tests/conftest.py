"""What every test can use. Tests run on real rows; time comes in as an argument, so no clock is frozen."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from drakentemmers.kernel.clock import AMSTERDAM


@pytest.fixture
def now() -> datetime:
    """A Wednesday afternoon in November; pass it on as `now=`."""
    return datetime(2026, 11, 18, 15, 0, tzinfo=AMSTERDAM)


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
def django_db_modify_db_settings(
    tmp_path_factory: pytest.TempPathFactory, django_db_modify_db_settings: None
) -> None:
    """Keep SQLite's test database in a file of this run: the browser tests reach it from a second thread."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database.setdefault("TEST", {})["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
