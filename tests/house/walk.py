"""Walks every route with every method as everybody, and compares what happens with the contract."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import count
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.test.client import ClientHandler, RequestFactory

from tests.house.contract import BROKEN, PASS, SIGN_IN, Row
from tests.house.routes import METHODS, Route, all_routes
from tests.house.stage import SECRETS, Stage

FULL = os.environ.get("CONTRACT_WALK") == "full"
# The run on PostgreSQL comes after that on SQLite, which asks more people: the rights are the same code on both.
BRIEF = not FULL and connection.vendor == "postgresql"
AT_A_TIME = 1 if BRIEF else 3
REFUSALS = {401, 403, 404, 405}


@dataclass(frozen=True)
class Deviation:
    """Something that happens otherwise than the contract says."""

    route: str
    method: str
    actor: str
    expected: str
    found: str

    @property
    def what(self) -> str:
        return f"{self.method.upper()} {self.route}: {self.found}, contract says {self.expected}"


class Walker:
    """Everybody of the stage with a session of their own, calling the site without a server between."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.handler = ClientHandler(enforce_csrf_checks=False)
        self.factory = RequestFactory()
        self.calls = count()
        self.cookies = {name: _session_of(user) for name, user in stage.people.items() if user is not None}
        closed = stage.people.get("closed account")
        if closed is not None:
            closed.is_active = False
            closed.save()

    def routes(self) -> list[Route]:
        """Return every route, with the addresses of what stands on the stage."""
        return list(dict.fromkeys(all_routes(self.stage.fill)))

    def ask(self, path: str, method: str, actor: str, row: Row) -> HttpResponseBase:
        """Call one address as one person; whatever it writes is undone."""
        return self._call(path, row.query, method, actor, self.body_of(row) if method == "post" else b"")

    def body_of(self, row: Row) -> bytes:
        """Return what the contract sends by POST."""
        return urlencode({name: text.format(**self.stage.parts) for name, text in row.form.items()}).encode()

    def send(
        self, path: str, body: bytes, actor: str, *, before_undone: Callable[[], None] = lambda: None
    ) -> HttpResponseBase:
        """POST what somebody filled in; what that writes can be looked at, and is undone."""
        return self._call(path, "", "post", actor, body, before_undone=before_undone)

    def look(self, address: str, actor: str, *, keep: bool = False) -> HttpResponseBase:
        """GET one address, its question included; what that writes is undone unless `keep`."""
        path, _, query = address.partition("?")
        return self._call(path, query, "get", actor, b"", keep=keep)

    def _call(
        self,
        path: str,
        query: str,
        method: str,
        actor: str,
        body: bytes,
        *,
        keep: bool = False,
        before_undone: Callable[[], None] = lambda: None,
    ) -> HttpResponseBase:
        environ = self.factory._base_environ(
            PATH_INFO=path,
            QUERY_STRING=query,
            REQUEST_METHOD=method.upper(),
            CONTENT_TYPE="application/x-www-form-urlencoded",
            CONTENT_LENGTH=str(len(body)),
            HTTP_COOKIE=self.cookies.get(actor, ""),
            REMOTE_ADDR=f"10.0.{next(self.calls) // 250 % 250}.{next(self.calls) % 250}",  # nobody reaches a limit
        )
        environ["wsgi.input"] = BytesIO(body)
        with transaction.atomic():
            response = self.handler(environ)
            if getattr(response, "streaming", False):
                response.walked = b"".join(response.streaming_content)
            before_undone()
            transaction.set_rollback(not keep)
        return response

    def deviations(self, rows: dict[str, Row], actors: Iterable[str] | None = None) -> Iterator[Deviation]:
        """Yield what differs from the contract on the routes of `rows`."""
        chosen = list(actors or self.stage.people)
        for turn, route in enumerate(self.routes()):
            row = rows.get(route.name)
            if row is None:
                continue
            for method, actor in _calls(row, chosen, turn):
                yield from self._compare(route, method, actor, row)

    def _compare(self, route: Route, method: str, actor: str, row: Row) -> Iterator[Deviation]:
        response = self.ask(route.path, method, actor, row)
        found, expected = answer_of(response, route.path), row.expected(method, actor)
        if found != expected:
            yield Deviation(
                route.name, method, actor, _said(expected), f"{_said(found)} ({response.status_code})"
            )
        if found != PASS:
            text = _text(response)
            for what, secret in SECRETS.items():
                if secret in text:
                    yield Deviation(route.name, method, actor, "a refusal without data", f"tells the {what}")


def _calls(row: Row, actors: list[str], turn: int) -> Iterator[tuple[str, str]]:
    """Yield methods and people for one route.

    With CONTRACT_WALK=full that is every method as everybody. Otherwise people who get the same take turns, route by
    route: some of those let in, of those refused, of those to whom the admin does not exist. HEAD takes the way of
    GET before any view runs (kernel/methods.py), so there one of those let in is enough.
    """
    for method in METHODS:
        let_in = [actor for actor in actors if row.expected(method, actor) == PASS]
        outside = [actor for actor in actors if actor not in row.known_to]
        others = [actor for actor in actors if actor not in {*let_in, *outside}]
        if not FULL:
            let_in = by_turns(let_in, 1 if method == "head" else AT_A_TIME, turn)
            outside = by_turns(outside, 1, turn)
            others = by_turns(others, AT_A_TIME * 3, turn)
        for actor in (*let_in, *outside, *others):
            yield method, actor


def by_turns(people: list[str], most: int, turn: int) -> list[str]:
    start = turn * most % max(1, len(people))
    return [*people[start:], *people[:start]][:most]


def answer_of(response: HttpResponseBase, path: str) -> int:
    """Return what an answer comes down to: let through, or how it was refused."""
    status = response.status_code
    location = response.headers.get("Location", "")
    if status in {301, 302} and location.startswith("/inloggen"):
        return SIGN_IN
    if status == 302 and location == "/beheer/" and path.startswith("/beheer/"):
        return 403  # how Wagtail says no to somebody who may be in the admin
    if status >= 500:
        return BROKEN
    return status if status in REFUSALS else PASS


def _session_of(user) -> str:
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def _text(response: HttpResponseBase) -> str:
    headers = " ".join(f"{name}: {value}" for name, value in response.headers.items())
    return headers + (response.walked if response.streaming else response.content).decode(
        "utf-8", errors="replace"
    )


def _said(answer: int) -> str:
    return {PASS: "let through", SIGN_IN: "sent to sign in", BROKEN: "broken"}.get(answer, str(answer))
