"""The database itself refuses to change the log; what is past its time leaves in one guarded way."""

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from drakentemmers.audit import guards
from drakentemmers.audit.actions import record
from drakentemmers.audit.actions.purging import LogNotWhole, kept_from, purge_events
from drakentemmers.audit.actions.sealing import seal_left_behind
from drakentemmers.audit.checks import log_only_grows
from drakentemmers.audit.models import Checkpoint, Event, Seal
from drakentemmers.audit.read.verification import verify
from drakentemmers.audit.verifying import Fault
from tests.audit.chains import break_in, event_at, found, sql, write_events
from tests.factories.accounts import OrganisationFactory

pytestmark = pytest.mark.django_db
LONG_AGO = datetime.fromisoformat("2019-03-01T12:00:00+01:00")


@pytest.fixture
def guarded() -> None:
    guards.put_up(connection)


def checkpoint(position: int) -> Checkpoint:
    """A checkpoint nobody signed, as somebody would make to be able to delete."""
    return Checkpoint.objects.create(
        position=position,
        seal="0" * 64,
        removed=1,
        older_than=LONG_AGO,
        at=LONG_AGO,
        key_id="test",
        mac="0" * 64,
    )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET action = 'x'",
        "UPDATE audit_seal SET seal = 'x'",
        "DELETE FROM audit_event",
        "DELETE FROM audit_seal",
        "UPDATE audit_checkpoint SET removed = 9",
        "DELETE FROM audit_checkpoint",
        "TRUNCATE audit_event",
    ],
)
def test_rows_are_only_added(guarded, statement: str):
    if statement.startswith("TRUNCATE") and connection.vendor != "postgresql":
        statement = "DELETE FROM audit_event WHERE 1 = 1"  # SQLite knows no TRUNCATE
    write_events(2)
    checkpoint(1)
    with pytest.raises(DatabaseError, match=guards.APPEND_ONLY), transaction.atomic():
        sql(statement)
    assert (Event.objects.count(), Seal.objects.count(), Checkpoint.objects.count()) == (2, 2, 1)


def test_not_even_behind_a_checkpoint_does_anything_younger_than_five_years_go(guarded):
    write_events(2)
    checkpoint(2)
    for statement in ("DELETE FROM audit_event", "DELETE FROM audit_seal"):
        with pytest.raises(DatabaseError, match=guards.APPEND_ONLY), transaction.atomic():
            sql(statement)


def test_after_migrating_every_guard_stands():
    guards.put_up(connection)
    assert guards.missing(connection) == []


@pytest.mark.parametrize("table", ["audit_event", "audit_seal", "audit_checkpoint"])
def test_a_row_cannot_be_replaced(guarded, table: str):
    if connection.vendor == "postgresql":
        pytest.skip("only SQLite knows REPLACE")
    write_events(2)
    checkpoint(1)
    with pytest.raises(DatabaseError, match=guards.APPEND_ONLY), transaction.atomic():
        sql(f"REPLACE INTO {table} SELECT * FROM {table}")  # noqa: S608 - our own names
    assert verify().guards_missing == []


def test_a_trigger_that_only_works_on_a_replica_is_missing(guarded):
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL can switch triggers off")
    for state in ("REPLICA", "ALWAYS"):
        sql(f"ALTER TABLE audit_event ENABLE {state} TRIGGER audit_event_no_update")
        missing = ["audit_event_no_update"] if state == "REPLICA" else []
        assert guards.missing(connection) == missing


