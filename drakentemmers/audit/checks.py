"""What `drakentemmers check --deploy` asks the database: may the site itself change the log?"""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Warning, register  # noqa: A004  Django's word
from django.db import InterfaceError, OperationalError, connection

from drakentemmers.audit.guards import TABLES

FORBIDDEN = ("UPDATE", "DELETE", "TRUNCATE")


@register(deploy=True)
def log_only_grows(app_configs: Sequence[Any] | None = None, **_: Any) -> list[CheckMessage]:
    """Warn when the role of DATABASE_URL may do more in the log than add and read.

    SQLite knows no roles; a database that does not answer or has no tables yet is told elsewhere.
    """
    if connection.vendor != "postgresql":
        return []
    try:
        may = rights_too_many()
    except (OperationalError, InterfaceError):
        return []
    if not may:
        return []
    return [
        Warning(
            f"The site's role in the database may change the log: {', '.join(may)}.",
            hint="Let the site use a role of its own; deploy/roles.sql makes it.",
            id="drakentemmers.W004",
        )
    ]


def rights_too_many() -> list[str]:
    """Return what the present role may do in the log and should not."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.name, d.deed FROM unnest(%s::text[]) WITH ORDINALITY t (name, nr), "
            "unnest(%s::text[]) WITH ORDINALITY d (deed, nr) WHERE CASE WHEN to_regclass(t.name) IS NOT NULL "
            "THEN has_table_privilege(current_user, t.name, d.deed) END ORDER BY t.nr, d.nr",
            [list(TABLES), list(FORBIDDEN)],
        )
        return [f"{deed} {table}" for table, deed in cursor.fetchall()]
