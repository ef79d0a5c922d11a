"""The site as it is served for real: granian in processes of its own, on a free port of this machine."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from typing import NamedTuple

from tests.conftest import ROOT, TEST_SETTINGS

AS_IN_DEPLOY = ("--blocking-threads", "1", "--respawn-failed-workers", "--no-ws")
STARTS_WITHIN = 120  # seconds, on a busy machine


class Answer(NamedTuple):
    status: int
    retry_after: str | None
    seconds: float
    text: str


class Site(NamedTuple):
    port: int
    process: subprocess.Popen[bytes]

    def get(self, path: str, timeout: float = 30) -> Answer:
        """Ask for a page over a connection of its own."""
        begun = time.monotonic()
        connection = HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request("GET", path, headers={"X-Forwarded-Proto": "https"})
            response = connection.getresponse()
            text = response.read().decode("utf-8", errors="replace")
        finally:
            connection.close()
        return Answer(response.status, response.headers.get("Retry-After"), time.monotonic() - begun, text)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def served(
    database: str,
    *,
    workers: int = 1,
    options: tuple[str, ...] = (),
    begin: Callable[[], None] | None = None,
    **environment: str,
) -> Iterator[Site]:
    """Serve the site on `database` until the block is left; `begin` is run first in its process."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", str(workers), "--log-level", "error"]
    process = subprocess.Popen(
        [*command, *AS_IN_DEPLOY, *options, "drakentemmers.config.wsgi:application"],
        env=os.environ | {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": TEST_SETTINGS} | environment,
        cwd=ROOT,
        preexec_fn=begin,  # noqa: PLW1509 - only sets limits
    )
    site = Site(port, process)
    try:
        wait_until_it_answers(site)
        yield site
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_until_it_answers(site: Site) -> None:
    """Return once the site answers at all."""
    begun = time.monotonic()
    while True:
        try:
            if site.get("/healthz").status == 200:
                return
        except (OSError, HTTPException):
            if site.process.poll() is not None or time.monotonic() - begun > STARTS_WITHIN:
                raise
        time.sleep(0.05)
