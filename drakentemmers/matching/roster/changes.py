"""Which therapists changed: written down by triggers in the database, so that it holds whatever writes.

Each table that feeds a roster has triggers that write the id of the therapist in `matching_rosterchange`. On
PostgreSQL transactions become visible in another order than in which they got their number; so a change carries the
number of its transaction, and who asks keeps which transactions were still running and which had not begun
(`Position`): just what their changes say is new. A replica does not tell who is running, so there one goes on from the
oldest that is, past the changes seen already. On SQLite there is one writer at a time, and the numbers of the changes
themselves are in order.

`matching_rosterlife` holds one row that says which database this is. It goes when every table is emptied; the next
change writes another.
"""

# ruff: noqa: S608 - only names of our own go into these statements
from dataclasses import dataclass, replace

from django.db.backends.base.base import BaseDatabaseWrapper

CHANGES, LIFE = "matching_rosterchange", "matching_rosterlife"
THERAPIST = "directory_professional"
OF_USER = f"SELECT id FROM {THERAPIST} WHERE user_id = {{row}}.{{key}}"
# Per table: the columns that matter when a row changes (none: all), and whom a row is about.
FEEDS: dict[str, tuple[str, str]] = {
    THERAPIST: ("", "SELECT {row}.id"),
    "directory_worklocation": ("", "SELECT {row}.professional_id"),
    "matching_offer": ("", "SELECT {row}.professional_id"),
    "matching_seat": ("", "SELECT professional_id FROM matching_offer WHERE id = {row}.offer_id"),
    "matching_question": ("asked_at, professional_id", "SELECT {row}.professional_id"),
    "accounts_membership": ("", OF_USER.replace("{key}", "user_id")),
    "accounts_user": ("is_active", OF_USER.replace("{key}", "id")),
    "accounts_organisation": (
        "is_active",
        f"""SELECT p.id FROM {THERAPIST} p JOIN accounts_membership m ON m.user_id = p.user_id
            WHERE m.organisation_id = {{row}}.id""",
    ),
}
DEEDS = {"insert": ("NEW",), "update": ("OLD", "NEW"), "delete": ("OLD",)}


@dataclass(frozen=True, slots=True)
class Position:
    """How far a roster has read: all before `number` but for what is `running`, and after it what is `seen`.

    On PostgreSQL `number` and `running` are transactions, on SQLite `number` is a change. `seen` are changes.
    """

    life: str
    number: int
    running: frozenset[int] = frozenset()
    seen: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class News:
    """What changed since a position, and whether this transaction itself is among those who changed something."""

    position: Position
    therapists: tuple[str, ...]
    is_private: bool


SNAPSHOT = """CASE WHEN NOT pg_is_in_recovery() THEN pg_current_snapshot()::text END,
        pg_snapshot_xmin(pg_current_snapshot())::text::bigint, pg_current_xact_id_if_assigned()::text::bigint"""
ASK = {
    "postgresql": f"""SELECT l.value, {SNAPSHOT}, c.id, c.xact, c.professional_id
        FROM {LIFE} l LEFT JOIN {CHANGES} c ON c.xact >= %s OR c.xact = ANY(%s) WHERE l.id = 1""",
    "sqlite": f"""SELECT l.value, NULL, NULL, NULL, c.id, c.id, c.professional_id
        FROM {LIFE} l LEFT JOIN {CHANGES} c ON c.id > %s WHERE l.id = 1""",
}
NOW = {
    "postgresql": f"SELECT value, {SNAPSHOT} FROM {LIFE} WHERE id = 1",
    "sqlite": f"""SELECT value, NULL, COALESCE((SELECT MAX(id) FROM {CHANGES}), 0), NULL
        FROM {LIFE} WHERE id = 1""",
}


def where_we_are(connection: BaseDatabaseWrapper) -> tuple[Position | None, bool]:
    """Return the position of what is read from now on (None: nothing tells), and whether it may be private."""
    with connection.cursor() as cursor:
        cursor.execute(NOW[connection.vendor])
        found = cursor.fetchone()
    if found is None:
        return None, True
    life, snapshot, oldest, own = found
    private = connection.in_atomic_block if connection.vendor == "sqlite" else own is not None
    return _position(life, snapshot, oldest, own), private


def news_since(connection: BaseDatabaseWrapper, position: Position) -> News | None:
    """Return what changed since `position`; None when it belongs to another life of the database."""
    is_sqlite = connection.vendor == "sqlite"
    asked = [position.number] if is_sqlite else [position.number, list(position.running)]
    with connection.cursor() as cursor:
        cursor.execute(ASK[connection.vendor], asked)
        rows = cursor.fetchall()
    if not rows or rows[0][0] != position.life:
        return None
    life, snapshot, oldest, own, first, *_ = rows[0]
    if is_sqlite and first is None:  # nothing new, as nearly always
        return News(position, (), is_private=False)
    fresh = [] if first is None else [row for row in rows if row[4] not in position.seen]
    changed = tuple(dict.fromkeys(row[6] for row in fresh))
    if is_sqlite:
        newest = max(row[4] for row in rows)
        return News(Position(life, newest), changed, is_private=connection.in_atomic_block)
    reached = _position(life, snapshot, oldest, own)
    seen = frozenset(row[4] for row in rows if first is not None and row[5] >= reached.number)
    is_private = own is not None and any(row[5] == own for row in fresh)
    return News(replace(reached, seen=seen), changed, is_private)


