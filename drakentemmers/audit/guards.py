"""What keeps rows of the log from being changed: triggers on the tables, the same rule on both databases.

Rows are only added. Only what a checkpoint covers, and what is older than five years by the clock of the database
itself, can be deleted. Whoever owns the database can take the triggers away; then the chain still shows what changed.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

APPEND_ONLY = "the log is append-only"
TABLES = ("audit_event", "audit_seal", "audit_checkpoint")
COVERED = {
    "audit_event": "EXISTS (SELECT 1 FROM audit_seal s JOIN audit_checkpoint c ON c.position >= s.position"
    " WHERE s.event_id = OLD.id) AND OLD.at < {five_years_ago}",
    "audit_seal": "EXISTS (SELECT 1 FROM audit_checkpoint c WHERE c.position >= OLD.position)"
    " AND OLD.event_at < {five_years_ago}",
    "audit_checkpoint": "1 = 0",
}
# On SQLite INSERT OR REPLACE takes the old row away without its triggers of deletion; so it may meet no row.
SAME_ROW = {
    "audit_event": "id = NEW.id",
    "audit_seal": "position = NEW.position OR event_id = NEW.event_id OR event_mac = NEW.event_mac",
    "audit_checkpoint": "position = NEW.position",
}
FIVE_YEARS_AGO = {"sqlite": "datetime('now', '-5 years')", "postgresql": "now() - interval '5 years'"}


def put_up(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers, those that are there already anew."""
    lift(connection)
    with connection.cursor() as cursor:
        for table in TABLES:
            covered = COVERED[table].format(five_years_ago=FIVE_YEARS_AGO[connection.vendor])
            for statement in _statements(connection.vendor, table, covered):
                cursor.execute(statement)


def lift(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: to empty a test database, or before tables are rebuilt."""
    with connection.cursor() as cursor:
        for table in TABLES:
            for name in names(connection.vendor, table):
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the triggers that should be there and are not, or are switched off (also: only kept for a replica)."""
    query = (
        "SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A')"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        there = {name for (name,) in cursor.fetchall()}
    return [name for table in TABLES for name in names(connection.vendor, table) if name not in there]


def names(vendor: str, table: str) -> list[str]:
    """Return what the triggers of a table are called."""
    deeds = ["update", "delete", "truncate" if vendor == "postgresql" else "replace"]
    return [f"{table}_no_{deed}" for deed in deeds]


def _statements(vendor: str, table: str, covered: str) -> list[str]:
    """Only words of our own go into these statements."""
    if vendor == "sqlite":
        stop = f"BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END"
        is_there = f"EXISTS (SELECT 1 FROM {table} WHERE {SAME_ROW[table]})"  # noqa: S608 - our own names
        return [
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {stop}",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} WHEN NOT ({covered}) {stop}",
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {is_there} {stop}",
        ]
    stop = f"{table}_stays"
    on_truncate = f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT"
    return [
        f"""CREATE OR REPLACE FUNCTION {stop}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'DELETE' THEN
                IF {covered} THEN RETURN OLD; END IF;
            END IF;
            RAISE EXCEPTION '{APPEND_ONLY}' USING ERRCODE = 'integrity_constraint_violation';
        END $$""",
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {stop}()",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {stop}()",
        f"{on_truncate} EXECUTE FUNCTION {stop}()",
    ]
