"""A database that freezes while the site is using it: everybody hears so soon, and it is over when that is over.

On PostgreSQL the connections stay open and say nothing; on SQLite somebody else holds the lock of the file.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager

import pytest
from django.db import OperationalError, connection
from django.test import Client

from tests.house.freezing_proxy import FreezingProxy, proxy_to
from tests.killed import address_of_the_database
from tests.served import Answer, Site, served

SECONDS, HEALTHY_WITHIN = 5, 3
ON_SQLITE = ("/readyz",)  # who reads goes on
ON_POSTGRES = ("/readyz", "/behandelaars?plaats=1315", "/")
AT_ONCE = 6  # askers, of a site with one worker


@contextmanager
def locked_file() -> Iterator[None]:
    holder = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        holder.close()


@pytest.fixture
def proxy(transactional_db) -> Iterator[FreezingProxy | None]:
    if connection.vendor == "sqlite":
        yield None
        return
    known = connection.settings_dict
    with proxy_to(known["HOST"], int(known["PORT"] or 5432)) as made:
        yield made


@pytest.fixture
def site(proxy) -> Iterator[Site]:
    address = address_of_the_database()
    if proxy:
        known = connection.settings_dict
        place = f"{known['HOST']}:{known['PORT']}"
        address = address.replace(f"@{place}/", f"@127.0.0.1:{proxy.port}/")
    with served(address) as answering:
        yield answering


@pytest.fixture
def frozen(proxy) -> Callable[[], AbstractContextManager[None]]:
    return proxy.frozen if proxy else locked_file


def asked_at_once(site: Site, paths: tuple[str, ...]) -> list[Answer]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(site.get, [paths[number % len(paths)] for number in range(AT_ONCE)]))


def seconds_until_healthy(site: Site) -> float:
    begun = time.monotonic()
    while site.get("/readyz").status != 200:
        assert time.monotonic() - begun < 60
        time.sleep(0.05)
    return time.monotonic() - begun


def test_everybody_hears_soon_that_it_is_frozen_and_it_ends_when_that_ends(site, frozen):
    paths = ON_POSTGRES if connection.vendor == "postgresql" else ON_SQLITE
    assert [site.get(path).status for path in paths] == [200] * len(paths)  # its connection is open now
    with frozen():
        first = [site.get(path) for path in paths]
        assert site.get("/healthz").status == 200
    waited = seconds_until_healthy(site)
    assert [(a.status, a.retry_after) for a in first] == [(503, "5")] * len(paths)
    assert [a.seconds for a in first if a.seconds > SECONDS] == []
    assert waited < HEALTHY_WITHIN


def test_who_stands_in_line_does_not_wait_for_the_patience_of_all_before(site, frozen, proxy):
    if not proxy:
        return  # a lock on SQLite is each writer's own waiting
    assert asked_at_once(site, ON_POSTGRES)[0].status == 200
    with frozen():
        answers = asked_at_once(site, ON_POSTGRES)
    assert {answer.status for answer in answers} == {503}
    assert [answer.seconds for answer in answers if answer.seconds > SECONDS] == []


def test_a_restart_of_the_database_is_not_noticed_by_who_comes_after(site, proxy):
    if not proxy:
        return  # SQLite is a file
    assert site.get("/").status == 200
    proxy.cut()
    assert [site.get(path).status for path in ON_POSTGRES] == [200] * len(ON_POSTGRES)


class CutsOnce:
    """Fails the first statement about `table`, as a connection that is broken off does."""

    def __init__(self, table: str) -> None:
        self.table, self.cut = table, 0

    def __call__(self, execute, sql, params, many, context):
        if not self.cut and self.table in sql:
            self.cut += 1
            raise OperationalError("terminating connection due to administrator command")
        return execute(sql, params, many, context)


@pytest.mark.django_db
def test_for_who_only_reads_it_is_tried_once_more():
    once = CutsOnce("directory_")
    with connection.execute_wrapper(once):
        answer = Client(raise_request_exception=False).get("/behandelaars?plaats=1315")
    assert (answer.status_code, once.cut) == (200, 1)


@pytest.mark.django_db
def test_what_writes_is_never_done_twice():
    client = Client(raise_request_exception=False)
    with connection.execute_wrapper(CutsOnce("accounts_")):
        answer = client.post("/inloggen", {"login": "iemand@voorbeeld.example", "password": "verkeerd"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
