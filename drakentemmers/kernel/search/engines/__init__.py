"""What keeps the terms and finds documents by them. One interface, one engine a database."""

from django.conf import settings
from django.db import connection

from drakentemmers.kernel.search.engines.base import Asked, Counted, Engine, Row
from drakentemmers.kernel.search.engines.opensearch import OpenSearchEngine
from drakentemmers.kernel.search.engines.postgres import PostgresEngine
from drakentemmers.kernel.search.engines.sqlite import SqliteEngine

__all__ = ["Asked", "Counted", "Engine", "Row", "engine"]
ENGINES: dict[str, type[Engine]] = {"sqlite": SqliteEngine, "postgresql": PostgresEngine}


def engine() -> Engine:
    """Return the engine of the database that serves the site, behind OpenSearch when that is set."""
    database = ENGINES[connection.vendor]()
    return OpenSearchEngine(database, settings.OPENSEARCH_URL) if settings.OPENSEARCH_URL else database