def _position(life: str, snapshot: str | None, oldest: int, own: int | None) -> Position:
    """Return the position of a snapshot, "oldest:next:running,running"; without one, that of the oldest running.

    What a transaction itself still writes is never behind its own position, so it counts as running.
    """
    if snapshot is None:
        return Position(life, oldest)
    _, following, running = snapshot.split(":")
    number = int(following)
    mine = () if own is None or own >= number else (own,)
    return Position(life, number, frozenset((*map(int, filter(None, running.split(","))), *mine)))


NEW_LIFE = {
    "postgresql": f"""INSERT INTO {LIFE} (id, value) VALUES (1, md5(random()::text || clock_timestamp()::text))
        ON CONFLICT DO NOTHING""",
    "sqlite": f"INSERT OR IGNORE INTO {LIFE} (id, value) VALUES (1, lower(hex(randomblob(8))))",
}


def put_up(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers, also those that are there. Every roster starts afresh: it may have missed something."""
    with connection.cursor() as cursor:
        for statement in [
            *_statements(connection.vendor),
            f"DELETE FROM {LIFE}",
            NEW_LIFE[connection.vendor],
        ]:
            cursor.execute(statement)


def lift(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away. While SQLite rebuilds a table, no trigger may speak of it."""
    with connection.cursor() as cursor:
        for table in FEEDS:
            for deed in [*DEEDS, "truncate"]:
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {_name(table, deed)}{on}")


def is_there(connection: BaseDatabaseWrapper) -> bool:
    """Tell whether the tables that triggers write in exist."""
    return {CHANGES, LIFE} <= set(connection.introspection.table_names())


def missing(connection: BaseDatabaseWrapper) -> set[str]:
    """Return the triggers that should be there and are not, or are switched off."""
    query = {
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A')",
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    }
    with connection.cursor() as cursor:
        cursor.execute(query[connection.vendor])
        there = {name for (name,) in cursor.fetchall()}
    return {_name(table, deed) for table in FEEDS for deed in DEEDS} - there


def _name(table: str, deed: str) -> str:
    return f"{table}_{deed}_reaches_rosters"


def _statements(vendor: str) -> list[str]:
    """Only words of our own go into these statements."""
    found = []
    for table, (columns, about) in FEEDS.items():
        for deed, sides in DEEDS.items():
            name = _name(table, deed)
            of = f" OF {columns}" if columns and deed == "update" else ""
            whom = " UNION ".join(about.format(row=row) for row in sides)
            found += (
                _postgresql(name, table, deed, of, whom)
                if vendor == "postgresql"
                else _sqlite(name, table, deed, of, whom)
            )
    if vendor == "postgresql":
        for table in FEEDS:
            found += _truncated(table)
    return found


def _sqlite(name: str, table: str, deed: str, of: str, whom: str) -> list[str]:
    return [
        f"DROP TRIGGER IF EXISTS {name}",
        f"""CREATE TRIGGER {name} AFTER {deed.upper()}{of} ON {table} BEGIN
        {NEW_LIFE["sqlite"]};
        INSERT INTO {CHANGES} (professional_id, xact, at)
            SELECT t.id, 0, strftime('%Y-%m-%d %H:%M:%f', 'now') FROM ({_named(whom)}) t WHERE t.id IS NOT NULL;
        END""",
    ]


def _named(whom: str) -> str:
    """Give the one column of a query of ids its name."""
    return f"SELECT NULL AS id WHERE 1 = 0 UNION {whom}"


def _postgresql(name: str, table: str, deed: str, of: str, whom: str) -> list[str]:
    return [
        f"""CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            {NEW_LIFE["postgresql"]};
            INSERT INTO {CHANGES} (professional_id, xact, at)
                SELECT t.id, pg_current_xact_id()::text::bigint, clock_timestamp()
                FROM ({_named(whom)}) t WHERE t.id IS NOT NULL;
            RETURN NULL;
        END $$""",
        f"DROP TRIGGER IF EXISTS {name} ON {table}",
        f"CREATE TRIGGER {name} AFTER {deed.upper()}{of} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def _truncated(table: str) -> list[str]:
    name = _name(table, "truncate")
    return [
        f"""CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN DELETE FROM {LIFE}; RETURN NULL; END $$""",
        f"DROP TRIGGER IF EXISTS {name} ON {table}",
        f"CREATE TRIGGER {name} AFTER TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
    ]
