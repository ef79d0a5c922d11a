"""Who holds a round."""

import pytest
from django.test import Client

from drakentemmers.accounts.models import User
from tests.matching.round_stage import lead_of


@pytest.fixture
def lead(client: Client) -> User:
    """The lead of Flevoland, signed in at `client`."""
    user = lead_of()
    client.force_login(user)
    return user
