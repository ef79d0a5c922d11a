"""The permission matrix: every route, every method, everybody. A route without a row fails, and the other way round."""

import logging
import os
from collections.abc import Iterable

import pytest

from drakentemmers.accounts.public import PUBLIC_ROUTES
from tests.house.contract import EVERYBODY, contract
from tests.house.routes import all_routes
from tests.house.stage import build_stage
from tests.house.walk import Deviation, Walker


def test_every_route_has_its_row_and_every_row_its_route():
    routes, rows = {route.name for route in all_routes()}, set(contract())
    assert {"without a row": sorted(routes - rows), "without a route": sorted(rows - routes)} == {
        "without a row": [],
        "without a route": [],
    }


def test_what_the_contract_opens_to_strangers_is_what_the_public_list_opens():
    assert {name for name, row in contract().items() if row.is_public} == PUBLIC_ROUTES - {"api-v1:api-root"}


@pytest.mark.django_db
def test_the_contract_holds_for_everybody_everywhere(settings, tmp_path):
    settings.FILES_ROOT = tmp_path
    settings.FRESH_MINUTES = dict.fromkeys(settings.FRESH_MINUTES, 600)  # a slow machine walks for long
    settings.SESSION_IDLE_MINUTES = 600
    stage = build_stage()
    assert set(stage.people) == EVERYBODY
    chosen = os.environ.get("CONTRACT_ROUTES", "")  # names, to look at a few while working on them
    rows = {name: row for name, row in contract().items() if not chosen or name in chosen.split(",")}
    if found := told(Walker(stage).deviations(rows)):
        pytest.fail(found, pytrace=False)


def told(deviations: Iterable[Deviation]) -> str:
    """Return one line for everybody to whom the same thing happens."""
    who: dict[str, list[str]] = {}
    for deviation in deviations:
        who.setdefault(deviation.what, []).append(deviation.actor)
    return "\n".join(f"{what}: {', '.join(actors)}" for what, actors in who.items())


@pytest.fixture(autouse=True)
def _no_log():
    """Thousands of refusals would be thousands of lines."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)