class TestPurging:
    def test_what_is_older_than_five_years_goes_and_the_rest_still_proves_itself(
        self, guarded, now: datetime
    ):
        write_events(5, begin=LONG_AGO)
        write_events(3)
        assert purge_events(now=now, most=2) == 5
        assert [row.position for row in Checkpoint.objects.order_by("position")] == [2, 4, 5]
        seal_left_behind(now=now)
        report = verify()
        assert report.is_whole and (report.begin, report.head) == (6, 11)
        lines = Event.objects.filter(action="log.purged").order_by("pk")
        assert [(line.details["events"], line.details["up_to"]) for line in lines] == [(2, 2), (2, 4), (1, 5)]
        assert not Event.objects.filter(at__lt=kept_from(now)).exists()

    def test_twice_is_once(self, guarded, now: datetime):
        write_events(2, begin=LONG_AGO)
        assert purge_events(now=now) == 2
        assert purge_events(now=now) == 0
        assert Event.objects.get().action == "log.purged"

    def test_everything_may_be_old_and_the_chain_goes_on(self, guarded, now: datetime):
        write_events(2, begin=LONG_AGO)
        purge_events(now=now)
        write_events(1)
        report = verify()
        assert report.is_whole and (report.begin, report.head) == (3, 4)

    def test_an_event_a_day_short_of_five_years_stays(self, guarded, now: datetime):
        write_events(1, begin=now.replace(year=2021) + timedelta(days=1))
        assert purge_events(now=now) == 0

    def test_a_young_event_in_between_keeps_what_comes_behind_it(self, guarded, now: datetime):
        write_events(1, begin=LONG_AGO)
        write_events(1)
        write_events(1, begin=LONG_AGO)
        assert purge_events(now=now) == 1
        assert Event.objects.count() == 3

    def test_what_was_touched_stays_for_somebody_to_look_at(self, now: datetime):
        write_events(3, begin=LONG_AGO)
        break_in()
        sql("UPDATE audit_event SET action = 'x' WHERE id = %s", event_at(2))
        with pytest.raises(LogNotWhole) as refused:
            purge_events(now=now)
        assert refused.value.finding.position == 2
        assert Event.objects.count() == 3

    def test_a_checkpoint_that_nobody_signed_is_found(self, now: datetime):
        write_events(3, begin=LONG_AGO)
        break_in()
        checkpoint(2)
        assert found() == (Fault.INSERTED, 2)

    def test_what_was_purged_and_put_back_is_found(self, now: datetime):
        write_events(2, begin=LONG_AGO)
        kept = Seal.objects.get(position=1)
        purge_events(now=now)
        Seal.objects.bulk_create([kept])
        assert found() == (Fault.INSERTED, 1)


def statements_for_the_roles() -> str:
    """What deploy/roles.sql does, without the words that only psql knows."""
    text = Path("deploy/roles.sql").read_text().replace(":password", "'alleen-voor-deze-test'")
    text = re.sub(r"SELECT '(CREATE ROLE \w+ LOGIN)' WHERE.*?\\gexec", r"\1;", text, flags=re.DOTALL)
    return re.sub(r"^--.*$", "", text, flags=re.MULTILINE)


def test_the_roles_leave_the_site_only_adding_and_reading_in_the_log():
    revoked = " ".join(statements_for_the_roles().split())
    assert f"REVOKE UPDATE, DELETE, TRUNCATE ON {', '.join(guards.TABLES)} FROM drakentemmers_site" in revoked


def test_the_deployment_check_warns_when_the_site_may_change_the_log():
    """On PostgreSQL the owner may, the role of deploy/roles.sql may not; SQLite knows no roles."""
    if connection.vendor != "postgresql":
        assert log_only_grows() == []
        return
    (warning,) = log_only_grows()
    assert (warning.id, warning.msg.count(",")) == ("drakentemmers.W004", 8)
    sql(statements_for_the_roles())
    sql("SET LOCAL ROLE drakentemmers_site")
    assert log_only_grows() == []
    sql("RESET ROLE")
    sql("GRANT DELETE ON audit_seal TO drakentemmers_site")
    sql("SET LOCAL ROLE drakentemmers_site")
    (warning,) = log_only_grows()
    assert warning.msg == "The site's role in the database may change the log: DELETE audit_seal."
    sql("RESET ROLE")


def refused(statement: str) -> bool:
    with (
        pytest.raises(DatabaseError, match=r"permission denied|must be owner|append-only"),
        transaction.atomic(),
    ):
        sql(statement)
    return True


def test_whoever_serves_the_site_writes_and_seals_and_can_do_no_more(guarded, now: datetime):
    """On PostgreSQL as the role of deploy/roles.sql; on SQLite, which knows no roles, the triggers do it alone."""
    is_postgres = connection.vendor == "postgresql"
    if is_postgres:
        sql(statements_for_the_roles())
        sql("SET LOCAL ROLE drakentemmers_site")
    record("organisation.added", OrganisationFactory(), by=None, now=now)
    assert seal_left_behind(now=now) == 1
    assert verify().is_whole
    assert refused("UPDATE audit_event SET action = 'x'")
    assert refused("DELETE FROM audit_event")
    assert refused("DELETE FROM audit_seal")
    if is_postgres:
        assert refused("TRUNCATE audit_seal")
        assert refused("UPDATE audit_checkpoint SET removed = 1")
        assert refused("DROP TRIGGER audit_event_no_update ON audit_event")
        assert refused("ALTER TABLE audit_event DISABLE TRIGGER ALL")
        sql("RESET ROLE")
