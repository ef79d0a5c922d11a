"""The walk is worth something only when it turns red: a check is taken away in one place after another."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

import pytest
import rules
from django.http import HttpResponseNotFound
from django.urls import URLPattern, URLResolver, get_resolver
from ninja.operation import Operation
from rules.permissions import permissions

from drakentemmers.accounts import middleware
from drakentemmers.accounts.admin_door import AdminDoorMiddleware
from drakentemmers.accounts.permissions import Permission
from drakentemmers.accounts.public import PUBLIC_ROUTES
from drakentemmers.kernel import methods
from drakentemmers.matching.models import Question, TreatmentRequest
from drakentemmers.matching.models.requests import RequestQuerySet
from drakentemmers.matching.views import questions, request_form
from tests.house.contract import contract
from tests.house.stage import SECRETS, build_stage
from tests.house.walk import Walker

pytestmark = pytest.mark.django_db
Patch = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True)
class Removal:
    """One check taken away: what, how, and the routes where the walk must see it as whom."""

    what: str
    take_away: Patch
    routes: tuple[str, ...]
    actors: tuple[str, ...]


def everybody_holds(permission: Permission) -> Patch:
    return lambda patch: patch.setitem(permissions, permission, rules.always_true)


def nobody_is_a_stranger_to(*names: str) -> Patch:
    return lambda patch: patch.setattr(middleware, "PUBLIC_ROUTES", PUBLIC_ROUTES | set(names))


def the_api_asks_nobody(patch: pytest.MonkeyPatch) -> None:
    """Both locks: the middleware's and the API's own."""
    nobody_is_a_stranger_to("api-v1:regions")(patch)
    patch.setattr(Operation, "_run_authentication", lambda *_: None)


def pattern_of(name: str, entries: list[URLPattern | URLResolver] | None = None) -> URLPattern:
    for entry in get_resolver().url_patterns if entries is None else entries:
        if isinstance(entry, URLPattern) and entry.name == name:
            return entry
        if isinstance(entry, URLResolver) and not entry.namespace:
            try:
                return pattern_of(name, entry.url_patterns)
            except LookupError:
                continue
    raise LookupError(name)


def any_method_for(name: str) -> Patch:
    pattern = pattern_of(name)
    return lambda patch: patch.setattr(pattern, "callback", pattern.callback.__wrapped__)


def a_refusal_that_tells(patch: pytest.MonkeyPatch) -> None:
    secret = SECRETS["note of the request"]
    patch.setattr(pattern_of("request"), "callback", lambda request, **parts: HttpResponseNotFound(secret))


REMOVALS = [
    Removal("the list of public routes", nobody_is_a_stranger_to("requests"), ("requests",), ("stranger",)),
    Removal("sign-in of the API", the_api_asks_nobody, ("api-v1:regions",), ("stranger",)),
    Removal(
        "the door of the admin",
        lambda patch: patch.setattr(AdminDoorMiddleware, "process_view", lambda *_: None),
        ("wagtailadmin_home",),
        ("no role",),
    ),
    Removal(
        "who may use the admin",
        everybody_holds(Permission.USE_ADMIN),
        ("wagtailadmin_account",),
        ("therapist elsewhere",),
    ),
    Removal(
        "whose requests one sees",
        lambda patch: patch.setattr(RequestQuerySet, "_seen_by", lambda rows, *_: rows.all()),
        ("request", "api-v1:request_details"),
        ("member elsewhere", "other therapist"),
    ),
    Removal(
        "whose requests one changes",
        lambda patch: patch.setattr(
            request_form, "own_request", lambda _user, pk: TreatmentRequest.objects.get(pk=pk)
        ),
        ("request_edit",),
        ("member elsewhere",),
    ),
    Removal(
        "to whom a question is put",
        lambda patch: patch.setattr(questions, "_put_to_me", lambda _user, pk: Question.objects.get(pk=pk)),
        ("question_accept",),
        ("other therapist",),
    ),
    Removal(
        "who edits an organisation",
        everybody_holds(Permission.EDIT_ORGANISATION),
        ("organisation_edit", "location_add"),
        ("colleague of the asker", "owner elsewhere"),
    ),
    Removal(
        "who edits a profile",
        everybody_holds(Permission.EDIT_PROFESSIONAL),
        ("professional_edit", "professional_part_remove"),
        ("other therapist",),
    ),
    Removal(
        "who exports the directory",
        everybody_holds(Permission.IMPORT_DIRECTORY),
        ("directory_export",),
        ("policy_reader elsewhere",),
    ),
    Removal(
        "a decorator: POST only",
        any_method_for("question_accept"),
        ("question_accept",),
        ("asked therapist",),
    ),
    Removal(
        "which methods the site answers",
        lambda patch: patch.setattr(methods, "USED", methods.USED | {"DELETE"}),
        ("request_forget",),
        ("stranger",),
    ),
    Removal("silence in a refusal", a_refusal_that_tells, ("request",), ("no role",)),
]


@pytest.fixture(autouse=True)
def _quiet(settings, tmp_path):
    settings.FILES_ROOT = tmp_path
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("removal", REMOVALS, ids=lambda removal: removal.what)
def test_the_walk_turns_red_without(removal: Removal, monkeypatch: pytest.MonkeyPatch):
    rows = {name: contract()[name] for name in removal.routes}
    walker = Walker(build_stage())
    assert list(walker.deviations(rows, removal.actors)) == []
    removal.take_away(monkeypatch)
    again = Walker(walker.stage)
    assert {deviation.route for deviation in again.deviations(rows, removal.actors)} == set(removal.routes)
