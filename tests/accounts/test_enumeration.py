"""Known and unknown addresses get the same answer, after the same work: hashes of passwords and queries."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from unittest.mock import patch

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache
from django.test import Client

from tests.conftest import queries_of
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
UNKNOWN = "niemand@voorbeeld.example"


@dataclass(frozen=True)
class Work:
    """What one request cost and answered."""

    status: int
    location: str
    text: str
    hashes: int
    queries: list[str]


@pytest.fixture(autouse=True)
def real_hasher(settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def work_of(post: Callable[[], object], email: str) -> Work:
    """Measure one request; what was typed and what differs by chance is taken out of the text."""
    answers, hashes = [], []
    real = Argon2PasswordHasher.encode, Argon2PasswordHasher.verify

    def counted(method):
        def count(self, *args, **options):
            hashes.append(method)
            return method(self, *args, **options)

        return count

    with (
        patch.object(Argon2PasswordHasher, "encode", counted(real[0])),
        patch.object(Argon2PasswordHasher, "verify", counted(real[1])),
    ):
        queries = queries_of(lambda: answers.append(post()))
    [answer] = answers
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.text.replace(email, "ADDRESS"))
    statements = [re.sub(r"'[^']*'|\b\d[\d.]*\b", "?", sql) for sql in queries]
    return Work(answer.status_code, answer.headers.get("Location", ""), text, len(hashes), statements)


def compare(path: str, **fields: str) -> None:
    known_address = UserFactory().email
    name = "login" if path == "/inloggen" else "email"
    works = []
    for email in (UNKNOWN, known_address, UNKNOWN.replace("niemand", "niemand2"), UserFactory().email):
        cache.clear()
        client = Client()
        works.append(
            work_of(lambda client=client, email=email: client.post(path, {name: email, **fields}), email)
        )
    unknown, known = works[2], works[3]  # the first two fill the caches of the process
    assert (known.status, known.location, known.text) == (unknown.status, unknown.location, unknown.text)
    assert known.hashes == unknown.hashes
    assert known.queries == unknown.queries


def test_signing_in_with_a_wrong_password() -> None:
    compare("/inloggen", password="verkeerd")


def test_asking_a_link_for_a_new_password() -> None:
    compare("/wachtwoord-vergeten")


def test_a_password_of_somebody_without_one_costs_the_same() -> None:
    user = UserFactory()
    user.set_unusable_password()
    user.save()
    posts = {
        email: work_of(
            lambda email=email: Client().post("/inloggen", {"login": email, "password": "verkeerd"}), email
        )
        for email in (UNKNOWN, user.email)
    }

    assert posts[UNKNOWN].hashes == posts[user.email].hashes == 1


def test_exactly_one_hash_is_made_for_one_try() -> None:
    work = work_of(lambda: Client().post("/inloggen", {"login": UNKNOWN, "password": "verkeerd"}), UNKNOWN)
    assert work.hashes == 1
