"""Who has no right to a page hears that before being asked to confirm: 404 first, the password after it."""

import logging

import pytest

from tests.house.contract import FORBIDDEN, NOT_THERE, PASS, STRANGERS, contract
from tests.house.stage import build_stage
from tests.house.walk import Walker, by_turns

ASKED = "/account/bevestigen"
A_FEW = 3
# Everybody who is signed in has these, about the own account: a 404 there tells nothing of others.
ABOUT_ONESELF = ("mfa_", "totp_picture")


@pytest.fixture(autouse=True)
def _no_log():
    """Hundreds of refusals would be hundreds of lines."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.django_db
def test_nobody_without_the_right_is_asked_to_confirm(settings, tmp_path):
    settings.FILES_ROOT = tmp_path
    settings.FRESH_MINUTES = dict.fromkeys(settings.FRESH_MINUTES, 0)
    walker, rows = Walker(build_stage()), contract()
    actors = [actor for actor in walker.stage.people if actor not in STRANGERS]
    asks, wrong = set(), []
    for turn, route in enumerate(walker.routes()):
        row = rows.get(route.name)
        if row is None or route.path.startswith(("/beheer", "/api")) or route.name.startswith(ABOUT_ONESELF):
            continue
        for method in ("get", "post"):
            found = {PASS: [], NOT_THERE: [], FORBIDDEN: []}
            for actor in actors:
                found.get(row.expected(method, actor), []).append(actor)
            for actor in found[PASS][:1]:
                if walker.ask(route.path, method, actor, row).headers.get("Location", "").startswith(ASKED):
                    asks.add(route.name)
            for actor in by_turns([*found[NOT_THERE], *found[FORBIDDEN]], A_FEW, turn):
                answer = walker.ask(route.path, method, actor, row)
                if answer.headers.get("Location", "").startswith(ASKED):
                    wrong.append(f"{method} {route.name}: {actor}")
    assert "; ".join(wrong) == ""
    assert {"request", "role_end", "log_export", "address_show", "directory_export"} <= asks
