"""`drakentemmers run`: from nothing to a site to try, with one command."""

import argparse
import errno
import os
import socket
import threading
import time
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from drakentemmers.accounts.actions.people import refresh_demo_passwords
from drakentemmers.accounts.models import User
from drakentemmers.kernel.key_proofs import refuse_wrong_keys

MOST_WORKERS = 2
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - listening everywhere is nowhere to browse to


class Command(BaseCommand):
    help = "Start the site here: migrates, fills the demonstration when the database is empty, serves."
    requires_system_checks: list[str] = []  # they run with `check`; a start takes seconds

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address (default %(default)s)")
        parser.add_argument("--port", type=_port, default=8000, help="port (default %(default)s)")
        parser.add_argument(
            "--no-demo", action="store_true", help="no invented people; leave passwords alone"
        )

    def handle(self, *, host: str, port: int, no_demo: bool, **_: Any) -> None:
        ensure_free(host, port)
        follow(address_of(host, port))
        migrated = self._migrate()
        refuse_wrong_keys()
        demo = settings.DEMO and not no_demo
        if not User.objects.exists():
            self._fill(demo=demo)
        if migrated:
            call_command("reindex", stdout=StringIO())
        people = refresh_demo_passwords() if demo else []
        connections.close_all()
        self._serve(host, port, people)

    def _say(self, line: str) -> None:
        """Print at once, also into a pipe or a file: somebody waits for it."""
        self.stdout.write(line)
        self.stdout.flush()

    def _migrate(self) -> bool:
        """Bring the tables up to date; tell whether there was anything to do."""
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self._say("Preparing the database (once, about half a minute) ...")
            call_command("migrate", verbosity=0, interactive=False)
            return True
        return False

    def _fill(self, *, demo: bool) -> None:
        """Fill the empty database in one transaction: broken off halfway, the next start begins afresh."""
        with transaction.atomic():
            self._say("Loading municipalities, regions and places ...")
            call_command("load_base_areas", stdout=self.stdout)
            if demo:
                self._say("Making the demonstration (once, about a minute) ...")
                call_command("demo", stdout=self.stdout)

    def _serve(self, host: str, port: int, people: list[tuple[User, str]]) -> None:
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # WhiteNoise warns when it is not there
        server = Granian(
            settings.WSGI_APPLICATION.replace(".application", ":application"),
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=min(MOST_WORKERS, os.cpu_count() or 1),
            blocking_threads=1,
            respawn_failed_workers=True,
            workers_kill_timeout=5,
            websockets=False,
            log_level=LogLevels.error,
        )
        announcer = threading.Thread(target=self._announce, args=(host, port, people), daemon=True)
        server.on_startup(announcer.start)
        server.serve()
        self._say("Stopped.")

    def _announce(self, host: str, port: int, people: list[tuple[User, str]]) -> None:
        wait_until_open(host, port)
        address = address_of(host, port)
        self._say(f"\nDrakentemmers runs on {address} (Ctrl-C stops it)\n")
        if people:
            self._say(f"\nSign in at {address}/inloggen as one of these invented people:")
        for user, password in people:
            self._say(sign_in_line(user, password))


def address_of(host: str, port: int) -> str:
    """Return where a browser on this machine finds a site that listens on `host` and `port`."""
    reached = EVERYWHERE.get(host, host)
    return f"http://{f'[{reached}]' if ':' in reached else reached}:{port}"


def follow(address: str) -> None:
    """Let links in mails lead to `address`: of the workers, processes of their own, and of the demonstration here.

    Only where the settings leave it open (config/local.py); a real installation keeps its own name.
    """
    os.environ.setdefault("DRAKENTEMMERS_SITE_URL", address)
    if settings.SITE_URL_FOLLOWS:
        settings.SITE_URL = settings.WAGTAILADMIN_BASE_URL = os.environ["DRAKENTEMMERS_SITE_URL"]


def sign_in_line(user: User, password: str) -> str:
    """Return one line with role, name, e-mail address and password."""
    roles = ", ".join(name.replace("_", " ") for name in user.role_names()) or "no role"
    return f"  {roles:<28} {user.name:<28} {user.email:<44} {password}"


def wait_until_open(host: str, port: int) -> None:
    """Return once something listens there: the workers open the port when they have loaded the site."""
    while True:
        try:
            socket.create_connection((host, port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return


def ensure_free(host: str, port: int) -> None:
    """Raise CommandError unless this process can listen on `host` and `port`."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CommandError(f"Port {port} is in use. Choose another one: --port {port + 1}") from None
        if error.errno == errno.EACCES:
            raise CommandError(f"Port {port} needs more rights. Choose one above 1023: --port 8000") from None
        raise CommandError(f"Cannot listen on {host}:{port}: {error.strerror}") from None


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: give a number from 1 to 65535")
    return int(text)
