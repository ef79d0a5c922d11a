"""Two editors: one writes, and one may read along as the second."""

import pytest

from drakentemmers.accounts.models import User
from drakentemmers.accounts.rules import Role
from tests.factories.accounts import person_with


@pytest.fixture
def writer() -> User:
    return person_with(Role.EDITOR)


@pytest.fixture
def second() -> User:
    return person_with(Role.EDITOR)
