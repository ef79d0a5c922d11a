"""The two answers for whoever watches the site."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.test import Client, override_settings
from django.urls import path
from django.utils import timezone

from drakentemmers.kernel import health
from drakentemmers.kernel.models import Heartbeat

urlpatterns = [path("healthz", health.alive), path("readyz", health.ready)]


def test_a_living_process_says_so_without_a_database():
    with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[]):
        response = Client().get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_ready_means_a_write_was_kept():
    response = Client().get("/readyz")
    assert response.status_code == 200
    assert Heartbeat.objects.count() == 1


@pytest.mark.django_db
def test_asking_twice_keeps_one_row(now):
    assert health.beat(now=now)
    assert health.beat(now=now)
    assert Heartbeat.objects.get().at == now


@pytest.mark.django_db
def test_a_database_that_takes_no_writes_is_not_ready():
    with connection.execute_wrapper(_full_disk):
        response = Client().get("/readyz")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["title"] == "Not ready"


def test_only_reading_methods_are_answered():
    with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[]):
        assert Client().post("/healthz").status_code == 405


def _full_disk(execute, sql, params, many, context):
    if sql.startswith(("UPDATE", "INSERT")):
        with connection.wrap_database_errors:
            raise connection.Database.OperationalError("database or disk is full")
    return execute(sql, params, many, context)


@pytest.mark.django_db(transaction=True)
def test_two_who_watch_at_the_same_moment_both_see_that_it_works():
    def watch(_: int) -> list[bool]:
        try:
            return [health.beat(now=timezone.now()) for _ in range(25)]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert all(all(seen) for seen in pool.map(watch, range(4)))
