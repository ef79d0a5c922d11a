"""A connection on which a request waits only as long as its patience lasts."""

from collections.abc import Generator
from time import monotonic
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg import errors

from drakentemmers.kernel import patience

CONNECT_TIMEOUT = 2  # seconds, the shortest psycopg knows
SILENT = "the database is silent"


class ImpatientConnection(psycopg.Connection[Any]):
    """Gives up when the server says nothing for too long. It is closed then: what it would still say is unknown."""

    def wait(self, gen: Generator[Any, Any, Any], *args: Any, **options: Any) -> Any:
        """Run one exchange with the server."""
        limit = patience.left()
        if limit is None:
            return super().wait(gen, *args, **options)
        if not limit:
            self.pgconn.finish()
            raise psycopg.OperationalError(SILENT)
        begun = monotonic()
        try:
            return super().wait(gen, *args, **options | {"timeout": limit})
        except errors._WaitTimeout:
            patience.was_silent(monotonic() - begun)
            self.pgconn.finish()
            raise psycopg.OperationalError(SILENT) from None


class DatabaseWrapper(base.DatabaseWrapper):
    """Without a pool and with the usual isolation: this house uses neither option."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> ImpatientConnection:
        """Connect, unless this request has waited long enough already."""
        self.isolation_level = base.IsolationLevel.READ_COMMITTED
        limit = patience.left()
        if limit is not None and limit < CONNECT_TIMEOUT:
            raise psycopg.OperationalError(SILENT)
        begun = monotonic()
        try:
            connection = ImpatientConnection.connect(**conn_params)
        except errors.ConnectionTimeout:
            patience.was_silent(monotonic() - begun)
            raise
        patience.has_spoken()
        return connection

    def is_usable(self) -> bool:
        """Ask an open connection for a word; a healthy server says it at once."""
        with patience.at_most(patience.HEALTH_CHECK):
            return super().is_usable()
